Describe 'Importing the module' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $count = (Import-PowerShellDataFile "$PSScriptRoot/../../BackupTools.psd1").CmdletsToExport.Count
    }

    It 'works, and says how long it takes' {
        $milliseconds = 1..3 | ForEach-Object { Invoke-Pwsh -Bare "(Measure-Command { Import-Module '$ModulePath' }).TotalMilliseconds" }
        Write-Host "      import took $($milliseconds -join ', ') ms"
        $milliseconds | Should -HaveCount 3
    }

    It 'works again and again with -Force, and goes away when removed' {
        Invoke-Pwsh "
            1..3 | ForEach-Object { Import-Module '$ModulePath' -Force; @(Get-Command -Module BackupTools).Count }
            (Get-Module).Name -match 'BackupTools|dynamic'
            Remove-Module BackupTools
            @(Get-Command Backup-Database -ErrorAction Ignore).Count" |
            Should -Be "$count", "$count", "$count", 'BackupTools', '0'
    }

    It 'makes its types usable by name' {
        Invoke-Pwsh '[BackupTools.Abstractions.ErrorCode]::TargetExists; [BackupTools.Jobs.VerifyLevel]::Full; [BackupTools.Commands.Compression]::Zstd' |
            Should -Be 'TargetExists', 'Full', 'Zstd'
    }

    It 'leaves only the loader in the default load context' {
        Invoke-Pwsh '[Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -like "BackupTools*"' |
            Should -Be 'BackupTools.Loader'
    }

    It 'takes what was compiled ahead of time for the machine, and does without' {
        $machine = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
        $without = Join-Path (Get-Item TestDrive:/).FullName without
        Copy-Item $ModulePath $without/BackupTools -Recurse
        Remove-Item "$without/BackupTools/bin/*.$machine.dll"
        $location = "Split-Path -Leaf ([BackupTools.Abstractions.ErrorCode].Assembly.Location); @(Get-Command -Module BackupTools).Count"

        Invoke-Pwsh $location | Should -Be "BackupTools.Core.$machine.dll", "$count"
        Invoke-Pwsh -Bare "Import-Module '$without/BackupTools'; $location" | Should -Be 'BackupTools.Core.dll', "$count"
    }

    It 'takes what a package has for this system only from where the package has it' {
        $system = $IsWindows ? 'win' : 'unix'
        $machine = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
        $moved = Join-Path (Get-Item TestDrive:/).FullName moved
        Copy-Item $ModulePath $moved/BackupTools -Recurse
        $lib = (New-Item "$moved/BackupTools/bin/runtimes/$system/lib/net8.0" -ItemType Directory -Force).FullName
        Move-Item "$moved/BackupTools/bin/Npgsql.dll" $lib
        Remove-Item "$moved/BackupTools/bin/Npgsql.$machine.dll" -ErrorAction Ignore

        Invoke-Pwsh -Bare "Import-Module '$moved/BackupTools'
            `$mine = [Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq BackupTools
            `$mine.LoadFromAssemblyName('Npgsql').Location" | Should -Be (Join-Path $lib Npgsql.dll)
    }

    It 'leaves to .NET what that has itself, and has it for earlier ones' {
        $output = Invoke-Pwsh "
            `$mine = [Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq BackupTools
            `$mine.LoadFromAssemblyName('System.Text.Json').Location"
        $isEarlier = [Environment]::Version.Major -lt 10
        $earlier = "$ModulePath/bin/net8.0/System.Text.Json.dll"
        ($output -eq (Resolve-Path $earlier).Path) | Should -Be $isEarlier
        Test-Path "$ModulePath/bin/System.Text.Json.dll" | Should -BeFalse
    }

    It 'has the drivers, and loads them when they are used and not before' {
        $output = Invoke-Pwsh @"
            `$mine = { [Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq BackupTools }
            @((& `$mine).Assemblies.GetName().Name -match '^(Npgsql|MySqlConnector|MongoDB|DnsClient|AWSSDK|Azure|Google|Microsoft\.Identity)').Count -gt 0
            `$driver = (& `$mine).LoadFromAssemblyName('Npgsql')
            [Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$driver).Name
            `$source = `$driver.GetType('Npgsql.NpgsqlDataSource').GetMethod('Create', [type[]] 'string').Invoke(`$null, @('Host=nowhere'))
            `$source.GetType().Name
            [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -contains 'Npgsql'
"@
        $output[0..1] + $output[3] | Should -Be 'False', 'BackupTools', 'False'
        $output[2] | Should -Match 'DataSource$'
    }

    It 'works beside other versions of its assemblies that were loaded first' {
        $folder = (New-Item (Join-Path (Get-Item TestDrive:/).FullName other) -ItemType Directory).FullName
        New-Shop (Join-Path $folder shop.db)
        Set-Content $folder/BackupTools.Core.csproj '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>
            <TargetFramework>net8.0</TargetFramework><Version>0.0.1</Version></PropertyGroup></Project>'
        Set-Content $folder/Code.cs 'namespace BackupTools.Abstractions { public interface IBackupStorage { } }'
        & dotnet build $folder/BackupTools.Core.csproj -o $folder/bin --nologo -v quiet | Out-Host
        $output = Invoke-Pwsh -Bare @"
            Add-Type -LiteralPath '$folder/bin/BackupTools.Core.dll'
            Import-Module '$ModulePath'
            `$cores = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'BackupTools.Core' }
            `$cores.ForEach({ `$_.GetName().Version.ToString() }) -join ' '
            (Backup-Database '$folder/shop.db' -Storage '$folder/backups' | Test-Backup).Passed
"@
        $output | Should -Be "0.0.1.0 $ModuleVersion.0", 'True'
    }
}

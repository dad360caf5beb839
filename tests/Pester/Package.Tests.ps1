Describe 'The package' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $unpacked = Join-Path (Get-Item TestDrive:/).FullName unpacked
        [IO.Compression.ZipFile]::ExtractToDirectory($PackagePath, $unpacked)
        $metadata = ([xml] (Get-Content (Join-Path $unpacked BackupTools.nuspec) -Raw)).package.metadata
        $manifest = Import-PowerShellDataFile (Join-Path $ModulePath BackupTools.psd1)
        function Get-RelativeFile([string] $Folder) {
            Get-ChildItem $Folder -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') }
        }
    }

    It 'works from the package, unpacked, with nothing else around' {
        $folder = Join-Path (Get-Item TestDrive:/).FullName 'my mödules'
        [IO.Compression.ZipFile]::ExtractToDirectory($PackagePath, (Join-Path $folder BackupTools))
        $work = (New-Item (Join-Path (Get-Item TestDrive:/).FullName packed) -ItemType Directory).FullName
        New-Shop $work/shop.db
        $output = Invoke-Pwsh -Bare @"
            `$env:PSModulePath = '$folder' + [IO.Path]::PathSeparator + `$env:PSModulePath
            (Backup-Database '$work/shop.db' -Storage '$work/backups' | Test-Backup -Level Restore).Passed
            (Get-Module BackupTools).ModuleBase
            (Get-Help Test-Backup).Synopsis
"@
        $output | Should -Be 'True', (Join-Path $folder BackupTools), 'Tests whether backups are complete, unaltered and restorable.'
    }

    It 'has the files of the module at the root, as galleries expect, an icon, and no others' {
        Get-RelativeFile $unpacked | Where-Object { $_ -notmatch '^(_rels|package)/|^\[Content_Types\]\.xml$|^BackupTools\.nuspec$|^icon\.png$' } |
            Sort-Object | Should -Be (Get-RelativeFile $ModulePath |
                Where-Object { $_ -notmatch '^bin/(?!BackupTools\.Core).*\.(linux|osx|win)-[a-z0-9-]+\.dll$' } | Sort-Object)
        $metadata.icon | Should -Be icon.png
        (Get-Content (Join-Path $unpacked icon.png) -AsByteStream -TotalCount 4) | Should -Be 0x89, 0x50, 0x4E, 0x47
    }

    It 'says of itself what the manifest says' {
        $metadata.id | Should -Be BackupTools
        $metadata.version | Should -Be $manifest.ModuleVersion
        $metadata.description | Should -Be $manifest.Description
        $metadata.releaseNotes | Should -Be $manifest.PrivateData.PSData.ReleaseNotes
        $metadata.license.InnerText | Should -Be LICENSE
        $metadata.dependencies | Should -BeNullOrEmpty
        $commands = (Get-Command -Module BackupTools).Name
        $wanted = 'PSModule', 'PSIncludes_Cmdlet' + $commands.ForEach({ "PSCmdlet_$_", "PSCommand_$_" }) + $manifest.PrivateData.PSData.Tags
        $metadata.tags -split ' ' | Sort-Object | Should -Be ($wanted | Sort-Object)
    }

    It 'has release notes of the version that it is' {
        $changelog = Get-Content "$PSScriptRoot/../../CHANGELOG.md" -Raw
        $manifest.PrivateData.PSData.ReleaseNotes | Should -Not -BeNullOrEmpty
        $section = ($changelog -split '(?m)^## ')[1]
        $section | Should -Match "^$([regex]::Escape($ModuleVersion)) "
        $firstSentence = ($manifest.PrivateData.PSData.ReleaseNotes -split '(?<=\.) ')[0]
        $section -replace '\s+', ' ' | Should -Match ([regex]::Escape($firstSentence))
    }

    It 'has for single systems SQLite, a library each, and no more than what a package needs on Windows' {
        Get-RelativeFile (Join-Path $unpacked bin runtimes) | Sort-Object | Should -Be @(
            'linux-arm64/native/libe_sqlite3.so', 'linux-musl-x64/native/libe_sqlite3.so'
            'linux-x64/native/libe_sqlite3.so', 'osx-arm64/native/libe_sqlite3.dylib', 'osx-x64/native/libe_sqlite3.dylib'
            'win-arm64/native/e_sqlite3.dll', 'win-x64/native/e_sqlite3.dll', 'win/lib/net7.0/System.Management.dll')
    }

    It 'has images for <Machine>, compiled ahead of time for it and of the same version' -ForEach @(
        # What the header of such a file says of its processor and, exclusive-ored with it, of its system.
        @{ Machine = 'linux-x64'; Header = 0x8664 -bxor 0x7B79 }
        @{ Machine = 'win-x64'; Header = 0x8664 }
    ) {
        $file = Join-Path $unpacked bin "BackupTools.Core.$Machine.dll"
        $stream = [IO.File]::OpenRead($file)
        try {
            $headers = [Reflection.PortableExecutable.PEReader]::new($stream).PEHeaders
            [int] $headers.CoffHeader.Machine | Should -Be $Header
            $headers.CorHeader.ManagedNativeHeaderDirectory.Size | Should -BeGreaterThan 0
        }
        finally { $stream.Dispose() }
        [Reflection.AssemblyName]::GetAssemblyName($file).FullName |
            Should -Be ([Reflection.AssemblyName]::GetAssemblyName((Join-Path $unpacked bin BackupTools.Core.dll)).FullName)
    }

    It 'has beside it a zip that an automation account takes: the module as a folder, from which it works' {
        $zip = Join-Path (Split-Path $PackagePath) BackupTools.zip
        # What such an account accepts.
        (Get-Item $zip).Length | Should -BeLessThan 100MB
        $folder = Join-Path (Get-Item TestDrive:/).FullName automation
        [IO.Compression.ZipFile]::ExtractToDirectory($zip, $folder)
        (Get-ChildItem $folder).Name | Should -Be BackupTools
        Invoke-Pwsh -Bare "`$env:PSModulePath = '$folder'; Import-Module BackupTools; (Get-Module BackupTools).ModuleBase; @(Get-Command -Module BackupTools).Count" |
            Should -Be (Join-Path $folder BackupTools), "$((Get-Command -Module BackupTools).Count)"
    }

    It 'is small enough to be fetched at the beginning of a runbook' {
        (Get-Item $PackagePath).Length | Should -BeLessThan 28MB
    }
}

Describe 'The help' {
    BeforeDiscovery {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $commands = Get-Command -Module BackupTools | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
        $examples = foreach ($command in Get-Command -Module BackupTools) {
            $number = 0
            foreach ($example in (Get-Help $command.Name -Full).examples.example) {
                $number++
                # There is no server here, and no scheduler that is not the machine's (Schedule.Tests.ps1 has one): such an example is read and not run.
                $runs = $example.code -notmatch "(postgresql|mysql|mariadb|mongodb|s3|gs|azblob|sftp|webdavs?)://|AsSecureString|example\.com|hc-ping|host=|service=|-PerFeature|-BackupSchedule"
                @{ Name = $command.Name; Number = $number; Code = $example.code; Runs = $runs }
            }
        }
    }
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
    }

    It '<Name> has a synopsis, a description, outputs, links and examples' -ForEach $commands {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Match '^[A-Z].+\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue.description.Text | Should -Not -BeNullOrEmpty
        $help.relatedLinks.navigationLink.linkText | Should -Contain 'about_BackupTools'
        @($help.examples.example).Count | Should -BeGreaterThan 0
        foreach ($example in $help.examples.example) { ($example.remarks.Text -join '').Trim() | Should -Not -BeNullOrEmpty }
    }

    It '<Name> describes exactly the parameters it has' -ForEach $commands {
        $described = (Get-Help $Name -Full).parameters.parameter
        $described.name | Sort-Object | Should -Be ($Command.Parameters.Values.Name | Where-Object { $_ -notin $common } | Sort-Object)
        foreach ($parameter in $described) {
            $parameter.description.Text | Should -Not -BeNullOrEmpty -Because "-$($parameter.name) needs help"
        }
    }

    It '<Name> says the truth about position, pipeline and obligation' -ForEach $commands {
        foreach ($parameter in (Get-Help $Name -Full).parameters.parameter) {
            $use = @($Command.Parameters[$parameter.name].ParameterSets.Values)[0]
            $parameter.required | Should -Be "$($use.IsMandatory)".ToLowerInvariant()
            $parameter.position | Should -Be ($use.Position -lt 0 ? 'named' : "$($use.Position)")
            $parameter.pipelineInput -match 'ByValue' | Should -Be $use.ValueFromPipeline
            $parameter.pipelineInput -match 'ByPropertyName' | Should -Be $use.ValueFromPipelineByPropertyName
        }
    }

    It '<Name> has a syntax line for each of its parameter sets' -ForEach $commands {
        @((Get-Help $Name -Full).syntax.syntaxItem).Count | Should -Be $Command.ParameterSets.Count
    }

    It 'names no cmdlet that does not exist' {
        [xml] $maml = Get-Content (Join-Path $ModulePath en-US BackupTools.dll-Help.xml) -Raw
        $maml.helpItems.command.details.name | Sort-Object | Should -Be ((Get-Command -Module BackupTools).Name | Sort-Object)
    }

    It 'is found in <_>' -ForEach 'C.UTF-8', 'en_US.UTF-8', 'de_DE.UTF-8' {
        $saved = $env:LANG
        try {
            $env:LANG = $_
            $text = & (Get-Process -Id $PID).Path -NoProfile -Command "Import-Module '$ModulePath'; (Get-Help Backup-Database).Synopsis; (Get-Help about_BackupTools) -join ''"
        }
        finally { $env:LANG = $saved }
        $text -join "`n" | Should -Match 'Backs up databases, each into one file'
        $text -join "`n" | Should -Match 'A FIRST SESSION'
    }

    It 'has the topic <_>' -ForEach (Get-ChildItem "$PSScriptRoot/../../en-US/about_*.help.txt" | ForEach-Object { $_.Name -replace '\.help\.txt$' }) {
        Get-Help $_ | Out-String | Should -Match 'SHORT DESCRIPTION'
    }

    It 'mentions every cmdlet in about_BackupTools' {
        $text = Get-Help about_BackupTools | Out-String
        foreach ($command in Get-Command -Module BackupTools) { $text | Should -Match $command.Name }
    }

    Context 'Examples' {
        BeforeEach {
            Push-Location
            Enter-Workplace
            $global:ConfirmPreference = 'None'
            Backup-Database ./shop.db -Storage ./backups | Out-Null
            $savedHome = $env:BACKUPTOOLS_HOME
            $env:BACKUPTOOLS_HOME = Join-Path $PWD home
            New-Item ./home/jobs -ItemType Directory | Out-Null
            Register-DbConnection till ./shop.db | Out-Null
            Set-Content ./nightly.yaml, ./home/jobs/nightly.yaml "connection: '$PWD/shop.db'", "storage: '$PWD/jobs'"
        }
        AfterEach {
            $env:BACKUPTOOLS_HOME = $savedHome
            $global:ConfirmPreference = 'High'
            Pop-Location
        }

        It 'of README.md run one after the other, as printed' {
            $readme = Get-Content (Join-Path (Split-Path (Split-Path $ModulePath)) README.md) -Raw
            $section = $readme.Substring($readme.IndexOf('## Ten examples'))
            $blocks = [regex]::Matches($section, '(?s)```powershell\n(.*?)```').ForEach({ $_.Groups[1].Value })
            $blocks[0] -split '(?m)^# ' | Should -HaveCount 11
            Remove-Item ./backups -Recurse
            $ErrorActionPreference = 'Stop'
            foreach ($block in $blocks) { { & ([scriptblock]::Create($block)) | Out-String } | Should -Not -Throw }
            Get-ChildItem ./exports -Name | Should -Match '^shop_\d{8}_\d{6}\.sql\.gz$'
            Get-ChildItem ./customers.db, ./shop_test.db, ./offsite | Should -Not -BeNullOrEmpty
        }

        It '<Name> example <Number> names commands and parameters that exist' -ForEach $examples {
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $null)
            foreach ($use in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $command = Get-Command $use.GetCommandName() -ErrorAction Stop
                foreach ($parameter in $use.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    { $command.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw
                }
            }
        }

        It '<Name> example <Number> runs' -ForEach ($examples | Where-Object Runs) {
            $ErrorActionPreference = 'Stop'
            if ($Code -match 'cut\.backup') { Set-Content ./backups/cut.backup.zip 'cut' }
            if ($Code -match '\./copies' -and $Name -ne 'Copy-Backup') { New-Item copies -ItemType Directory | Out-Null }
            { & ([scriptblock]::Create($Code)) | Out-String } | Should -Not -Throw
        }
    }
}

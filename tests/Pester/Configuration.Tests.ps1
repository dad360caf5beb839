Describe 'The configuration' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        $saved = $env:BACKUPTOOLS_HOME
        $secret = 'Pl4nt' + 'ed'
        $credential = [pscredential]::new('backup', (ConvertTo-SecureString $secret -AsPlainText -Force))
        function Get-Plain($Connection) { $Connection.GetPassword() | ConvertFrom-SecureString -AsPlainText }
    }
    AfterAll {
        $env:BACKUPTOOLS_HOME = $saved
        Pop-Location
    }
    BeforeEach {
        Enter-Workplace
        $env:BACKUPTOOLS_HOME = Join-Path $PWD home
    }

    Context 'of connections' {
        It 'registers, lists and removes' {
            (Register-DbConnection till ./shop.db).Name | Should -Be till
            Register-DbConnection shop postgresql://db1/shop -Credential $credential | Out-Null
            (Get-DbConnection).Name | Should -Be shop, till
            (Get-DbConnection SHOP).PasswordSource | Should -Be saved
            Get-Plain (Get-DbConnection shop) | Should -Be $secret
            Register-DbConnection till ./shop.db -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -Be 'ConnectionRegistered,BackupTools.Commands.RegisterDbConnectionCommand'
            New-DbConnection ./shop.db -LockTimeout 7 | Register-DbConnection till -Force | Out-Null
            (Get-DbConnection till).LockTimeout.TotalSeconds | Should -Be 7
            Get-DbConnection t* | Unregister-DbConnection
            (Get-DbConnection).Name | Should -Be shop
            Get-DbConnection nothing* | Should -BeNullOrEmpty
            Unregister-DbConnection shopp -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionNotRegistered,*'
            $problem[0].ErrorDetails.RecommendedAction | Should -Match 'shop'
            Get-DbConnection shopp -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].CategoryInfo.Category | Should -Be ObjectNotFound
        }

        It 'changes nothing under -WhatIf' {
            Register-DbConnection shop postgresql://db1/shop -Credential $credential -WhatIf
            './home' | Should -Not -Exist
            Register-DbConnection till ./shop.db | Out-Null
            Unregister-DbConnection * -WhatIf
            (Get-DbConnection).Name | Should -Be till
        }

        It 'is understood wherever a connection is asked for' {
            Register-DbConnection till ./shop.db | Out-Null
            Copy-Item shop.db other.db
            Register-DbConnection till2 ./other.db | Out-Null
            (Get-DbTable till).Name | Should -Contain customer
            (Test-DbConnection till).Succeeded | Should -BeTrue
            (Get-DbDatabase till*).Database | Should -Be shop, other
            (Backup-Database till, till2 -Storage ./backups).Database | Should -Be shop, other
            (Get-DbConnection till* | Backup-Database -Storage ./more).Database | Should -Be shop, other
            (Backup-Database till* -Storage ./wild).Count | Should -Be 2
            (New-DbConnection till -LockTimeout 3).Name | Should -Be till
            Register-DbConnection new ./new.db | Out-Null
            Get-Backup ./backups -Database shop | Restore-Database -Connection new | Out-Null
            './new.db' | Should -Exist
            (Get-DbConnection till*, new | ForEach-Object -Parallel { Import-Module $using:ModulePath; ($_ | Get-DbTable).Count }) | Should -HaveCount 3
        }

        It 'never stands before a file or a URI' {
            Register-DbConnection till ./shop.db | Out-Null
            Set-Content ./till 'no database'
            { Get-DbTable till -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseInvalid,*'
            { Get-DbTable til* -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseInvalid,*'
            (Get-DbConnection till | Get-DbTable).Name | Should -Contain customer
            Remove-Item ./till
            { Get-DbTable ./till -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
            Set-Location Env:
            (Get-DbTable till).Name | Should -Contain customer
        }

        It 'says what may have been meant' {
            Register-DbConnection till ./shop.db | Out-Null
            Get-DbTable tilll -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'DatabaseNotFound,*'
            $problem[0].ErrorDetails.RecommendedAction | Should -Match 'till'
            { Test-DbConnection tilll -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*' -ExpectedMessage '*registered*'
            (Test-DbConnection zzz -NoError).Succeeded | Should -BeFalse
            { Backup-Database nosuch* -Storage ./b } | Should -Throw -ExpectedMessage '*registered connection*'
        }

        It 'refuses the name <_>' -ForEach '', '..', 'a/b', 'shop.db', 'a b', "a`nb", '-x', 'file:x', "it's", '*' {
            { Register-DbConnection $_ ./shop.db -ErrorAction Stop } | Should -Throw
            './home' | Should -Not -Exist
        }

        It 'completes names with what they are, and then files' {
            Register-DbConnection till ./shop.db | Out-Null
            Register-DbConnection server postgresql://db1/shop -Credential $credential | Out-Null
            $found = (TabExpansion2 'Backup-Database t' 17).CompletionMatches
            $found.CompletionText | Should -Be till
            $found.ToolTip | Should -Match 'shop\.db'
            (TabExpansion2 'Restore-Database x.zip -Connection s' 36).CompletionMatches.CompletionText | Should -Contain server
            (TabExpansion2 'Restore-Database x.zip -Connection s' 36).CompletionMatches.CompletionText -match 'shop\.db' | Should -Not -BeNullOrEmpty
            (TabExpansion2 'Get-DbConnection s' 18).CompletionMatches.CompletionText | Should -Be server
            (TabExpansion2 'Get-DbTable till -Table cu' 26).CompletionMatches.CompletionText | Should -Be customer
            (TabExpansion2 'Get-BackupTool pg_d' 19).CompletionMatches.CompletionText | Should -Be pg_dump
            Set-Content ./home/connections.json 'broken'
            $Error.Clear()
            (TabExpansion2 'Get-DbConnection s' 18).CompletionMatches | Where-Object CompletionText -EQ server | Should -BeNullOrEmpty
            $Error | Should -BeNullOrEmpty
        }

        It 'looks a variable and a vault up when they are needed, and not at listing' {
            Register-DbConnection one postgresql://me@127.0.0.1:1/shop -PasswordSource env:PESTER_SHOP_PASSWORD | Out-Null
            Register-DbConnection two postgresql://me@127.0.0.1:1/shop -PasswordSource secret:vault/shop | Out-Null
            (Get-DbConnection).PasswordSource | Should -Be env:PESTER_SHOP_PASSWORD, secret:vault/shop
            (Test-DbConnection one, two -NoError).Findings | Should -HaveCount 2
            "$((Test-DbConnection one -NoError).Findings)" | Should -Match 'PESTER_SHOP_PASSWORD'
            "$((Test-DbConnection two -NoError).Findings)" | Should -Match 'no command Get-Secret'
            function global:Get-Secret { [CmdletBinding()] param([string] $Name, [string] $Vault) $global:pesterAsked += ,"$Vault/$Name"; ConvertTo-SecureString 'x' -AsPlainText -Force }
            try {
                $global:pesterAsked = @()
                (Test-DbConnection two -NoError).Error.Code | Should -Be ServerUnreachable
                $pesterAsked | Should -Be 'vault/shop'
                function global:Get-Secret { [CmdletBinding()] param([string] $Name, [string] $Vault) Write-Error "The vault is locked" }
                "$((Test-DbConnection two -NoError).Findings)" | Should -Match 'secret:vault/shop.*The vault is locked'
                function global:Get-Secret { param([string] $Name, [string] $Vault) throw 'PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.' }
                "$((Test-DbConnection two -NoError).Findings)" | Should -Match 'unlock'
                function global:Get-Secret { param([string] $Name, [string] $Vault) @{ a = 1 } }
                "$((Test-DbConnection two -NoError).Findings)" | Should -Match 'no password but something else'
            }
            finally { Remove-Item Function:Get-Secret; Remove-Variable pesterAsked -Scope Global }
        }

        It 'gives a job its password back for the same server only' {
            Register-DbConnection shop postgresql://db1/shop -Credential $credential | Out-Null
            Get-DbConnection shop | Export-Clixml ./shop.xml
            [IO.File]::ReadAllText("$PWD/shop.xml") | Should -Not -Match $secret
            Get-Plain (New-DbConnection (Import-Clixml ./shop.xml)) | Should -Be $secret
            [IO.File]::WriteAllText("$PWD/evil.xml", [IO.File]::ReadAllText("$PWD/shop.xml").Replace('>db1<', '>evil<'))
            (New-DbConnection (Import-Clixml ./evil.xml)).PasswordSource | Should -BeNullOrEmpty
        }

        It 'keeps passwords out of files, streams and errors' {
            $said = @(
                Register-DbConnection a "postgresql://me:$secret@127.0.0.1:1/shop" -Verbose -Debug *>&1
                Register-DbConnection b postgresql://127.0.0.1:1/shop -Credential $credential -Verbose *>&1
                Register-DbConnection c postgresql://me@127.0.0.1:1/shop -PasswordSource $secret -ErrorAction Continue *>&1
                Register-DbConnection d "postgresql://me:$secret@h" -PasswordSource env:X -ErrorAction Continue *>&1
                Get-DbConnection | Format-List *; Get-DbConnection | ConvertTo-Json -Depth 3 -WarningAction Ignore
                Test-DbConnection a, b -Verbose -Debug *>&1
            ) | Out-String -Width 4096
            "$said $($Error | Format-List * -Force | Out-String -Width 4096)" -split '\n' -match $secret -notmatch 'Register-DbConnection|\$secret' | Should -BeNullOrEmpty
            Get-ChildItem ./home -Recurse -File -Force | Where-Object { [IO.File]::ReadAllText($_.FullName) -match $secret } | Should -BeNullOrEmpty
            (Get-ChildItem ./home -File).Count | Should -BeGreaterThan 0
        }

        It 'is not lost where processes write at once' {
            $jobs = 1..4 | ForEach-Object {
                Start-Job -ArgumentList $ModulePath, $env:BACKUPTOOLS_HOME, "$PWD/shop.db", $_ {
                    param($module, $folder, $path, $number)
                    $env:BACKUPTOOLS_HOME = $folder
                    Import-Module $module
                    1..5 | ForEach-Object { Register-DbConnection "c$number.$_" $path | Out-Null }
                }
            }
            $jobs | Receive-Job -Wait -AutoRemoveJob
            (Get-DbConnection).Count | Should -Be 20
        }
    }

    Context 'of defaults' {
        It 'is what is taken where nothing is given' {
            { Backup-Database ./shop.db } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*storage*'
            { Get-Backup } | Should -Throw -ErrorId 'InvalidArgument,*'
            Set-BackupConfiguration -Storage ./backups -Compression Brotli -KeepLast 3 -WhatIf
            './home' | Should -Not -Exist
            $set = Set-BackupConfiguration -Storage ./backups -Compression Brotli -KeepLast 3
            $set.Storage | Should -Be (Join-Path $PWD backups)
            (Get-BackupConfiguration).KeepLast | Should -Be 3
            $backup = Backup-Database ./shop.db
            $backup.Compression | Should -Be brotli
            $backup.Storage | Should -Be (Join-Path $PWD backups)
            (Get-Backup).Id | Should -Be $backup.Id
            (Backup-Database ./shop.db -Storage ./other -Compression None).Compression | Should -Be none
            (TabExpansion2 'Get-Backup -Database s' 22).CompletionMatches.CompletionText | Should -Be shop
            './other' | Get-Backup | Should -HaveCount 1
        }

        It 'takes settings away one by one' {
            Set-BackupConfiguration -Storage ./backups -Compression Gzip -Parallelism 2 -ToolPath @{ pg_dump = '/x/pg_dump'; rclone = '/x/rclone' } | Out-Null
            $set = Set-BackupConfiguration -Reset Compression, Parallelism -ToolPath @{ rclone = $null }
            $set.Compression | Should -BeNullOrEmpty
            $set.Parallelism | Should -BeNullOrEmpty
            $set.ToolPath.Keys | Should -Be pg_dump
            (Set-BackupConfiguration -Reset All).Storage | Should -BeNullOrEmpty
            (Set-BackupConfiguration -Storage (New-BackupStorage ./x), ./y).Storage | Should -Be (Join-Path $PWD x), (Join-Path $PWD y)
            { Set-BackupConfiguration -Storage (New-BackupStorage ./x -MaxBytesPerSecond 1MB) } | Should -Throw -ExpectedMessage '*limit*'
            { Set-BackupConfiguration } | Should -Throw -ErrorId 'InvalidArgument,*'
            { Set-BackupConfiguration -ToolPath @{ pg_dumb = '/x' } -ErrorAction Stop } | Should -Throw -ExpectedMessage '*pg_dump*'
            { Set-BackupConfiguration -Storage "s3://key:$secret@bucket" -ErrorAction Stop } | Should -Throw -ErrorId 'StorageNotUnderstood,*'
        }

        It 'is left alone and said where it is broken, and set aside only when told' {
            New-Item ./home -ItemType Directory | Out-Null
            Set-Content ./home/settings.json '{ "format": 1, "compression": '
            { Backup-Database ./shop.db -Storage ./b } | Should -Throw -ErrorId 'ConfigurationInvalid,*' -ExpectedMessage '*settings.json*'
            { Get-BackupConfiguration -ErrorAction Stop } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
            { Set-BackupConfiguration -KeepLast 2 -ErrorAction Stop } | Should -Throw -ErrorId 'ConfigurationInvalid,*'
            Get-Content ./home/settings.json -Raw | Should -BeLike '*"compression": *'
            (Backup-Database ./shop.db -Storage ./b -Compression Gzip -Parallelism 1).Compression | Should -Be gzip
            (Set-BackupConfiguration -Reset All -KeepLast 2 -WarningVariable said -WarningAction SilentlyContinue).KeepLast | Should -Be 2
            "$said" | Should -Match 'broken'
            Get-ChildItem ./home/settings.json.broken* | Should -HaveCount 1
            Set-Content ./home/settings.json '{ "format": 9 }'
            { Set-BackupConfiguration -Reset All -ErrorAction Stop } | Should -Throw -ErrorId 'ConfigurationTooNew,*'
        }
    }

    Context 'of tools' {
        It 'says what there is, with versions' {
            $tools = Get-BackupTool
            $tools.Name | Should -Contain pg_dump
            $tools | Where-Object Found | ForEach-Object { $_.Path | Should -Exist }
            if (Get-Command sqlite3 -CommandType Application -ErrorAction Ignore) { (Get-BackupTool sqlite3).Version | Should -Match '^3\.' }
            Set-BackupConfiguration -ToolPath @{ rclone = (Join-Path $PWD nowhere) } | Out-Null
            (Get-BackupTool rclone).Problem | Should -Not -BeNullOrEmpty
            { Get-BackupTool pg_dumb -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*' -ExpectedMessage '*pg_dump*'
        }
    }
}

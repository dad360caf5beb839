Describe 'Encrypted and signed backups' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        function Get-Problem([scriptblock] $Script) { try { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } } catch { $_ } }
        function Get-Id([scriptblock] $Script) { (Get-Problem $Script).FullyQualifiedErrorId -replace ',.*' }
        function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        $phrase = ConvertTo-SecureString 'correct horse battery' -AsPlainText -Force
        $wrong = ConvertTo-SecureString 'correct horse batterz' -AsPlainText -Force
        Get-BackupKey | Remove-BackupKey -Confirm:$false
        New-BackupKey ops -Bits 2048 | Out-Null
        New-BackupKey locked -Bits 2048 -Passphrase $phrase | Out-Null
        $backup = Backup-Database ./shop.db -Storage ./backups -Recipient ops, locked -SigningKey ops -Description 'for the office'
        $byPhrase = Backup-Database ./shop.db -Storage ./phrase -Passphrase $phrase
    }
    AfterAll {
        Get-BackupKey | Remove-BackupKey -Confirm:$false
        Pop-Location
    }

    It 'say what they are, and to those without a key nothing else' {
        $backup.Encrypted | Should -BeTrue
        $backup.Recipients | Should -Be 'ops', 'locked'
        $backup.Tables | Should -BeGreaterThan 3
        Remove-Item ./backups/*.json
        foreach ($found in (Get-Backup ./backups), (Get-Backup ./backups)) {
            $found.Id | Should -Be $backup.Id
            $found.Type, $found.Database, $found.Encrypted | Should -Be 'Full', 'shop', $true
            $found.Tables, $found.Rows, $found.RawBytes, $found.Description | Should -Be $null, $null, $null, $null
        }
        Get-Content ./backups/*.json -Raw | Should -Not -Match 'office|rawBytes|"tables"'
    }

    It 'are tested and restored by whoever has the key, which is found by itself' {
        $result = Get-Backup ./backups | Test-Backup -Level Restore
        $result.Passed | Should -BeTrue
        $result.SignedBy | Should -Be 'ops'
        Get-Backup ./backups | Restore-Database -TargetPath ./copy.db -Verify -RequireSignature -TrustedKey ops | Out-Null
        (Get-DbTable ./copy.db -CountRows | Measure-Object Rows -Sum).Sum | Should -Be (Get-DbTable ./shop.db -CountRows | Measure-Object Rows -Sum).Sum
        (Get-Backup ./backups | Export-Backup -Destination ./shop.sql).Path | Should -Exist
        (Get-Backup ./backups | Restore-Database -TargetPath ./one.db -Table customer).Tables | Should -Be 1
    }

    It 'open with a passphrase, and with no other' {
        ($byPhrase | Test-Backup -Level Full -Passphrase $phrase).Passed | Should -BeTrue
        Get-Id { $byPhrase | Test-Backup -Passphrase $wrong } | Should -Be 'KeyRefused'
        Get-Id { $byPhrase | Restore-Database -TargetPath ./no.db } | Should -Be 'KeyMissing'
        Test-Path ./no.db | Should -BeFalse
        $env:BACKUP_PHRASE = 'correct horse battery'
        try { ($byPhrase | Test-Backup -Passphrase env:BACKUP_PHRASE).Passed | Should -BeTrue }
        finally { $env:BACKUP_PHRASE = $null }
    }

    It 'open with a key under a passphrase' {
        ($backup | Test-Backup -Key locked -Passphrase $phrase).Passed | Should -BeTrue
        Get-Id { $backup | Test-Backup -Key locked } | Should -Be 'KeyRefused'
        Get-Id { $backup | Test-Backup -Key locked -Passphrase $wrong } | Should -Be 'KeyRefused'
        Get-Id { $backup | Test-Backup -Key nobody } | Should -Be 'KeyNotFound'
    }

    It 'are refused where nobody trusted has signed them' {
        $problem = Get-Problem { $byPhrase | Restore-Database -TargetPath ./no.db -Passphrase $phrase -RequireSignature }
        $problem.FullyQualifiedErrorId | Should -Match '^SignatureMissing'
        Get-Id { $backup | Restore-Database -TargetPath ./no.db -RequireSignature -TrustedKey locked } | Should -Be 'SignatureMissing'
        Test-Path ./no.db | Should -BeFalse
        ($byPhrase | Test-Backup -Passphrase $phrase -RequireSignature -NoError).Passed | Should -BeFalse
        $shared = Backup-Database ./shop.db -Storage ./shared -SharedSecret $phrase
        $shared.Encrypted | Should -BeFalse
        ($shared | Test-Backup -SharedSecret $phrase -RequireSignature).SignedBy | Should -Be 'the shared secret'
        ($shared | Test-Backup -SharedSecret $wrong -NoError).Passed | Should -BeFalse
    }

    It 'are made for somebody whose public key alone is here, and copied and removed without a key' {
        Export-BackupKey ops ./ops.pem | Out-Null
        Export-BackupKey ops ./ops.key -Private -Passphrase $phrase | Out-Null
        Remove-BackupKey ops -Confirm:$false
        Import-BackupKey ./ops.pem | Select-Object -ExpandProperty HasPrivateKey | Should -BeFalse
        $made = Backup-Database ./shop.db -Storage ./host -Recipient ops
        Get-Id { $made | Test-Backup } | Should -Be 'KeyMissing'
        ($made | Copy-Backup -Destination ./second).Encrypted | Should -BeTrue
        ($made | Test-Backup -Key ./ops.key -Passphrase $phrase).Passed | Should -BeTrue
        Get-Backup ./second | Remove-Backup -Confirm:$false
        Get-ChildItem ./second | Should -BeNullOrEmpty
        Remove-BackupKey ops -Confirm:$false
        (Import-BackupKey ./ops.key ops -Private -Passphrase $phrase).NeedsPassphrase | Should -BeTrue
        ($made | Test-Backup -Passphrase $phrase).Passed | Should -BeTrue
    }

    It 'are encrypted anew for others, by whoever can open them' {
        Get-Id { $byPhrase | Copy-Backup -Destination ./anew -Recipient locked } | Should -Be 'KeyMissing'
        Test-Path ./anew/*.zip | Should -BeFalse
        $anew = $byPhrase | Copy-Backup -Destination ./anew -Recipient locked -Passphrase $phrase
        $anew.Name, $anew.Recipients | Should -Be $byPhrase.Name, 'locked'
        $anew.Id | Should -Not -Be $byPhrase.Id
        $result = $anew | Test-Backup -Level Restore -Key locked -Passphrase $phrase
        $result.Passed | Should -BeTrue
        $result.RowsCompared | Should -BeGreaterThan 0
        Get-Id { $byPhrase | Copy-Backup -Destination ./anew -Recipient locked -Passphrase $phrase } | Should -Be 'StorageNameTaken'
    }

    It 'are opened by further keys, without a byte of them being touched' {
        New-BackupKey lena -Bits 2048 | Out-Null
        Export-BackupKey lena ./lena.pem | Out-Null
        $made = Backup-Database ./shop.db -Storage ./shared-keys -Recipient locked -SigningKey lena
        $plain = Backup-Database ./shop.db -Storage ./shared-keys
        $before = (Get-FileHash $made.Path).Hash
        $said = $made | Update-BackupKey -Recipient lena -Key locked -Passphrase $phrase -WhatIf
        $said | Should -BeNullOrEmpty
        Get-Id { $made | Update-BackupKey -Recipient lena -Key locked -Passphrase $wrong -WhatIf } | Should -Be 'KeyRefused'
        Get-ChildItem ./shared-keys/*keys-* | Should -BeNullOrEmpty

        $all = Get-Backup ./shared-keys | Update-BackupKey -Recipient ./lena.pem -Key locked -Passphrase $phrase -ErrorAction SilentlyContinue -ErrorVariable problems
        ($all | Where-Object Id -eq $made.Id).Result, ($all | Where-Object Id -eq $made.Id).Added | Should -Be 'Added', 'lena'
        ($all | Where-Object Id -eq $plain.Id).Result | Should -Be 'Failed'
        ($problems | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | Should -Match '^InvalidArgument'
        ($made | Update-BackupKey -Recipient lena -Key locked -Passphrase $phrase).Result | Should -Be 'Unchanged'

        (Get-FileHash $made.Path).Hash | Should -Be $before
        (Get-Backup ./shared-keys | Where-Object Encrypted).Recipients | Should -Be 'locked', 'lena'
        ($made | Test-Backup -Level Restore -Key lena -RequireSignature -TrustedKey lena).Passed | Should -BeTrue
        (Get-Backup ./shared-keys | Where-Object Encrypted | Update-BackupKey -NewPassphrase $wrong -Key lena).Added | Should -Be 'the passphrase'
        ($made | Test-Backup -Passphrase $wrong -Key locked, lena).Passed | Should -BeTrue

        Sync-Backup ./shared-keys -Destination ./shared-keys-2 | Out-Null
        (Get-Backup ./shared-keys-2 | Where-Object Encrypted | Test-Backup -Key lena).Passed | Should -BeTrue
        Get-Backup ./shared-keys, ./shared-keys-2 | Remove-Backup -Confirm:$false
        Get-ChildItem ./shared-keys, ./shared-keys-2 | Should -BeNullOrEmpty
        Get-Id { $made | Update-BackupKey } | Should -Be 'InvalidArgument'
        Get-Id { $made | Update-BackupKey -Recipient lena } | Should -Be 'ArchiveNotFound'
        Remove-BackupKey lena -Confirm:$false
    }

    It 'are made by jobs, and a job that nobody here could test is refused before it runs' {
        Import-BackupKey ./ops.pem public | Out-Null
        New-BackupKey job -Bits 2048 | Out-Null
        $env:JOB_SECRET = 'shared by both'
        Set-Content ./job.yaml "connection: ./shop.db`nstorage: ./jobs`nverify: restore`nencryption: { recipient: [job, ops.pem] }`nsignature: { key: job, sharedSecret: 'env:JOB_SECRET' }"
        Test-BackupJob ./job.yaml -ErrorAction Stop | Should -BeNullOrEmpty
        $result = Invoke-BackupJob ./job.yaml
        $result.Errors | Should -BeNullOrEmpty
        $result.Backup.Recipients | Should -Be 'job', 'ops'
        $result.Test.SignedBy | Should -Be 'job', 'the shared secret'
        foreach ($case in @(
                @{ Text = 'encryption: { recipient: gone }'; Id = 'gone' }
                @{ Text = 'encryption: { recipient: public }'; Id = 'private key' }
                @{ Text = "encryption: { recipient: job }`nformat: both"; Id = 'Plain SQL' }
                @{ Text = 'encryption: { passphrase: hidden }'; Id = 'secret' }
                @{ Text = 'encryption: {}'; Id = 'nobody|no value|encryption' }
                @{ Text = 'signature: { key: public }'; Id = 'sign' })) {
            Set-Content ./wrong.yaml "connection: ./shop.db`nstorage: ./jobs`nverify: quick`n$($case.Text)"
            $said = (Test-BackupJob ./wrong.yaml -NoError | ForEach-Object { "$($_.Problem) $($_.Remedy)" }) -join ' '
            $said | Should -Match $case.Id
            $said | Should -Not -Match 'hidden'
        }
        $env:JOB_SECRET = $null
    }

    It 'take no secret as a text, and repeat none' {
        foreach ($script in { Backup-Database ./shop.db -Storage ./x -Passphrase 'S3cret!' }, { $byPhrase | Test-Backup -Passphrase 'S3cret!' }, { New-BackupKey x -Passphrase 'S3cret!' }) {
            $problem = try { & $script } catch { $_ }
            "$problem" | Should -Match 'SecureString'
            "$problem" | Should -Not -Match 'S3cret'
        }
        Test-Path ./x | Should -BeFalse
    }

    It 'are made for keys that are completed, and refuse what is none' {
        Complete 'Backup-Database ./shop.db -Recipient lo' | Should -Contain 'locked'
        Complete 'Test-Backup -Key lo' | Should -Contain 'locked'
        Get-Id { Backup-Database ./shop.db -Storage ./x -Recipient ./shop.db } | Should -Be 'KeyInvalid'
        Get-Id { Backup-Database ./shop.db -Storage ./x -Recipient lokced } | Should -Be 'KeyNotFound'
        Test-Path ./x | Should -BeFalse
    }

    It 'have keys that are not lost by mistake' {
        Get-Id { New-BackupKey LOCKED -Bits 2048 } | Should -Be 'KeyExists'
        Get-Id { New-BackupKey '../x' -Bits 2048 } | Should -Be 'InvalidArgument'
        Get-Id { Export-BackupKey locked ./short.key -Private -Passphrase (ConvertTo-SecureString 'short' -AsPlainText -Force) } | Should -Be 'InvalidArgument'
        Get-Id { Export-BackupKey locked ./ops.pem } | Should -Be 'TargetExists'
        Remove-BackupKey locked -WhatIf
        (Get-BackupKey locked).Bits | Should -Be 2048
        $sheet = Export-BackupKey locked ./sheet.txt -RecoverySheet -Passphrase $phrase -KeyPassphrase $phrase
        Get-Content $sheet -Raw | Should -Match 'BEGIN ENCRYPTED PRIVATE KEY'
    }
}

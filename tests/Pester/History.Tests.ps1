Describe 'The history' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $saved = $env:BACKUPTOOLS_HOME
    }
    AfterAll { $env:BACKUPTOOLS_HOME = $saved }
    BeforeEach {
        Push-Location
        Enter-Workplace
        $env:BACKUPTOOLS_HOME = Join-Path $PWD home
    }
    AfterEach { Pop-Location }

    It 'has what was done, in order, and how it ended' {
        $backup = Backup-Database ./shop.db -Storage ./backups
        $backup | Test-Backup | Out-Null
        $backup | Restore-Database -TargetPath ./r.db | Out-Null
        $backup | Copy-Backup -Destination ./copies | Out-Null
        $backup | Export-Backup -Destination ./shop.sql | Out-Null
        $backup | Remove-Backup -Confirm:$false
        Backup-Database ./missing.db -Storage ./backups -ErrorAction SilentlyContinue
        $history = Get-BackupHistory
        $history.Kind | Should -Be 'Backup', 'Test', 'Restore', 'Copy', 'Export', 'Removal', 'Backup'
        $history.Result[0..5] | Select-Object -Unique | Should -Be 'Succeeded'
        $history[-1].ErrorId | Should -Be 'DatabaseNotFound'
        (Get-BackupHistory -Failed).Database | Should -Be 'missing'
        (Get-BackupHistory shop -Kind Restore).Target | Should -Be (Join-Path $PWD r.db)
        (Get-BackupHistory -Last 2).Kind | Should -Be 'Removal', 'Backup'
        (Get-BackupHistory -Id $backup.Id) | Should -HaveCount 6
        Get-BackupHistory -After (Get-Date).AddMinutes(1) | Should -BeNullOrEmpty
        $history | Format-Table | Out-String -Width 80 | Should -Match 'StartedAt +Kind +Database +Result +Size +Message'
    }

    It 'is not written by -WhatIf' {
        Backup-Database ./shop.db -Storage ./backups -WhatIf
        Test-Path ./home | Should -BeFalse
    }

    It 'that cannot be written is a warning of a good backup' {
        Set-Content ./home 'no folder'
        $backup = Backup-Database ./shop.db -Storage ./backups -WarningVariable warning -WarningAction SilentlyContinue -ErrorAction Stop
        $backup | Should -HaveCount 1
        $warning | Should -HaveCount 1
        $warning[0].Message | Should -Match 'history'
        $env:BACKUPTOOLS_HOME = 'relative'
        Backup-Database ./shop.db -Storage ./backups -Compression Zstd -Parallelism 1 -WarningVariable warning -WarningAction SilentlyContinue -ErrorAction Stop | Should -HaveCount 1
        $warning[0].Message | Should -Match 'BACKUPTOOLS_HOME'
    }

    It 'says once what cannot be read of it' {
        Backup-Database ./shop.db -Storage ./backups | Out-Null
        Add-Content ./home/history.jsonl 'rubbish', '{"half' -NoNewline
        Get-BackupHistory -WarningVariable warning -WarningAction SilentlyContinue | Should -HaveCount 1
        $warning | Should -HaveCount 1
    }

    It 'has no secrets and nothing that a terminal obeys' {
        Backup-Database 'postgresql://me:hunter2@localhost:1/shop' -Storage ./backups -ErrorAction SilentlyContinue
        Add-Content ./home/history.jsonl '{"startedAtUtc":"2026-01-01T00:00:00Z","kind":"Backup","result":"Failed","database":"a\u001b]0;x"}'
        Get-Content ./home/history.jsonl -Raw | Should -Not -Match "hunter2|`e"
        $history = Get-BackupHistory
        $history | Should -HaveCount 2
        $history | Format-Table | Out-String | Should -Not -Match "`e\]"
        $history | Format-List | Out-String | Should -Not -Match "`e\]"
        $history[0].Server | Should -Be 'localhost:1'
    }

    It 'is completed' {
        Backup-Database ./shop.db -Storage ./backups | Out-Null
        (TabExpansion2 'Get-BackupHistory -Database s').CompletionMatches.CompletionText | Should -Be 'shop'
    }
}

Describe 'Health' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $saved = $env:BACKUPTOOLS_HOME
    }
    AfterAll { $env:BACKUPTOOLS_HOME = $saved }
    BeforeEach {
        Push-Location
        Enter-Workplace
        $env:BACKUPTOOLS_HOME = Join-Path $PWD home
        Copy-Item ./shop.db ./crm.db
        $shop = Backup-Database ./shop.db -Storage ./backups
        $crm = Backup-Database ./crm.db -Storage ./backups
    }
    AfterEach { Pop-Location }

    It 'of each database: its newest backup, its age, its proof' {
        $shop | Test-Backup -Level Restore | Out-Null
        $last = Get-LastBackup ./backups
        $last.Database | Should -Be 'crm', 'shop'
        $last.IsProven | Should -Be $false, $true
        $last[1].ProvenLevel | Should -Be 'Restore'
        $last[1].Age | Should -BeLessThan ([timespan]::FromMinutes(5))
        ($last | Get-Backup -ErrorAction SilentlyContinue) | Should -BeNullOrEmpty
        ($last.Backup | Test-Backup).Passed | Should -Be $true, $true
        Get-LastBackup ./backups -Database c* | Should -HaveCount 1
    }

    It 'knows databases without a backup where it is told of them' {
        Copy-Item ./shop.db ./new.db
        $last = Get-DbDatabase ./shop.db, ./new.db | Get-LastBackup ./backups
        $last.Status | Should -Be 'no backup', 'less than a minute old, not proven'
        (Test-BackupHealth ./backups -Connection ./new.db -NoError).Check | Should -Be 'Missing'
    }

    It 'is proven in one go, with what is too large passed over' {
        $results = Test-LastBackup ./backups -Level Restore -WarningAction SilentlyContinue
        $results.Database | Should -Be 'crm', 'shop'
        $results.Passed | Should -Be $true, $true
        Test-LastBackup ./backups -Sample 1 | Should -HaveCount 1
        Test-LastBackup ./backups -MaxSize 1KB -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warning | Should -HaveCount 2
        Test-LastBackup ./backups -Level Restore -WhatIf | Should -BeNullOrEmpty
        { Test-LastBackup ./backups -ScratchPath . } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'that is good is said, and nothing is an error' {
        Test-LastBackup ./backups | Out-Null
        $findings = Test-BackupHealth ./backups -ErrorAction Stop
        $findings.Severity | Should -Be 'Ok', 'Ok'
        $summary = Test-BackupHealth ./backups -Summary -ErrorAction Stop
        $summary.ExitCode, "$summary" | Should -Be 0, 'OK - 0 critical, 0 warnings in 2 databases'
    }

    It 'that is bad is findings, an error, and an exit code' {
        $bytes = [IO.File]::ReadAllBytes($crm.Path); $bytes[1000] = $bytes[1000] -bxor 1; [IO.File]::WriteAllBytes($crm.Path, $bytes)
        Test-LastBackup ./backups -NoError | Out-Null
        $findings = Test-BackupHealth ./backups, ./gone -MaxAge 1d -KeepLast 1 -ErrorVariable problem -ErrorAction SilentlyContinue
        $findings.Check | Should -Be 'StorageUnreachable', 'TestFailed', 'Unproven', 'Healthy'
        $problem[-1].FullyQualifiedErrorId | Should -Be 'BackupsUnhealthy,BackupTools.Commands.TestBackupHealthCommand'
        $code = Invoke-Pwsh "`$env:BACKUPTOOLS_HOME = '$env:BACKUPTOOLS_HOME'; `$h = Test-BackupHealth '$PWD/backups' -Summary -NoError; `"`$h`"; exit `$h.ExitCode"
        $LASTEXITCODE | Should -Be 2
        $code | Should -Match '^CRITICAL - 1 critical, 1 warning in 2 databases: '
    }

    It 'that is bad says so also of one storage of several that is well' {
        Backup-Database ./shop.db -Storage ./backups | Out-Null
        (Test-BackupHealth ./backups -KeepLast 1 -MaxUnproven 1d -NoError).Check | Should -Contain 'RetentionNotHolding'
        { Test-BackupHealth ./backups -MaxAge 5 } | Should -Throw
    }

    It 'has figures' {
        $shop | Restore-Database -TargetPath ./r.db | Out-Null
        Backup-Database ./missing.db -Storage ./backups -ErrorAction SilentlyContinue
        $statistic = Get-BackupStatistic ./backups
        $statistic.Databases, $statistic.Backups, $statistic.Tables | Should -Be 2, 2, 12
        $statistic.SuccessRate | Should -BeGreaterThan 0.6
        $statistic.Newest[0].Database | Should -Be 'crm'
        $statistic.Restores[0].Target | Should -Be (Join-Path $PWD r.db)
        $statistic.ByDatabase.Backups | Should -Be 1, 1
        $counted = Get-BackupStatistic ./backups -Connection ./shop.db, ./missing.db -WarningAction SilentlyContinue
        $counted.Databases, $counted.Skipped.Count | Should -Be 1, 1
        $statistic | Format-Table | Out-String -Width 80 | Should -Match 'Databases +Backups +Tables +Size +SuccessRate +Restores +Newest'
        $measured = Get-Backup ./backups | Measure-Backup
        $measured.Database | Should -Be 'crm', 'shop'
        $measured.Throughput | Should -BeGreaterThan 0
        $measured | Format-Table | Out-String -Width 100 | Should -Match '/s'
    }
}

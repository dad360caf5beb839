Describe 'Retention' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        function New-Backup([int] $Count, [string] $Storage = './backups') {
            1..$Count | ForEach-Object { Backup-Database ./shop.db -Storage $Storage }
        }
    }
    BeforeEach { Push-Location; Enter-Workplace }
    AfterEach { Pop-Location }

    It 'keeps the newest, removes the rest, and says why of each' {
        $made = New-Backup 3
        $decisions = Invoke-BackupRetention ./backups -KeepLast 2 -Confirm:$false
        $decisions.Keep | Should -Be $false, $true, $true
        $decisions.Removed | Should -Be $true, $false, $false
        $decisions.Reason | Should -Match '.'
        (Get-Backup ./backups).Id | Should -Be $made[1..2].Id
    }

    It 'says with -WhatIf what it would do to every backup, and does nothing' {
        New-Backup 3 | Out-Null
        $shown = Invoke-Pwsh "Set-Location '$PWD'; Invoke-BackupRetention ./backups -KeepLast 1 -WhatIf | Format-List"
        @($shown -match '^What if: Remove the backup').Count | Should -Be 2
        @($shown -match '^Reason').Count | Should -Be 3
        Get-Backup ./backups | Should -HaveCount 3
    }

    It 'sees of piped backups those alone, and their storage as it is now' {
        $made = New-Backup 4
        $piped = Get-Backup ./backups -Last 3
        $piped[0] | Lock-Backup | Out-Null
        ($piped | Invoke-BackupRetention -KeepLast 1 -Confirm:$false).Removed | Should -Be $false, $true, $false
        (Get-Backup ./backups).Id | Should -Be $made[0, 1, 3].Id
    }

    It 'chooses by database and server, and says where nothing is meant' {
        New-Backup 2 | Out-Null
        Copy-Item ./shop.db ./crm.db
        1..2 | ForEach-Object { Backup-Database ./crm.db -Storage ./backups | Out-Null }
        (Invoke-BackupRetention ./backups -Database c* -KeepLast 1 -Confirm:$false).Database | Should -Be 'crm', 'crm'
        (Invoke-BackupRetention ./backups -Server *shop.db -KeepLast 1 -WhatIf).Database | Should -Be 'shop', 'shop'
        Invoke-BackupRetention ./backups -Database nothing -KeepLast 1 -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warning | Should -HaveCount 1
    }

    It 'goes on where one cannot be removed, and reports that' {
        $made = New-Backup 3
        New-Item ./backups/blocked -ItemType Directory | Out-Null
        $plan = Invoke-BackupRetention ./backups -KeepLast 1 -WhatIf
        $made[0] | Lock-Backup | Out-Null
        $plan | Where-Object Keep -eq $false | Remove-Backup -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'BackupLocked,BackupTools.Commands.RemoveBackupCommand'
        (Get-Backup ./backups).Id | Should -Be $made[0, 2].Id
    }

    It 'needs a rule, a unit and a time zone that exists' {
        { Invoke-BackupRetention ./backups } | Should -Throw -ErrorId 'InvalidArgument,*'
        { Invoke-BackupRetention ./backups -KeepWithin 30 } | Should -Throw '*30d*'
        { Invoke-BackupRetention ./backups -KeepWithin 5m } | Should -Throw '*30d*'
        { Invoke-BackupRetention ./backups -KeepLast 0 } | Should -Throw
        { Invoke-BackupRetention ./backups -KeepDaily 1 -TimeZone Mars/Olympus } | Should -Throw '*time zone*'
        { Backup-Database ./shop.db -Storage ./backups -TimeZone UTC } | Should -Throw -ErrorId 'InvalidArgument,*'
        New-Backup 1 | Out-Null
        (Invoke-BackupRetention ./backups -KeepWithin 30d -WhatIf).Reason | Should -Match '30 days'
        (Invoke-BackupRetention ./backups -KeepWithin 36h -WhatIf).Reason | Should -Match '36 hours'
        (Invoke-BackupRetention ./backups -KeepWithin (New-TimeSpan -Days 3) -TimeZone ([TimeZoneInfo]::Utc) -WhatIf).Reason | Should -Match '3 days'
    }

    It 'comes with a backup: to the same database and kind alone, and after success alone' {
        New-Backup 2 | Out-Null
        Backup-Database ./shop.db -Storage ./backups -Table customer | Out-Null
        Copy-Item ./shop.db ./crm.db
        Backup-Database ./crm.db -Storage ./backups | Out-Null
        $new = Backup-Database ./shop.db -Storage ./backups -KeepLast 1
        $left = Get-Backup ./backups
        ($left | Where-Object { $_.Database -eq 'shop' -and $_.Type -eq 'Full' }).Id | Should -Be $new.Id
        $left | Should -HaveCount 3
        Backup-Database ./missing.db -Storage ./backups -KeepLast 1 -ErrorAction SilentlyContinue
        Get-Backup ./backups | Should -HaveCount 3
        { Backup-Database ./shop.db -Storage ./backups -KeepLast 1 -WhatIf } | Should -Not -Throw
        Get-Backup ./backups | Should -HaveCount 3
    }
}

Describe 'Locks' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force }
    BeforeEach {
        Push-Location
        Enter-Workplace
        $backup = Backup-Database ./shop.db -Storage ./backups
    }
    AfterEach { Pop-Location }

    It 'keep a backup, are shown, and say how to end them' {
        ($backup | Lock-Backup -Reason 'the audit').Locked | Should -BeTrue
        $listed = Get-Backup ./backups
        $listed.Locked, $listed.LockReason | Should -Be $true, 'the audit'
        $listed | Format-Table | Out-String | Should -Match 'locked'
        $listed | Remove-Backup -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'BackupLocked,BackupTools.Commands.RemoveBackupCommand'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'Unlock'
        $listed | Remove-Backup -WhatIf -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 1

        $listed | Unlock-Backup | Out-Null
        $listed | Remove-Backup -Confirm:$false
        Get-ChildItem ./backups | Should -BeNullOrEmpty
    }

    It 'are made by path too, once, and not with -WhatIf' {
        Lock-Backup ./backups/*.backup.zip -WhatIf
        (Get-Backup ./backups).Locked | Should -BeFalse
        Lock-Backup ./backups/*.backup.zip -Reason first | Out-Null
        Lock-Backup $backup.Path -Reason second -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
        $warning | Should -Match 'first'
        (Get-Backup ./backups).LockReason | Should -Be 'first'
        Unlock-Backup $backup.Path -WhatIf
        (Get-Backup ./backups).Locked | Should -BeTrue
    }

    It 'of what is not there are errors' {
        Lock-Backup ./backups/no.backup.zip -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'ArchiveNotFound,BackupTools.Commands.LockBackupCommand'
        $backup | Lock-Backup -Reason "two`nlines" -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'InvalidArgument,BackupTools.Commands.LockBackupCommand'
        Get-ChildItem ./backups -Filter *lock* | Should -BeNullOrEmpty
    }

    It 'hold against -Force, and do not travel with copies' {
        $backup | Lock-Backup | Out-Null
        Set-Content $backup.Path 'cut'
        Remove-Backup $backup.Path -Force -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'BackupLocked,BackupTools.Commands.RemoveBackupCommand'
        $other = Backup-Database ./shop.db -Storage ./other
        $other | Lock-Backup | Copy-Backup -Destination ./copies | Should -HaveCount 1
        (Get-Backup ./copies).Locked | Should -BeFalse
    }
}

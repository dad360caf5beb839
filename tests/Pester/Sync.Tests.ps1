Describe 'Keeping a second place complete' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        function Get-Problem([scriptblock] $Script) { try { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } } catch { $_ } }
    }
    BeforeEach {
        Enter-Workplace
        $first = Backup-Database ./shop.db -Storage ./backups
        $second = Backup-Database ./shop.db -Storage ./backups -Table customer
    }
    AfterAll { Pop-Location }

    It 'copies what is missing, and nothing twice' {
        Sync-Backup ./backups -Destination ./offsite -WhatIf
        Test-Path ./offsite | Should -BeFalse
        $done = Sync-Backup ./backups -Destination ./offsite, ./third
        $done.Action | Should -Be 'Copied', 'Copied', 'Copied', 'Copied'
        (Get-Backup ./offsite).Id | Sort-Object | Should -Be ($first.Id, $second.Id | Sort-Object)
        Sync-Backup ./backups -Destination ./offsite, ./third | Should -BeNullOrEmpty
        (Get-Backup ./offsite -Latest | Test-Backup -Level Full).Passed | Should -BeTrue
    }

    It 'goes on where one fails, and says so' {
        Set-Content ./backups/broken_20261121_060000.backup.zip 'broken'
        $problem = Get-Problem { Sync-Backup ./backups -Destination ./offsite | Out-Null }
        $problem.FullyQualifiedErrorId | Should -Match '^ArchiveInvalid'
        (Get-Backup ./offsite).Count | Should -Be 2
    }

    It 'removes only where it is told, and never what is locked, nor all for an empty place' {
        Sync-Backup ./backups -Destination ./offsite | Out-Null
        $first | Remove-Backup -Confirm:$false
        Sync-Backup ./backups -Destination ./offsite | Should -BeNullOrEmpty
        Get-Backup ./offsite | Where-Object Id -eq $first.Id | Lock-Backup -Reason 'kept' | Out-Null
        (Get-Problem { Sync-Backup ./backups -Destination ./offsite -RemoveSurplus -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^BackupLocked'
        Get-Backup ./offsite | Where-Object Id -eq $first.Id | Unlock-Backup | Out-Null
        (Sync-Backup ./backups -Destination ./offsite -RemoveSurplus -Confirm:$false).Action | Should -Be 'Removed'
        $second | Remove-Backup -Confirm:$false
        (Get-Problem { Sync-Backup ./backups -Destination ./offsite -RemoveSurplus -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^InvalidArgument'
        (Get-Backup ./offsite).Id | Should -Be $second.Id
        (Get-Problem { Sync-Backup ./backups -Destination ./backups }).FullyQualifiedErrorId | Should -Match '^InvalidArgument'
    }
}

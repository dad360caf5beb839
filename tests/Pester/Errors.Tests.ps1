Describe 'Errors' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force }
    BeforeEach { Push-Location; Enter-Workplace }
    AfterEach { Pop-Location }

    It 'have a stable id, a category, a target and a remedy' {
        Backup-Database ./missing.db -Storage ./backups -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'DatabaseNotFound,BackupTools.Commands.BackupDatabaseCommand'
        $problem[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $problem[0].TargetObject | Should -Match 'missing\.db'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$($problem[0]) $($problem[0].ErrorDetails.RecommendedAction)" | Should -Be $problem[0].Exception.Message
        $problem[0].Exception.GetType().FullName | Should -Be 'BackupTools.Abstractions.BackupException'
    }

    It 'show their remedy, and once' {
        $shown = (Invoke-Pwsh "Set-Location '$PWD'; Backup-Database ./missing.db -Storage ./backups") -join ' ' -replace '\s+', ' '
        [regex]::Matches($shown, 'Check the path').Count | Should -Be 1
    }

    It 'stop a script with -ErrorAction Stop' {
        { Backup-Database ./missing.db -Storage ./backups -ErrorAction Stop } |
            Should -Throw -ErrorId 'DatabaseNotFound,BackupTools.Commands.BackupDatabaseCommand'
    }

    It 'of one item let the others go on' {
        $backups = './shop.db', './missing.db', './shop.db' |
            Backup-Database -Storage ./backups -ErrorVariable problem -ErrorAction SilentlyContinue
        $backups | Should -HaveCount 2
        $problem | Should -HaveCount 1
    }

    It 'of one storage let the others have their backup' {
        Set-Content ./file 'not a folder'
        $backups = Backup-Database ./shop.db -Storage ./a, ./file/b, ./c -ErrorVariable problem -ErrorAction SilentlyContinue
        $backups.Storage | Should -Be (Join-Path $PWD a), (Join-Path $PWD c)
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'DestinationFailed,BackupTools.Commands.BackupDatabaseCommand'
        $problem[0].TargetObject | Should -Be (Join-Path $PWD file b)
        ($backups | Test-Backup).Passed | Should -Be $true, $true
    }

    It 'of a listing are reported for each archive that cannot be read' {
        Backup-Database ./shop.db -Storage ./backups | Out-Null
        Set-Content ./backups/bad_20260101_000000.backup.zip 'no archive at all'
        $backups = Get-Backup ./backups -ErrorVariable problem -ErrorAction SilentlyContinue
        $backups | Should -HaveCount 1
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'ArchiveInvalid,BackupTools.Commands.GetBackupCommand'
        { Get-Backup ./backups -ErrorAction Stop } | Should -Throw -ErrorId 'ArchiveInvalid,BackupTools.Commands.GetBackupCommand'
    }

    It 'of an archive that cannot be read keep it from being removed, unless -Force names it' {
        $good = Backup-Database ./shop.db -Storage ./backups
        Set-Content ./backups/bad.backup.zip 'no archive at all'
        Set-Content ./backups/notes.txt 'no archive either'
        Remove-Backup ./backups/bad.backup.zip -Confirm:$false -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -Be 'ArchiveInvalid,BackupTools.Commands.RemoveBackupCommand'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match '-Force'
        { Remove-Backup ./backups/*.zip -Force -Confirm:$false } | Should -Throw -ErrorId 'InvalidArgument,*'
        { Remove-Backup ./backups/notes.txt -Force -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
        Remove-Backup ./backups/bad.backup.zip -Force -WhatIf
        { Remove-Backup ./backups/notes.txt -Force -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
        (Get-ChildItem ./backups).Count | Should -Be 4
        Remove-Backup ./backups/bad.backup.zip -Force -Confirm:$false
        (Get-ChildItem ./backups -Name) | Should -Be 'notes.txt', (Split-Path $good.Path -Leaf).Replace('.zip', '.json'), (Split-Path $good.Path -Leaf)
        Remove-Backup $good.Path -Force -Confirm:$false
        (Get-ChildItem ./backups -Name) | Should -Be 'notes.txt'
    }

    It '<Id> from <Script>' -ForEach @(
        @{ Id = 'DatabaseInvalid'; Script = { Set-Content x.db ('no database ' * 100); Backup-Database ./x.db -Storage ./b } }
        @{ Id = 'TableNotFound'; Script = { Backup-Database ./shop.db -Storage ./b -Table nothing } }
        @{ Id = 'DatabaseNotFound'; Script = { Backup-Database ./shop.db -Database other -Storage ./b } }
        @{ Id = 'DatabaseNotFound'; Script = { Get-DbTable ./missing.db } }
        @{ Id = 'TableNotFound'; Script = { Get-DbTable ./shop.db -Table nothing } }
        @{ Id = 'TableNotFound'; Script = { Backup-Database ./shop.db -Storage ./b -ExcludeTable nothing* } }
        @{ Id = 'TableNotFound'; Script = { Backup-Database ./shop.db -Storage ./b -Table nothing* -WhatIf } }
        @{ Id = 'ObjectNotFound'; Script = { Backup-Database ./shop.db -Storage ./b -Schema other } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b -DataOnly } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b -Exclude Functions } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b -IncludePasswordHash } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b | Restore-Database -TargetPath ./x.db -NoOwner } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b | Restore-Database -TargetPath ./x.db -NoPrivileges } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b | Restore-Database -TargetPath ./x.db -CreateRole } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b | Export-Backup -Destination . -NoOwner } }
        @{ Id = 'CapabilityMissing'; Script = { Backup-Database ./shop.db -Storage ./b | Export-Backup -Destination . -PerFeature } }
        @{ Id = 'InvalidArgument'; Script = { Backup-Database ./shop.db -Storage ./b -SchemaOnly -DataOnly } }
        @{ Id = 'InvalidArgument'; Script = { Backup-Database ./shop.db -Storage ./b -Include Tables, Views -Exclude Views } }
        @{ Id = 'InvalidArgument'; Script = { Backup-Database ./shop.db -Storage ./b | Export-Backup -Destination . -PerFeature -Gzip } }
        @{ Id = 'InvalidArgument'; Script = { Backup-Database ./shop.db -Storage ./b | Restore-Database -TargetPath ./x.db -SchemaOnly -Verify } }
        @{ Id = 'StorageNotFound'; Script = { Get-Backup ./nowhere } }
        @{ Id = 'ArchiveNotFound'; Script = { Restore-Database -Path ./no.backup.zip -TargetPath ./x.db } }
        @{ Id = 'ArchiveNotFound'; Script = { Remove-Backup ./no*.backup.zip -Confirm:$false } }
        @{ Id = 'ArchiveNotFound'; Script = { Test-Backup ./nowhere/*.zip } }
        @{ Id = 'ArchiveNotFound'; Script = { Copy-Backup ./no.backup.zip -Destination ./b } }
        @{ Id = 'TargetExists'; Script = { Backup-Database ./shop.db -Storage ./b | Restore-Database -TargetPath ./shop.db } }
    ) {
        $problem = $null
        & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } -OutVariable problem | Out-Null
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Match "^$Id,BackupTools\.Commands\."
    }

    It 'in arguments end the command: <Script>' -ForEach @(
        @{ Script = { Restore-Database -Path ./x.zip } }
        @{ Script = { Restore-Database -Path ./x.zip -TargetPath ./a.db -TargetDatabase b } }
        @{ Script = { Get-Backup ./b -First 1 -Last 1 } }
        @{ Script = { Test-Backup ./x.zip -ScratchPath ./s } }
        @{ Script = { New-DbConnection ./shop.db -Database other } }
        @{ Script = { New-DbConnection ./shop.db -Credential ([pscredential]::new('u', (ConvertTo-SecureString 'p' -AsPlainText -Force))) } }
    ) {
        $Script | Should -Throw -ErrorId 'InvalidArgument,BackupTools.Commands.*'
    }

    It 'that refuse a selection leave nothing behind' {
        Backup-Database ./shop.db -Storage ./b -Exclude Functions -ErrorAction SilentlyContinue
        './b' | Should -Not -Exist
    }

    It 'in connections and storages name what was given, and no password' {
        { Backup-Database 'nosuch://me:secret@host/db' -Storage ./b } | Should -Throw '*nosuch://me:*@host/db*'
        try { Backup-Database 'nosuch://me:secret@host/db' -Storage ./b } catch { "$_ $($_.Exception)" | Should -Not -Match secret }
        { Backup-Database 'nosuch://host/db' -Storage ./b } | Should -Throw '*nosuch://host/db*'
        { Get-Backup 'nosuch://bucket' } | Should -Throw '*nosuch://bucket*'
        { Get-Backup Env: } | Should -Throw '*file system*'
        { Backup-Database 42 -Storage ./b } | Should -Throw '*42*'
    }

    It 'of a connection that does not work come after its result, and stop a runbook' {
        $report = Test-DbConnection ./missing.db -ErrorVariable problem -ErrorAction SilentlyContinue
        $report.Succeeded | Should -BeFalse
        $report.Findings | Should -Not -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Be 'DatabaseNotFound,BackupTools.Commands.TestDbConnectionCommand'
        { Test-DbConnection ./missing.db -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
        (Test-DbConnection ./missing.db -NoError -ErrorAction Stop).Succeeded | Should -BeFalse
    }

    It 'of a backup that does not pass come after its result, and stop a runbook' {
        $backup = Backup-Database ./shop.db -Storage ./backups
        $bytes = [IO.File]::ReadAllBytes($backup.Path)
        $bytes[$bytes.Length / 2] = $bytes[$bytes.Length / 2] -bxor 255
        [IO.File]::WriteAllBytes($backup.Path, $bytes)
        $result = $backup | Test-Backup -ErrorVariable problem -ErrorAction SilentlyContinue
        $result.Passed | Should -BeFalse
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'BackupTestFailed,BackupTools.Commands.TestBackupCommand'
        $problem[0].TargetObject | Should -Be $backup.Path
        $seen = @()
        { $backup | Test-Backup -ErrorAction Stop | ForEach-Object { $script:seen += $_ } } | Should -Throw -ErrorId 'BackupTestFailed,*'
        $script:seen.Passed | Should -Be $false
        ($backup | Test-Backup -NoError -ErrorAction Stop).Passed | Should -BeFalse
        { Test-Backup ./none.backup.zip -NoError -ErrorAction Stop } | Should -Throw -ErrorId 'ArchiveNotFound,*'
    }
}

@{
    RootModule           = 'BackupTools.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f1c2c52-3a0e-4b77-9d1a-0c7be0b5a4e3'
    Author               = 'BackupTools contributors'
    CompanyName          = 'BackupTools contributors'
    Copyright            = 'Copyright (c) 2026 BackupTools contributors. MIT License.'
    Description          = 'Database backup and restore with no client tools: consistent, compressed, verifiable backups, each one file that any zip tool opens.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('BackupTools.Format.ps1xml')
    CmdletsToExport      = @(
        'Backup-Database'
        'Copy-Backup'
        'Copy-DbUser'
        'Disable-BackupSchedule'
        'Enable-BackupSchedule'
        'Export-Backup'
        'Export-BackupKey'
        'Get-Backup'
        'Get-BackupConfiguration'
        'Get-BackupHistory'
        'Get-BackupJob'
        'Get-BackupKey'
        'Get-BackupSchedule'
        'Get-BackupStatistic'
        'Get-BackupTool'
        'Get-DbConnection'
        'Get-DbDatabase'
        'Get-DbTable'
        'Get-DbUser'
        'Get-LastBackup'
        'Import-BackupKey'
        'Invoke-BackupJob'
        'Invoke-BackupRetention'
        'Lock-Backup'
        'Measure-Backup'
        'New-BackupKey'
        'New-BackupStorage'
        'New-DbConnection'
        'New-DbUser'
        'Register-DbConnection'
        'Remove-Backup'
        'Remove-BackupKey'
        'Remove-BackupSchedule'
        'Remove-DbUser'
        'Restore-Database'
        'Send-BackupNotification'
        'Set-BackupConfiguration'
        'Set-BackupSchedule'
        'Set-DbUser'
        'Start-BackupSchedule'
        'Sync-Backup'
        'Test-Backup'
        'Test-BackupHealth'
        'Test-BackupJob'
        'Test-DbConnection'
        'Test-LastBackup'
        'Unlock-Backup'
        'Unregister-DbConnection'
        'Update-BackupKey'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('Backup', 'Restore', 'Database', 'SQLite', 'PostgreSQL', 'MySQL', 'MariaDB', 'MongoDB', 'Verify', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'First version: SQLite, PostgreSQL, MySQL, MariaDB and MongoDB end to end. CHANGELOG.md of the sources has the list.'
        }
    }
}

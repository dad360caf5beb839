Describe 'Tab completion' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        Copy-Item shop.db other.db
        $backups = Get-ChildItem *.db | Backup-Database -Storage ./backups
        function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
    }
    AfterAll { Pop-Location }

    It 'completes databases from the storage' {
        Complete 'Get-Backup ./backups -Database ' | Should -Be other, shop
        Complete 'Get-Backup -Storage ./backups -Database s' | Should -Be shop
    }

    It 'completes identities from the storage' {
        Complete 'Get-Backup ./backups -Id ' | Sort-Object | Should -Be ($backups.Id | Sort-Object)
    }

    It 'completes engines, types, codecs and levels' {
        Complete 'Get-Backup ./backups -Engine ' | Should -Be mongodb, mysql, postgresql, sqlite
        Complete 'Get-Backup ./backups -Type ' | Should -Be Full, Incremental, Table
        Complete 'Backup-Database ./shop.db -Compression ' | Sort-Object | Should -Be Brotli, Gzip, None, Zstd
        Complete 'Test-Backup -Level ' | Sort-Object | Should -Be Full, Quick, Restore
    }

    It 'completes tables from the connection' {
        Complete 'Backup-Database ./shop.db -Storage ./b -Table c' | Should -Be customer
        Complete 'Get-DbTable ./shop.db ' | Should -Contain order
        $global:pesterShop = New-DbConnection ./shop.db
        Complete 'Backup-Database $pesterShop -Table p' | Should -Be product
        Remove-Variable pesterShop -Scope Global
    }

    It 'completes tables from the backup' {
        $path = ($backups | Where-Object Database -eq shop).Path
        Complete "Restore-Database $path -TargetPath ./x.db -Table c" | Should -Be customer
        $global:pesterBackup = $backups[0]
        Complete 'Export-Backup $pesterBackup -Destination . -Table li' | Should -Be line
        Remove-Variable pesterBackup -Scope Global
    }

    It 'completes schemas, and names of tables that are left out' {
        Complete 'Backup-Database ./shop.db -Storage ./b -Schema ' | Should -Be main
        Complete 'Backup-Database ./shop.db -Storage ./b -ExcludeTable c' | Should -Be customer
        $path = ($backups | Where-Object Database -eq shop).Path
        Complete "Restore-Database $path -TargetPath ./x.db -Schema m" | Should -Be main
        Complete "Export-Backup $path -Destination . -ExcludeTable pr" | Should -Be product
    }

    It 'completes tables that are written with their schema' {
        Complete 'Backup-Database ./shop.db -Storage ./b -Table main.cu' | Should -Be main.customer
        Complete 'Get-DbTable ./shop.db main.li' | Should -Be main.line
    }

    It 'completes tables from what comes through the pipeline, and runs nothing' {
        Complete 'Get-Backup ./backups -Database shop -Latest | Restore-Database -TargetPath ./x.db -Table cu' | Should -Be customer
        Complete 'Get-Backup -Storage ./backups -Last 1 | Export-Backup -Destination . -Table main.pr' | Should -Be main.product
        $global:pesterFolder = Join-Path $PWD backups
        Complete 'Get-Backup $pesterFolder | Restore-Database -TargetPath ./x.db -ExcludeTable li' | Should -Be line
        $global:pesterBackups = $backups
        Complete '$pesterBackups | Restore-Database -TargetPath ./x.db -Table cu' | Should -Be customer
        Complete 'Get-Backup (New-Item ./made -ItemType Directory) | Restore-Database -Table cu' | Should -BeNullOrEmpty
        './made' | Should -Not -Exist
        Remove-Variable pesterFolder, pesterBackups -Scope Global
    }

    It 'completes the databases of a connection that is made, and of a target' {
        $global:pesterConnection = New-DbConnection ./shop.db
        Complete 'New-DbConnection $pesterConnection -Database s' | Should -Be shop
        Complete 'Restore-Database ./x.zip -Connection $pesterConnection -TargetDatabase s' | Should -Be shop
        Complete 'Get-DbDatabase ./shop.db s' | Should -Be shop
        Remove-Variable pesterConnection -Scope Global
    }

    It 'completes features' {
        Complete 'Backup-Database ./shop.db -Storage ./b -Include Tr' | Should -Be Triggers
        Complete 'Restore-Database ./x.zip -Exclude Vie' | Should -Be Views
    }

    It 'completes storages with folders only, and archives with archives' {
        Complete 'Get-Backup ./b' | Should -Match 'backups'
        Complete 'Get-Backup ./sh' | Should -Not -Match 'shop\.db'
        Complete 'Test-Backup ./backups/' | Should -HaveCount 2
        Complete 'Test-Backup ./backups/' | Should -Match '\.zip$'
    }

    It 'completes storages with the schemes of servers, <_> too' -ForEach 'Get-Backup', 'Backup-Database ./shop.db -Storage', 'Copy-Backup x -Destination', 'Set-BackupSchedule x -Storage' {
        Complete "$_ s3" | Should -Contain 's3://'
        Complete "$_ AZ" | Should -Contain 'azblob://'
        Complete "$_ zz" | Should -BeNullOrEmpty
    }

    It 'completes keys of services beside those here: <_>' -ForEach 'Backup-Database ./shop.db -Recipient', 'Test-Backup x -Key', 'Restore-Database x -Key', 'Copy-Backup x -Recipient', 'Set-BackupSchedule x -Recipient', 'Update-BackupKey -Recipient' {
        New-BackupKey awake -Bits 2048 | Out-Null
        try {
            Complete "$_ " | Should -Be awake, 'awskms://', 'azurekeyvault://', 'gcpkms://', 'hashivault://'
            Complete "$_ aW" | Should -Be awake, 'awskms://'
            Complete "$_ 'hashi" | Should -Be 'hashivault://'
            Complete "$_ zz" | Should -BeNullOrEmpty
            (Measure-Command { Complete "$_ a" }).TotalMilliseconds | Should -BeLessThan 200
        }
        finally { Remove-BackupKey awake -Confirm:$false }
    }

    It 'completes no service where a key is meant that is here' {
        Complete 'Get-BackupKey aws' | Should -BeNullOrEmpty
        Complete 'Backup-Database ./shop.db -SigningKey aws' | Should -BeNullOrEmpty
    }

    It 'says nothing, and raises nothing, where there is nothing to look up' {
        $Error.Clear()
        Complete 'Get-Backup ./nowhere -Id zz' | Should -Not -Match '^[0-9a-f]{32}$'
        Complete 'Get-Backup nosuch://x -Database zz' | Should -BeNullOrEmpty
        Complete 'Backup-Database ./missing.db -Table zz' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }
}

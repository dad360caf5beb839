Describe 'The cmdlets in pipelines' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force }
    BeforeEach { Push-Location; Enter-Workplace }
    AfterEach { Pop-Location }

    It 'backs up, lists, proves, restores, exports, copies and removes' {
        $backup = Backup-Database ./shop.db -Storage ./backups
        $backup.Database | Should -Be shop
        $backup.Engine | Should -Be sqlite
        $backup.Type | Should -Be Full
        $backup.Tables | Should -Be 6
        $backup.Path | Should -Exist
        $backup.SizeBytes | Should -Be (Get-Item $backup.Path).Length
        $backup.RawBytes | Should -BeGreaterOrEqual (Get-Item ./shop.db).Length

        (Get-Backup ./backups).Id | Should -Be $backup.Id

        $test = $backup | Test-Backup -Level Restore
        $test.Passed | Should -BeTrue
        $test.Level | Should -Be Restore
        $test.TablesCompared | Should -Be 6
        $test.Findings | Should -BeNullOrEmpty

        $restored = $backup | Restore-Database -TargetPath ./restored.db -Verify
        $restored.Verified | Should -BeTrue
        $restored.Target | Should -Be (Join-Path $PWD restored.db)
        (Get-DbTable ./restored.db -CountRows | Sort-Object Name).Rows | Should -Be (Get-DbTable ./shop.db -CountRows | Sort-Object Name).Rows

        $exported = $backup | Export-Backup -Destination .
        Split-Path $exported.Path -Leaf | Should -Be "shop_$($backup.CreatedAtUtc.ToString('yyyyMMdd_HHmmss')).sql"
        (Get-Content $exported.Path -Raw) | Should -Match 'CREATE TABLE customer'

        $copy = $backup | Copy-Backup -Destination ./copies
        $copy.Id | Should -Be $backup.Id
        (Get-FileHash $copy.Path).Hash | Should -Be (Get-FileHash $backup.Path).Hash

        $backup | Remove-Backup -Confirm:$false | Should -BeNullOrEmpty
        Get-ChildItem ./backups | Should -BeNullOrEmpty
        Get-Backup ./copies | Should -HaveCount 1
    }

    It 'writes the codec <_>' -ForEach None, Gzip, Brotli, Zstd {
        $backup = Backup-Database ./shop.db -Storage ./backups -Compression $_
        $backup.Compression | Should -Be "$_".ToLowerInvariant()
        ($backup | Test-Backup).Passed | Should -BeTrue
    }

    It 'takes files, databases, connections and paths from the pipeline' {
        Copy-Item shop.db other.db
        Get-ChildItem *.db | Backup-Database -Storage ./a | Should -HaveCount 2
        Get-ChildItem *.db | Get-DbDatabase | Backup-Database -Storage ./b | Should -HaveCount 2
        New-DbConnection ./shop.db | Backup-Database -Storage ./c | Should -HaveCount 1
        './shop.db', './other.db' | Backup-Database -Storage ./d | Should -HaveCount 2
        [pscustomobject]@{ Connection = './shop.db' } | Backup-Database -Storage ./e | Should -HaveCount 1
        [pscustomobject]@{ Connection = './shop.db'; Database = 'shop' } | Backup-Database -Storage ./f | Should -HaveCount 1
    }

    It 'binds archives by their path, from files and from imported objects' {
        Backup-Database ./shop.db -Storage ./backups | Out-Null
        (Get-ChildItem ./backups/*.zip | Test-Backup).Passed | Should -BeTrue
        (Test-Backup ./backups/*.zip).Passed | Should -BeTrue
        Get-Backup ./backups | Export-Csv ./list.csv
        (Import-Csv ./list.csv | Test-Backup).Passed | Should -BeTrue
        $job = Get-Backup ./backups | ConvertTo-Json | ConvertFrom-Json
        ($job | Restore-Database -TargetPath ./r.db).Tables | Should -Be 6
    }

    It 'takes storages from the pipeline and by property name' {
        Backup-Database ./shop.db -Storage ./a, ./b | Should -HaveCount 2
        './a', './b' | Get-Backup | Should -HaveCount 2
        Get-Item ./a, ./b | Get-Backup | Should -HaveCount 2
        [pscustomobject]@{ Storage = './a' } | Get-Backup | Should -HaveCount 1
    }

    It 'reads once for several storages, which get the same archive' {
        $backups = Backup-Database ./shop.db -Storage ./a, ./b
        $backups[0].Id | Should -Be $backups[1].Id
        (Get-FileHash $backups[0].Path).Hash | Should -Be (Get-FileHash $backups[1].Path).Hash
    }

    It 'keeps both of two backups in one second' {
        $names = 1..3 | ForEach-Object { (Backup-Database ./shop.db -Storage ./backups).Name }
        $names | Sort-Object -Unique | Should -HaveCount 3
        Get-Backup ./backups | Should -HaveCount 3
    }

    It 'filters and limits over all storages together' {
        Copy-Item shop.db other.db
        Backup-Database ./shop.db -Storage ./a | Out-Null
        Backup-Database ./other.db -Storage ./b | Out-Null
        $newest = Backup-Database ./shop.db -Storage ./b -Table customer
        (Get-Backup ./a, ./b).Count | Should -Be 3
        (Get-Backup ./a, ./b -Last 1).Id | Should -Be $newest.Id
        (Get-Backup ./a, ./b -First 2).Database | Should -Be shop, other
        (Get-Backup ./a, ./b -Database SHOP) | Should -HaveCount 2
        (Get-Backup ./a, ./b -Database o*).Database | Should -Be other
        (Get-Backup ./a, ./b -Type Table).Id | Should -Be $newest.Id
        (Get-Backup ./a, ./b -Engine sqlite) | Should -HaveCount 3
        (Get-Backup ./b -Id $newest.Id.Substring(0, 12)).Id | Should -Be $newest.Id
        Get-Backup ./a, ./b -After (Get-Date).AddHours(1) | Should -BeNullOrEmpty
        Get-Backup ./a, ./b -Before (Get-Date).AddHours(1) -After (Get-Date).AddHours(-1) | Should -HaveCount 3
    }

    It 'backs up and restores chosen tables' {
        $backup = Backup-Database ./shop.db -Storage ./backups -Table customer, line
        $backup.Type | Should -Be Table
        $backup.Tables | Should -Be 2
        ($backup | Restore-Database -TargetPath ./two.db).Tables | Should -Be 2
        (Get-DbTable ./two.db | Where-Object Kind -eq table).Name | Sort-Object | Should -Be customer, line
        Backup-Database ./shop.db -Storage ./full | Restore-Database -TargetPath ./one.db -Table product | ForEach-Object Tables | Should -Be 1
    }

    It 'takes wildcards, left-out tables, definitions and features at backup, restore and export' {
        $part = Backup-Database ./shop.db -Storage ./backups -ExcludeTable a* -Include Tables, Data, Views
        $part.Type, $part.Selection | Should -Be Table, 'without the tables a*; only Tables, Data, Views'
        ($part | Restore-Database -TargetPath ./part.db -Verify).Tables | Should -Be 4
        (Get-DbTable ./part.db).Kind | Should -Contain view
        $full = Backup-Database ./shop.db -Storage ./full
        ($full | Restore-Database -TargetPath ./same.db -ExcludeTable a* -Include Tables, Data, Views -Verify).Tables | Should -Be 4
        (Get-DbTable ./same.db).Name | Sort-Object | Should -Be ((Get-DbTable ./part.db).Name | Sort-Object)
        $full | Restore-Database -TargetPath ./empty.db -SchemaOnly | Out-Null
        (Get-DbTable ./empty.db -Table customer -CountRows).Rows | Should -Be 0
        $export = $full | Export-Backup -Destination ./defs.sql -SchemaOnly -Table cust*
        $export.Tables, $export.Files | Should -Be 1, 1
        $sql = Get-Content ./defs.sql -Raw
        $sql | Should -Match 'CREATE TABLE'
        $sql | Should -Not -Match 'INSERT INTO'
    }

    It 'resolves relative paths against the current location, without expanding wildcards' {
        New-Item sub -ItemType Directory | Out-Null
        Copy-Item shop.db 'sub/we[i]rd.db'
        Set-Location sub
        $backup = Backup-Database './we[i]rd.db' -Storage ../backups
        $backup.Storage | Should -Be (Join-Path (Split-Path $PWD) backups)
        (Get-DbDatabase ../shop.db).Database | Should -Be shop
    }

    It 'restores to a name in the current location, and to a connection' {
        $backup = Backup-Database ./shop.db -Storage ./backups
        ($backup | Restore-Database -TargetDatabase shop_test).Target | Should -Be (Join-Path $PWD shop_test.db)
        ($backup | Restore-Database -Connection ./by_connection.db).Target | Should -Be (Join-Path $PWD by_connection.db)
    }

    It 'says of a damaged backup that it does not pass, and with -NoError raises no error' {
        $backup = Backup-Database ./shop.db -Storage ./backups
        $bytes = [IO.File]::ReadAllBytes($backup.Path)
        $bytes[[int]($bytes.Length / 2)] = $bytes[[int]($bytes.Length / 2)] -bxor 1
        [IO.File]::WriteAllBytes($backup.Path, $bytes)
        $result = $backup | Test-Backup -NoError -ErrorVariable problem
        $problem | Should -BeNullOrEmpty
        $result.Passed | Should -BeFalse
        $result.Findings | Should -Not -BeNullOrEmpty
    }

    It 'stops reading when the next command has enough' {
        1..3 | ForEach-Object { Backup-Database ./shop.db -Storage ./backups } | Out-Null
        Get-Backup ./backups | Select-Object -First 1 | Should -HaveCount 1
        './shop.db', './shop.db' | Backup-Database -Storage ./first | Select-Object -First 1 | Should -HaveCount 1
        Get-Backup ./first | Should -HaveCount 1
    }
}

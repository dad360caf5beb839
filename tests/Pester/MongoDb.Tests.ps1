BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $servers = @(Get-LiveMongo)
}

Describe 'The server of MongoDB' {
    It 'is there' -Skip:($servers.Count -eq 0) { @(Get-LiveMongo) | Should -HaveCount 1 }
}

Describe 'A database of MongoDB' -ForEach $servers {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $live = $_
        $server = New-LiveMongoConnection $live
        $shop = New-LiveMongoConnection $live -Database shop
        $number = 0
        function Get-Figure($Database) { (Get-DbTable $server -Database $Database -CountRows | Where-Object { $null -ne $_.Rows } | ForEach-Object { "$($_.Name) $($_.Rows)" }) -join ', ' }
        function Get-Problem([scriptblock] $Script) { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } }
        function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        function Get-Count([string] $Database, [string] $Collection, [string] $Query = '{}') { (Invoke-Mongo $live $Database "{ `"count`": `"$Collection`", `"query`": $Query }").n }
        $backup = Backup-Database $shop -Storage ./backups -Description nightly -WarningVariable warned -WarningAction SilentlyContinue
    }
    BeforeEach { $target = "copy_$((++$script:number))" }
    AfterAll {
        Remove-Variable pesterMongo, pesterMongoShop -Scope Global -ErrorAction Ignore
        Unregister-DbConnection mongoshop -Confirm:$false -ErrorAction Ignore
        Pop-Location
    }

    It 'is listed, with its collections' {
        $databases = (Get-DbDatabase $server).Database
        $databases | Should -Contain shop
        foreach ($own in 'admin', 'config', 'local') { $databases | Should -Not -Contain $own }
        $tables = Get-DbTable $server -Database shop -CountRows
        ($tables | Where-Object Name -eq order).Rows | Should -Be 500
        ($tables | Where-Object Name -eq busy).Kind | Should -Be view
        (Get-DbTable $shop c*).Name | Should -Be customer
    }

    It 'is reached, and says what it is' {
        $report = Test-DbConnection $shop
        $report.Succeeded | Should -BeTrue
        "$($report | Out-String)" | Should -Match MongoDB
        "$($report | ConvertTo-Json -Depth 3)" | Should -Not -Match $live.Password
        (Test-DbConnection (New-LiveMongoConnection $live -Password 'no' -Database shop) -ErrorAction SilentlyContinue).Succeeded | Should -Not -BeTrue
    }

    It 'says when its backup is not of one moment' -Skip:$_.IsReal {
        $zip = [IO.Compression.ZipFile]::OpenRead($backup.Path)
        try { $manifest = [IO.StreamReader]::new($zip.GetEntry('manifest.json').Open()).ReadToEnd() | ConvertFrom-Json }
        finally { $zip.Dispose() }
        $manifest.properties.moment | Should -Be 'not one moment'
        "$warned" | Should -Match 'not of one moment'
    }

    It 'is backed up, found, tested at every level and restored under another name' {
        $backup.Engine | Should -Be mongodb
        $backup.Rows | Should -Be 1000
        $found = Get-Backup ./backups -Database shop -Engine mongodb -Latest
        $found.Id | Should -Be $backup.Id
        $found.Description | Should -Be nightly
        Get-Backup ./backups -Engine mysql | Should -BeNullOrEmpty
        foreach ($level in 'Quick', 'Full') { ($found | Test-Backup -Level $level).Passed | Should -BeTrue }
        ($found | Test-Backup -Level Restore -Connection $server).Passed | Should -BeTrue
        $result = $found | Restore-Database -Connection $server -TargetDatabase $target -Verify
        $result.Verified | Should -BeTrue
        Get-Figure $target | Should -Be 'customer 500, order 500'
        (Invoke-Mongo $live $target '{ "listIndexes": "customer" }').cursor.firstBatch.name | Should -Contain by_mail
        Get-Count $target busy | Should -Be 10
        @((Get-DbDatabase $server).Database) -match '^backuptools' | Should -BeNullOrEmpty
        @((Get-DbTable $server -Database $target).Name) -match '^backuptools' | Should -BeNullOrEmpty
    }

    It 'fails a test when a byte of its archive is another' {
        Copy-Item $backup.Path ./damaged.backup.zip
        $bytes = [IO.File]::ReadAllBytes("$PWD/damaged.backup.zip")
        $bytes[$bytes.Length / 3] = $bytes[$bytes.Length / 3] -bxor 0xFF
        [IO.File]::WriteAllBytes("$PWD/damaged.backup.zip", $bytes)
        (Test-Backup ./damaged.backup.zip -Level Full -ErrorAction SilentlyContinue).Passed | Should -Not -BeTrue
        Get-Problem { Restore-Database ./damaged.backup.zip -Connection $server -TargetDatabase $target } | Should -Not -BeNullOrEmpty
        Get-DbDatabase $server -Database $target -ErrorAction SilentlyContinue | Get-DbTable -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'is backed up with others of its server, by a wildcard' {
        foreach ($name in 'many_a', 'many_b', 'other') { Invoke-Mongo $live $name '{ "insert": "thing", "documents": [{ "_id": 1 }] }' }
        $several = Backup-Database $server -Database many_* -Storage ./several -WarningAction SilentlyContinue
        $several.Database | Sort-Object | Should -Be many_a, many_b
        (Get-Backup ./several).Count | Should -Be 2
        (Get-Problem { Backup-Database $server -Database none_* -Storage ./several }) | Should -Not -BeNullOrEmpty
    }

    It 'is backed up in part' {
        $part = Backup-Database $shop -Storage ./part -Table cust* -WarningAction SilentlyContinue
        $part.Rows | Should -Be 500
        $part | Restore-Database -Connection $server -TargetDatabase $target | Out-Null
        (Get-DbTable $server -Database $target).Name | Should -Be customer
        $bare = Backup-Database $shop -Storage ./part -SchemaOnly -WarningAction SilentlyContinue
        $bare.Rows | Should -Be 0
        $bare | Restore-Database -Connection $server -TargetDatabase "${target}_b" | Out-Null
        Get-Figure "${target}_b" | Should -Be 'customer 0, order 0'
        (Invoke-Mongo $live "${target}_b" '{ "listIndexes": "customer" }').cursor.firstBatch.name | Should -Contain by_mail
    }

    It 'is not replaced unless that is said, and then wholly' {
        $backup | Restore-Database -Connection $server -TargetDatabase $target | Out-Null
        Invoke-Mongo $live $target '{ "insert": "mine", "documents": [{ "_id": 7 }] }'
        Invoke-Mongo $live $target '{ "delete": "order", "deletes": [{ "q": {}, "limit": 0 }] }'
        (Get-Problem { $backup | Restore-Database -Connection $server -TargetDatabase $target }).FullyQualifiedErrorId | Should -Match '^TargetExists,'
        Get-Figure $target | Should -Be 'customer 500, mine 1, order 0'
        $backup | Restore-Database -Connection $server -TargetDatabase $target -IfExists Replace -Confirm:$false | Out-Null
        Get-Figure $target | Should -Be 'customer 500, order 500'
    }

    It 'takes a collection into the living database, and keeps the rest' {
        $backup | Restore-Database -Connection $server -TargetDatabase $target | Out-Null
        Invoke-Mongo $live $target '{ "delete": "order", "deletes": [{ "q": {}, "limit": 0 }] }'
        Invoke-Mongo $live $target '{ "insert": "mine", "documents": [{ "_id": 7 }] }'
        (Get-Problem { $backup | Restore-Database -Connection $server -TargetDatabase $target -Table order }).FullyQualifiedErrorId | Should -Match '^TargetExists,'
        $backup | Restore-Database -Connection $server -TargetDatabase $target -Table order -IfExists Replace -Confirm:$false | Out-Null
        Get-Figure $target | Should -Be 'customer 500, mine 1, order 500'
    }

    It 'gets documents added, all of them or none' {
        $backup | Restore-Database -Connection $server -TargetDatabase $target | Out-Null
        Invoke-Mongo $live $target '{ "delete": "customer", "deletes": [{ "q": { "_id": { "$gt": 3 } }, "limit": 0 }] }'
        $problem = Get-Problem { $backup | Restore-Database -Connection $server -TargetDatabase $target -Table customer -IfExists Append }
        $problem.FullyQualifiedErrorId | Should -Match '^RestoreFailed,'
        $problem | Should -Match 'has a document with the id \d+ already'
        Get-Figure $target | Should -Be 'customer 3, order 500'
        Invoke-Mongo $live $target '{ "delete": "customer", "deletes": [{ "q": {}, "limit": 0 }] }'
        Invoke-Mongo $live $target '{ "insert": "customer", "documents": [{ "_id": "mine", "mail": "mine" }] }'
        $backup | Restore-Database -Connection $server -TargetDatabase $target -Table customer -IfExists Append | Out-Null
        Get-Figure $target | Should -Be 'customer 501, order 500'
    }

    It 'is not touched with -WhatIf' {
        $backup | Restore-Database -Connection $server -TargetDatabase shop -IfExists Replace -WhatIf
        $backup | Restore-Database -Connection $server -TargetDatabase $target -WhatIf
        Backup-Database $shop -Storage ./elsewhere -WhatIf
        './elsewhere' | Should -Not -Exist
        (Get-DbDatabase $server).Database | Should -Not -Contain $target
        Get-Figure shop | Should -Be 'customer 500, order 500'
    }

    It 'goes from backup to restore by pipelines, and its backup away' {
        Get-DbDatabase $shop | Backup-Database -Storage ./piped -WarningAction SilentlyContinue | Out-Null
        Get-Backup ./piped | Restore-Database -Connection $server -TargetDatabase $target | Out-Null
        Get-Figure $target | Should -Be 'customer 500, order 500'
        Get-Backup ./piped | Remove-Backup -Confirm:$false
        Get-Backup ./piped | Should -BeNullOrEmpty
    }

    It 'is known by a name, and to a job' {
        $credential = [pscredential]::new($live.UserName, (ConvertTo-SecureString $live.Password -AsPlainText -Force))
        Register-DbConnection mongoshop "mongodb://$($live.Address)/shop?authSource=admin&directConnection=true" -Credential $credential | Out-Null
        (Get-DbConnection mongoshop).Engine | Should -Be mongodb
        (Backup-Database mongoshop -Storage ./named -WarningAction SilentlyContinue).Rows | Should -Be 1000
        Set-Content ./nightly.yaml "connection: mongoshop`nstorage: $PWD/by-job`nverify: full`n"
        Test-BackupJob ./nightly.yaml | Where-Object { -not $_.Valid } | Should -BeNullOrEmpty
        Invoke-BackupJob ./nightly.yaml -WarningAction SilentlyContinue | Out-Null
        (Get-Backup ./by-job).Engine | Should -Be mongodb
        Get-Content (Join-Path $env:BACKUPTOOLS_HOME *) -Raw -ErrorAction Ignore | Should -Not -Match ([regex]::Escape($live.Password))
    }

    It 'is found by the environment' {
        $env:MONGODB_URL = "mongodb://$($live.UserName):$([uri]::EscapeDataString($live.Password))@$($live.Address)/?authSource=admin&directConnection=true"
        $env:MONGODB_DB_NAME = 'shop'
        try {
            (Get-DbTable mongodb://).Name | Should -Contain customer
            (Backup-Database mongodb:// -Storage ./environment -WarningAction SilentlyContinue).Database | Should -Be shop
            $env:MONGODB_DB_NAME = 'nothing'
            (Get-Problem { Get-DbTable mongodb:// }).FullyQualifiedErrorId | Should -Match '^DatabaseNotFound,'
        }
        finally { $env:MONGODB_URL = $env:MONGODB_DB_NAME = $null }
    }

    It 'is completed, and so are its collections' {
        $global:pesterMongo, $global:pesterMongoShop = $server, $shop
        Complete 'Backup-Database $pesterMongo -Storage ./b -Database sho' | Should -Be shop
        Complete 'Backup-Database $pesterMongoShop -Storage ./b -Table c' | Should -Be customer
        Complete 'Get-DbTable $pesterMongoShop ' | Should -Contain order
    }

    It 'says which collection was meant' {
        foreach ($command in { Backup-Database $shop -Storage ./b -Table custommer }, { $backup | Restore-Database -Connection $server -TargetDatabase $target -Table custommer }) {
            $problem = Get-Problem $command
            $problem.FullyQualifiedErrorId | Should -Match '^TableNotFound,'
            $problem.ErrorDetails.RecommendedAction | Should -Be 'Did you mean: customer?'
        }
        './b' | Should -Not -Exist
        (Get-DbDatabase $server).Database | Should -Not -Contain $target
    }

    It 'is not exported as SQL, and nothing is written' {
        foreach ($destination in './export', './export.sql') {
            $problem = Get-Problem { $backup | Export-Backup -Destination $destination }
            $problem | Should -HaveCount 1
            "$problem" | Should -Match MongoDB
            $problem.FullyQualifiedErrorId | Should -Match '^CapabilityMissing,'
            $destination | Should -Not -Exist
        }
    }

    It 'has users that are not managed here, which is said' {
        foreach ($command in { Get-DbUser $server }, { New-DbUser $server -Name app -Password (ConvertTo-SecureString secret -AsPlainText -Force) -Confirm:$false }) {
            $problem = Get-Problem $command
            $problem | Should -HaveCount 1
            $problem.FullyQualifiedErrorId | Should -Match '^CapabilityMissing,'
            "$problem" | Should -Match MongoDB
        }
    }

    It 'is not the server''s own' {
        foreach ($own in 'admin', 'config', 'local') {
            (Get-Problem { Backup-Database $server -Database $own -Storage ./own }) | Should -Not -BeNullOrEmpty
            (Get-Problem { $backup | Restore-Database -Connection $server -TargetDatabase $own }).FullyQualifiedErrorId | Should -Match '^InvalidArgument,'
        }
        './own' | Should -Not -Exist
    }

    It 'is not looked for by a URI that is wrong, and that is not shown' {
        $secret = 'Pl4nt' + 'ed'
        foreach ($uri in "mongodb://me:$secret@db1:port/shop", "mongodb://me:$secret@db1/shop?retries=$secret", "mongodb+srv://me:$secret@db1:27017/shop") {
            $Error.Clear()
            $problem = try { Backup-Database $uri -Storage ./b -Verbose -Debug *>&1 } catch { $_ }
            $problem.FullyQualifiedErrorId | Should -Match '^ParameterArgumentTransformationError,'
            "$problem" | Should -Match 'The MongoDB connection is not understood'
            "$($problem | Format-List * -Force | Out-String)$($Error | Format-List * -Force | Out-String)" | Should -Not -Match $secret
        }
    }

    It 'is refused to <Case>, without a secret' -ForEach @(
        @{ Case = 'a wrong password'; Id = 'AuthenticationFailed' }
        @{ Case = 'an unknown database'; Id = 'DatabaseNotFound' }
        @{ Case = 'the port of nobody'; Id = 'ServerUnreachable' }
    ) {
        $secret = 'Pl4nt' + 'ed'
        $connection = switch ($Case) {
            'a wrong password' { New-LiveMongoConnection $live -Password $secret -Database shop }
            'an unknown database' { New-LiveMongoConnection $live -Database nothing }
            default { New-DbConnection "mongodb://me:$secret@127.0.0.1:1/shop?directConnection=true&serverSelectionTimeoutMS=1000" }
        }
        $commands = { Backup-Database $connection -Storage ./b -Verbose -Debug }, { Get-DbTable $connection -Verbose -Debug }
        # A database that is not there is made.
        if ($Case -ne 'an unknown database') { $commands += { $backup | Restore-Database -Connection $connection -TargetDatabase x -Verbose } }
        foreach ($command in $commands) {
            $Error.Clear()
            $all = & $command *>&1
            $problem = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
            $problem | Should -HaveCount 1
            $problem.FullyQualifiedErrorId | Should -Match "^$Id,"
            "$($all | Format-List * -Force | Out-String)$($Error | Format-List * -Force | Out-String)" | Should -Not -Match "$secret|$([regex]::Escape($live.Password))"
        }
    }
}

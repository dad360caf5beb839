Describe 'Backup jobs' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        $saved = $env:BACKUPTOOLS_HOME
    }
    AfterAll {
        $env:BACKUPTOOLS_HOME = $saved
        Pop-Location
    }
    BeforeEach {
        Enter-Workplace
        $env:BACKUPTOOLS_HOME = Join-Path $PWD home
        Register-DbConnection till ./shop.db | Out-Null
    }

    It 'run from a file, test what they make, and say what it is' {
        Set-Content ./nightly.yaml 'connection: till', 'storage: [./a, ./b]', 'verify: restore', 'compression: gzip', 'description: at night'
        Invoke-BackupJob ./nightly.yaml -WhatIf
        './a' | Should -Not -Exist
        $result = Invoke-BackupJob ./nightly.yaml
        $result.Job, $result.Database, $result.Succeeded | Should -Be 'nightly', 'shop', $true
        $result.Backup.Storage | Should -Be (Join-Path $PWD a), (Join-Path $PWD b)
        $result.Backup.Compression | Select-Object -Unique | Should -Be gzip
        $result.Backup[0].Description | Should -Be 'at night'
        $result.Test.Level | Should -Be Restore, Restore
        $result.Backup | Test-Backup | ForEach-Object Passed | Should -Be $true, $true
    }

    It 'write SQL beside an archive or instead of it, packed or not' {
        Set-Content ./sql.json '{ "connection": "./shop.db", "storage": "./sql", "format": "sql", "verify": "full" }'
        $result = Invoke-BackupJob ./sql.json
        $result.Backup | Should -BeNullOrEmpty
        Get-ChildItem ./sql -Force -Name | Should -Match '^shop_\d{8}_\d{6}\.sql$'
        Set-Content ./both.yaml 'connection: ./shop.db', 'storage: [./both, ./copy]', 'format: both', 'pack: tarGz'
        $result = Invoke-BackupJob ./both.yaml
        $result.Export.Path | Should -Exist
        (Get-ChildItem ./both -Force -Name) -replace '\d{8}_\d{6}', 'T' | Sort-Object | Should -Be shop_T.backup.json, shop_T.backup.zip, shop_T.tar.gz
        (Get-Backup ./copy).Count | Should -Be 1
    }

    It 'go on with the others where one database fails' {
        Set-Content ./two.yaml 'connection: till', 'database: [nope, shop]', 'storage: ./a'
        $results = Invoke-BackupJob ./two.yaml -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Database | Should -Be nope, shop
        $results.Succeeded | Should -Be $false, $true
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'DatabaseNotFound,BackupTools.Commands.InvokeBackupJobCommand'
        Set-Content ./file 'no folder'
        Set-Content ./places.yaml 'connection: till', 'storage: [./ok, ./file/x]'
        $result = Invoke-BackupJob ./places.yaml -ErrorVariable problem -ErrorAction SilentlyContinue
        $result.Succeeded | Should -BeFalse
        $result.Backup | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'DestinationFailed,*'
        Remove-Item ./shop.db
        $result = Invoke-BackupJob ./two.yaml -ErrorVariable problem -ErrorAction SilentlyContinue
        $result.Succeeded | Should -Not -Contain $true
        $problem.Count | Should -BeGreaterThan 0
        { Invoke-BackupJob ./two.yaml -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
    }

    It 'are looked through for every mistake at once, and refused' {
        Set-Content ./wrong.yaml 'conection: x', 'database: shop', 'compression: rar', 'verify: full'
        $mistakes = Test-BackupJob ./wrong.yaml -NoError
        $mistakes.Line | Should -Be 1, 1, 3
        $mistakes[0].Remedy | Should -Match 'connection'
        $mistakes[2].Column | Should -Be 14
        Test-BackupJob ./wrong.yaml -ErrorVariable problem -ErrorAction SilentlyContinue | Should -HaveCount 3
        $problem[0].FullyQualifiedErrorId | Should -Be 'JobInvalid,BackupTools.Commands.TestBackupJobCommand'
        { Invoke-BackupJob ./wrong.yaml -ErrorAction Stop } | Should -Throw -ErrorId 'JobInvalid,*' -ExpectedMessage '*Line 3, column 14*'
        Set-Content ./right.yaml 'connection: till', 'storage: ./a'
        Test-BackupJob ./right.yaml -ErrorAction Stop | Should -BeNullOrEmpty
        Get-ChildItem *.yaml | Test-BackupJob -NoError | Should -HaveCount 3
        Test-BackupJob ./none.yaml -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'JobNotFound,*'
    }

    It 'are refused where something would be ignored or is gone: <_>' -ForEach @(
        'connection: gone', 'retention: { keepLast: 0 }', 'notify: ftp://x', 'encryption: aes', 'integrity: hmac', 'include: { feature: Functions }', 'include: { schema: sales }'
        'include: { schemaOnly: true, dataOnly: true }', 'include: { passwordHash: true }', 'verifyConnection: till', "format: sql`nperFeature: true", 'storage: ftp://x'
    ) {
        $key = ($_ -split ':')[0]
        Set-Content ./job.yaml (@('connection: till', 'storage: ./a' | Where-Object { ($_ -split ':')[0] -ne $key }) + $_)
        { Invoke-BackupJob ./job.yaml -ErrorAction Stop } | Should -Throw -ErrorId 'JobInvalid,*'
        './a' | Should -Not -Exist
    }

    It 'are known by name in the folder of the configuration' {
        New-Item ./home/jobs -ItemType Directory | Out-Null
        Set-Content ./home/jobs/nightly.yaml 'connection: till', "storage: $PWD/a"
        Set-Content ./home/jobs/other.json "{ `"name`": `"weekly`", `"connection`": `"till`", `"storage`": `"$PWD/b`" }"
        Set-Content ./home/jobs/bad.yml 'x: 1'
        Set-Content ./home/jobs/notes.txt 'nothing'
        $jobs = Get-BackupJob -ErrorVariable problem -ErrorAction SilentlyContinue
        $jobs.Name | Should -Be nightly, weekly
        $problem | Should -HaveCount 1
        (Get-BackupJob week*).Path | Should -Match 'other\.json'
        (Invoke-BackupJob -Name weekly).Succeeded | Should -BeTrue
        (Get-BackupJob nightly, weekly | Invoke-BackupJob).Job | Should -Be nightly, weekly
        Get-BackupJob weeekly -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].ErrorDetails.RecommendedAction | Should -Match weekly
        (TabExpansion2 'Invoke-BackupJob -Name n' 24).CompletionMatches.CompletionText | Should -Be nightly
        Set-Content ./home/jobs/twin.yaml 'name: weekly', 'connection: till', "storage: $PWD/c"
        Invoke-BackupJob -Name weekly -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$problem" | Should -Match 'Several jobs'
        (Test-BackupJob -Name bad -NoError).Count | Should -BeGreaterThan 0
    }

    It 'take what they do not say from the defaults' {
        Set-Content ./job.yaml 'connection: till'
        { Invoke-BackupJob ./job.yaml -ErrorAction Stop } | Should -Throw -ErrorId 'JobInvalid,*' -ExpectedMessage '*storage*'
        Set-BackupConfiguration -Storage ./default -Compression Brotli | Out-Null
        (Invoke-BackupJob ./job.yaml).Backup.Compression | Should -Be brotli
        (Get-Backup).Storage | Should -Be (Join-Path $PWD default)
    }

    It 'fit the schema for editors exactly where Test-BackupJob takes them' {
        $schema = Get-Content (Join-Path $ModulePath schemas backup-job.schema.json) -Raw
        foreach ($case in @(
                @{ Json = '{ "connection": "till", "storage": ["./a"], "include": { "table": "customer" }, "verify": "quick" }'; Right = $true }
                @{ Json = '{ "database": { "engine": "postgresql", "db_name": "shop" }, "storage": { "type": "local", "path": "./a" } }'; Right = $true }
                @{ Json = '{ "conection": "till" }'; Right = $false }
                @{ Json = '{ "connection": "till", "storage": "./a", "parallelism": 0 }'; Right = $false }
                @{ Json = '{ "connection": { "engine": "postgresql", "password": "hunter2" } }'; Right = $false }
                @{ Json = '{ "connection": "till", "storage": "./a", "encryption": "aes" }'; Right = $false })) {
            Test-Json -Json $case.Json -Schema $schema -ErrorAction Ignore | Should -Be $case.Right -Because $case.Json
            Set-Content ./case.json $case.Json
            (@(Test-BackupJob ./case.json -NoError).Count -eq 0) | Should -Be $case.Right -Because $case.Json
        }
    }
}

Describe 'Export-Backup -As' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force; Push-Location }
    AfterAll { Pop-Location }
    BeforeEach { Enter-Workplace }

    It 'packs the same SQL as <Form>' -ForEach @{ Form = 'Zip'; End = '.zip' }, @{ Form = 'TarGz'; End = '.tar.gz' }, @{ Form = 'TarZst'; End = '.tar.zst' } {
        $backup = Backup-Database ./shop.db -Storage ./backups
        $plain = $backup | Export-Backup -Destination ./plain
        $packed = $backup | Export-Backup -Destination ./packed -As $Form
        $packed.Path | Should -BeLike "*shop_*$End"
        Get-ChildItem ./packed -Force | Should -HaveCount 1
        New-Item ./out -ItemType Directory | Out-Null
        switch ($Form) {
            Zip { [IO.Compression.ZipFile]::ExtractToDirectory($packed.Path, "$PWD/out") }
            TarGz { tar xzf $packed.Path -C ./out }
            TarZst { if (-not (Get-Command zstd -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'zstd is not here'; return }; zstd -dqc $packed.Path | tar xf - -C ./out }
        }
        $file = Get-ChildItem ./out
        $file.Name | Should -Be (Split-Path $plain.Path -Leaf)
        (Get-FileHash $file).Hash | Should -Be (Get-FileHash $plain.Path).Hash
        { $backup | Export-Backup -Destination ./packed -As $Form -ErrorAction Stop } | Should -Throw -ErrorId 'TargetExists,*'
        { $backup | Export-Backup -Destination ./more -As $Form -Gzip -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidArgument,*'
    }
}

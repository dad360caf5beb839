BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $servers = @(Get-LiveMySql)
}

Describe 'Restore-Database with a script' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $backup = Backup-Database ./shop.db -Storage ./backups
        $original = (Get-DbTable ./shop.db -CountRows | Where-Object { $null -ne $_.Rows } | ForEach-Object { "$($_.Name) $($_.Rows)" }) -join ', '
        function Get-Figure($Path) { (Get-DbTable $Path -CountRows | Where-Object { $null -ne $_.Rows } | ForEach-Object { "$($_.Name) $($_.Rows)" }) -join ', ' }
        function Get-Problem([scriptblock] $Script) { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } }
        Set-Content ./good.sql "CREATE TABLE t (a INTEGER PRIMARY KEY);`nINSERT INTO t VALUES (1), (2);"
        Set-Content ./bad.sql "CREATE TABLE t (a INTEGER PRIMARY KEY);`nINSERT INTO t VALUES (1), (2);`nINSERT INTO u VALUES (1);"
        $number = 0
    }
    BeforeEach { $target = "./target$((++$script:number)).db" }
    AfterAll { Pop-Location }

    It 'takes what Export-Backup writes: <_>' -ForEach 'x.sql', 'x.sql.gz', 'x.zip', 'x.tar.gz', 'x.tar.zst' {
        $form = @{ 'x.zip' = 'Zip'; 'x.tar.gz' = 'TarGz'; 'x.tar.zst' = 'TarZst' }[$_]
        if ($form) { $backup | Export-Backup -Destination "./$_" -As $form } else { $backup | Export-Backup -Destination "./$_" -Gzip:($_ -like '*.gz') }
        $result = Restore-Database -Path "./$_" -TargetPath $target
        $result | Should -BeOfType BackupTools.Jobs.ScriptResult
        $result.Statements | Should -BeGreaterThan 5
        $result.Size | Should -Be (Get-Item "./$_").Length
        Get-Figure $target | Should -Be $original
    }

    It 'takes files from the pipeline, and runs them in their order' {
        Set-Content ./1.sql 'CREATE TABLE t (a);'
        Set-Content ./2.sql 'INSERT INTO t VALUES (1);'
        $results = Get-ChildItem 1.sql, 2.sql | Restore-Database -TargetPath $target -IfExists Append
        $results | Should -HaveCount 2
        Get-Figure $target | Should -Be 't 1'
    }

    It 'takes a connection, the name of a database, and a relative path' {
        (Restore-Database -Path good.sql -Connection $target).Rows | Should -Be 2
        (Restore-Database -Path (Get-Item ./good.sql) -TargetDatabase named).Database | Should -Be 'named'
        './named.db' | Should -Exist
    }

    It 'says the line of the first error, and leaves nothing' {
        $problem = Get-Problem { Restore-Database -Path ./bad.sql -TargetPath $target }
        $problem | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -Be 'RestoreFailed,BackupTools.Commands.RestoreDatabaseCommand'
        $problem.Exception.Message | Should -Match "^Line 3 of 'bad.sql': SQLite refused the statement 'INSERT INTO u .*no such table: u.* 2 statements .* 2 rows"
        $target | Should -Not -Exist
        { Restore-Database -Path ./bad.sql -TargetPath $target -ErrorAction Stop } | Should -Throw -ErrorId 'RestoreFailed,*'
    }

    It 'says with -WhatIf in numbers what it would do, and does nothing' {
        $text = Invoke-Pwsh "Set-Location '$PWD'; Restore-Database -Path ./good.sql -TargetPath $target -WhatIf; Restore-Database -Path ./good.sql -TargetPath ./shop.db -WhatIf"
        $text[0] | Should -Match "^What if: Runs 'good.sql' \(SQL, \d+ bytes\) statement by statement, up to the first error. Creates '.*target"
        $text[1] | Should -Match 'Is refused, because .* exists and is not empty'
        $target | Should -Not -Exist
    }

    It 'replaces and adds only where that is said' {
        Restore-Database -Path ./good.sql -TargetPath $target | Out-Null
        (Get-Problem { Restore-Database -Path ./good.sql -TargetPath $target }).FullyQualifiedErrorId | Should -Match '^TargetExists,'
        (Restore-Database -Path ./good.sql -TargetPath $target -IfExists Replace -Confirm:$false).Replaced | Should -BeTrue
        (Get-Problem { Restore-Database -Path ./good.sql -TargetPath $target -IfExists Append }).FullyQualifiedErrorId | Should -Match '^RestoreFailed,'
        Get-Figure $target | Should -Be 't 2'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a part of it'; Id = 'InvalidArgument'; Text = '-Table is for backups'; With = @{ Table = 't' } }
        @{ Name = '-Verify'; Id = 'InvalidArgument'; Text = '-Verify is for backups'; With = @{ Verify = $true } }
        @{ Name = '-NoOwner'; Id = 'InvalidArgument'; Text = '-NoOwner is for backups'; With = @{ NoOwner = $true } }
        @{ Name = 'a file that is not there'; Id = 'ScriptInaccessible'; Text = 'There is no file'; With = @{ Path = './nothing.sql' } }
        @{ Name = 'several at once'; Id = 'InvalidArgument'; Text = 'in which order'; With = @{ Path = './[gb]*d.sql' } }
    ) {
        $arguments = @{ Path = './good.sql'; TargetPath = $target } + @{}
        foreach ($key in $With.Keys) { $arguments[$key] = $With[$key] }
        $problem = Get-Problem { Restore-Database @arguments }
        $problem | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -Match "^$Id,"
        $problem.Exception.Message | Should -Match $Text
        $target | Should -Not -Exist
    }

    It 'runs no command of the shell, and reaches no other file' {
        foreach ($line in '.shell touch marker', "ATTACH 'marker' AS m;", "SELECT load_extension('x');", "VACUUM INTO 'marker';") {
            Set-Content ./evil.sql "CREATE TABLE t (a);`n$line`n"
            $problem = Get-Problem { Restore-Database -Path ./evil.sql -TargetPath $target }
            $problem.FullyQualifiedErrorId | Should -Match '^(ScriptInvalid|ForeignStatement),'
            $problem.Exception.Message | Should -Match "^Line 2 of 'evil.sql'"
            './marker' | Should -Not -Exist
            $target | Should -Not -Exist
        }
    }

    It 'needs to know the database on a server' {
        $saved = $env:PGDATABASE
        try {
            $env:PGDATABASE = $null
            $problem = Get-Problem { Restore-Database -Path ./good.sql -Connection postgresql://nobody@127.0.0.1:1 }
            $problem.FullyQualifiedErrorId | Should -Match '^InvalidArgument,'
            $problem.ErrorDetails.RecommendedAction | Should -Match '-TargetDatabase'
            (Get-Problem { Restore-Database -Path ./good.sql -Connection postgresql://nobody@127.0.0.1:1 -TargetDatabase x }).FullyQualifiedErrorId | Should -Match '^ServerUnreachable,'
        }
        finally { $env:PGDATABASE = $saved }
    }
}

Describe 'Restore-Database with a script on <Name>' -ForEach $servers {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $server = New-LiveConnection $_
        function Get-Figure($Database) { (Get-DbTable $server -Database $Database -CountRows | Where-Object { $null -ne $_.Rows } | ForEach-Object { "$($_.Name) $($_.Rows)" }) -join ', ' }
        function Get-Problem([scriptblock] $Script) { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } }
        Set-Content ./good.sql "CREATE TABLE t (a int PRIMARY KEY);`nINSERT INTO t VALUES (1), (2);"
        Set-Content ./bad.sql "CREATE TABLE t (a int PRIMARY KEY);`nINSERT INTO t VALUES (1), (2);`nINSERT INTO u VALUES (1);"
        $number = 0
    }
    BeforeEach { $target = "script_$((++$script:number))" }
    AfterAll { Pop-Location }

    It 'takes what the server''s own dump writes, packed or not' {
        $result = Restore-Database -Path $Dump -Connection $server -TargetDatabase $target
        $result | Should -BeOfType BackupTools.Jobs.ScriptResult
        $result.Statements | Should -BeGreaterThan 20
        Get-Figure $target | Should -Be 'customer 500, order 500'
        $bytes = [IO.File]::ReadAllBytes($Dump)
        $stream = [IO.Compression.GZipStream]::new([IO.File]::Create("$PWD/dump.sql.gz"), [IO.Compression.CompressionMode]::Compress)
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Dispose()
        (Restore-Database -Path ./dump.sql.gz -Connection $server -TargetDatabase $target -IfExists Replace -Confirm:$false).Replaced | Should -BeTrue
        Get-Figure $target | Should -Be 'customer 500, order 500'
    }

    It 'says the line of the first error, and leaves nothing' {
        $problem = Get-Problem { Restore-Database -Path ./bad.sql -Connection $server -TargetDatabase $target }
        $problem | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -Be 'RestoreFailed,BackupTools.Commands.RestoreDatabaseCommand'
        $problem.Exception.Message | Should -Match "^Line 3 of 'bad.sql': the server refused the statement 'INSERT INTO u .* 2 statements .* 2 rows.* was not created"
        (Get-DbDatabase $server).Database | Should -Not -Contain $target
        @((Get-DbDatabase $server).Database) -match '^backuptools' | Should -BeNullOrEmpty
    }

    It 'says with -WhatIf what it would do, and does nothing' {
        $env:MYSQL_PWD = $Password
        try {
            $text = Invoke-Pwsh "Set-Location '$PWD'; foreach (`$name in '$target', 'shop') { Restore-Database -Path ./good.sql -Connection mysql://$UserName@$Address -TargetDatabase `$name -IfExists Replace -WhatIf }"
        }
        finally { $env:MYSQL_PWD = $null }
        $text[0] | Should -Match "^What if: Runs 'good.sql' \(SQL, \d+ bytes\) statement by statement, up to the first error. Creates the database '$target'"
        $text[1] | Should -Match "Replaces the existing database 'shop' \("
        (Get-DbDatabase $server).Database | Should -Not -Contain $target
        Get-Figure shop | Should -Be 'customer 500, order 500'
    }

    It 'replaces and adds only where that is said' {
        Restore-Database -Path ./good.sql -Connection $server -TargetDatabase $target | Out-Null
        (Get-Problem { Restore-Database -Path ./good.sql -Connection $server -TargetDatabase $target }).FullyQualifiedErrorId | Should -Match '^TargetExists,'
        (Restore-Database -Path ./good.sql -Connection $server -TargetDatabase $target -IfExists Replace -Confirm:$false).Replaced | Should -BeTrue
        (Get-Problem { Restore-Database -Path ./good.sql -Connection $server -TargetDatabase $target -IfExists Append }).FullyQualifiedErrorId | Should -Match '^RestoreFailed,'
        Set-Content ./more.sql 'INSERT INTO t VALUES (3);'
        (Restore-Database -Path ./more.sql -Connection $server -TargetDatabase $target -IfExists Append).Rows | Should -Be 1
        Get-Figure $target | Should -Be 't 3'
    }

    It 'runs no command of the client, and reaches nothing else' {
        foreach ($line in '\! touch marker', 'system touch marker', 'source good.sql', "SELECT 1 INTO OUTFILE 'marker';", '/*!50000 DROP DATABASE shop */; USE mysql;', 'DELETE FROM shop.`order`;', "LOAD DATA LOCAL INFILE 'good.sql' INTO TABLE t;") {
            Set-Content ./evil.sql "CREATE TABLE t (a int);`n$line`n"
            $problem = Get-Problem { Restore-Database -Path ./evil.sql -Connection $server -TargetDatabase $target }
            $problem.FullyQualifiedErrorId | Should -Match '^(ScriptInvalid|ForeignStatement),' -Because $line
            $problem.Exception.Message | Should -Match "^Line 2 of 'evil.sql'"
            './marker' | Should -Not -Exist
        }
        Get-Figure shop | Should -Be 'customer 500, order 500'
        (Get-DbDatabase $server).Database | Should -Not -Contain $target
    }
}

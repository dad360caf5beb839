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

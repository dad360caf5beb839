BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $servers = @(Get-LiveMySql)
}

Describe 'The servers of MySQL' {
    It 'are there' -Skip:($servers.Count -eq 0) { (Get-LiveMySql).Count | Should -BeGreaterThan 0 }
}

Describe 'A database on <Name>' -ForEach $servers {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $live = $_
        $server = New-LiveConnection $live
        $shop = New-LiveConnection $live -Database shop
        $number = 0
        function Get-Figure($Database) { (Get-DbTable $server -Database $Database -CountRows | Where-Object { $null -ne $_.Rows } | ForEach-Object { "$($_.Name) $($_.Rows)" }) -join ', ' }
        function Get-Problem([scriptblock] $Script) { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } }
        function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        function Invoke-Sql([string] $Database, [string] $Sql) {
            $env:MYSQL_PWD = $live.Password
            try { $Sql | & $live.Client[0] $live.Client[1..99] --batch --skip-column-names "--database=$Database" }
            finally { $env:MYSQL_PWD = $null }
        }
        $backup = Backup-Database $shop -Storage ./backups -Description nightly
    }
    BeforeEach { $target = "copy_$((++$script:number))" }
    AfterAll {
        Remove-Variable pesterMy, pesterMyShop -Scope Global -ErrorAction Ignore
        Pop-Location
    }

    It 'is listed, with its tables' {
        $databases = Get-DbDatabase $server
        $databases.Database | Should -Contain shop
        $databases.Database | Should -Not -Contain mysql
        $tables = Get-DbTable $server -Database shop -CountRows
        ($tables | Where-Object Name -eq order).Rows | Should -Be 500
        $tables.Name | Should -Contain busy
        (Get-DbTable $shop).Name | Should -Contain customer
    }

    It 'is reached, and says what it is' {
        $report = Test-DbConnection $shop
        "$report $($report | Out-String)" | Should -Match ($Name -replace ' .*')
        "$($report | ConvertTo-Json -Depth 3)" | Should -Not -Match $live.Password
    }

    It 'is backed up, found, tested, restored and exported' {
        $backup.Engine | Should -Be mysql
        $backup.Rows | Should -Be 1000
        $found = Get-Backup ./backups -Database shop -Engine mysql -Latest
        $found.Id | Should -Be $backup.Id
        $found.Description | Should -Be nightly
        $report = $found | Test-Backup -Level Restore -Connection $server
        $report.Passed | Should -BeTrue
        $result = $found | Restore-Database -Connection $server -TargetDatabase $target -Verify
        $result.Verified | Should -BeTrue
        Get-Figure $target | Should -Be 'customer 500, order 500'
        Invoke-Sql $target 'CALL hello(); SELECT COUNT(*) FROM busy;' | Should -Be hello, 500
        $found | Export-Backup -Destination ./export.sql
        Restore-Database -Path ./export.sql -Connection $server -TargetDatabase "${target}_b" | Out-Null
        Get-Figure "${target}_b" | Should -Be 'customer 500, order 500'
        @((Get-DbDatabase $server).Database) -match '^backuptools' | Should -BeNullOrEmpty
    }

    It 'takes a table into the living database, and keeps the rest' {
        $backup | Restore-Database -Connection $server -TargetDatabase $target | Out-Null
        Invoke-Sql $target "DELETE FROM ``order``; CREATE TABLE mine (a int); INSERT INTO mine VALUES (7);"
        (Get-Problem { $backup | Restore-Database -Connection $server -TargetDatabase $target -Table order }).FullyQualifiedErrorId | Should -Match '^TargetExists,'
        $backup | Restore-Database -Connection $server -TargetDatabase $target -Table order -IfExists Replace -Confirm:$false | Out-Null
        Get-Figure $target | Should -Be 'customer 500, mine 1, order 500'
        (Get-Problem { $backup | Restore-Database -Connection $server -TargetDatabase $target -Table nothing -IfExists Replace -Confirm:$false }).FullyQualifiedErrorId |
            Should -Match '^TableNotFound,'
    }

    It 'is not touched with -WhatIf' {
        $backup | Restore-Database -Connection $server -TargetDatabase shop -IfExists Replace -WhatIf
        $backup | Restore-Database -Connection $server -TargetDatabase $target -WhatIf
        Backup-Database $shop -Storage ./elsewhere -WhatIf
        './elsewhere' | Should -Not -Exist
        (Get-DbDatabase $server).Database | Should -Not -Contain $target
        Get-Figure shop | Should -Be 'customer 500, order 500'
    }

    It 'is completed, and so are its tables' {
        $global:pesterMy, $global:pesterMyShop = $server, $shop
        Complete 'Backup-Database $pesterMy -Storage ./b -Database sh' | Should -Be shop
        Complete 'Backup-Database $pesterMyShop -Storage ./b -Table c' | Should -Be customer
        Complete 'Get-DbTable $pesterMyShop ' | Should -Contain order
    }

    It 'is refused to <Case>, without a secret' -ForEach @(
        @{ Case = 'a wrong password'; Id = 'AuthenticationFailed' }
        @{ Case = 'an unknown database'; Id = 'DatabaseNotFound' }
        @{ Case = 'the port of nobody'; Id = 'ServerUnreachable' }
    ) {
        $secret = 'Pl4nt' + 'ed'
        $connection = switch ($Case) {
            'a wrong password' { New-LiveConnection $live -Password $secret -Database shop }
            'an unknown database' { New-LiveConnection $live -Database nothing }
            default { New-DbConnection "mysql://me:$secret@127.0.0.1:1/shop" }
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
            "$($all | Format-List * -Force | Out-String)$($Error | Format-List * -Force | Out-String)" | Should -Not -Match "$secret|$($live.Password)"
        }
    }
}

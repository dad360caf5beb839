Describe 'A connection to a PostgreSQL server' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        # Nobody listens there.
        $server = 'postgresql://nobody@127.0.0.1:1'
        $saved = $env:PGDATABASE
    }
    BeforeEach { $env:PGDATABASE = $null }
    AfterAll { $env:PGDATABASE = $saved }

    It 'without a database means none, and not all' {
        foreach ($command in { Backup-Database $server -Storage TestDrive:/backups }, { Get-DbTable $server }) {
            $problem = & { & $command } 2>&1
            $problem | Should -HaveCount 1
            $problem.FullyQualifiedErrorId | Should -Match '^InvalidArgument,'
            $problem.ErrorDetails.RecommendedAction | Should -Match '-Database \*'
        }
    }

    It 'is taken from the pipeline, though it names no database' {
        $problem = New-DbConnection $server | Get-DbDatabase 2>&1
        $problem.FullyQualifiedErrorId | Should -Match '^ServerUnreachable,'
        $problem = New-DbConnection $server | Backup-Database -Storage TestDrive:/backups 2>&1
        $problem.FullyQualifiedErrorId | Should -Match '^InvalidArgument,'
        { Backup-Database "$server/shop" -Database $null -Storage TestDrive:/backups } | Should -Throw -ErrorId 'InvalidArgument,*'
        { Backup-Database "$server/shop" -Database @() -Storage TestDrive:/backups } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'has the database that the environment names' {
        $env:PGDATABASE = 'shop'
        $problem = Backup-Database $server -Storage TestDrive:/backups 2>&1
        $problem.FullyQualifiedErrorId | Should -Match '^ServerUnreachable,'
    }

    It 'names what a service names' {
        $env:PGSERVICEFILE = Join-Path (Get-Item TestDrive:/).FullName services
        try {
            Set-Content $env:PGSERVICEFILE "[nightly]`nhost=127.0.0.1`nport=1`ndbname=shop"
            $problem = Get-DbTable 'service=nightly' 2>&1
            $problem.FullyQualifiedErrorId | Should -Match '^ServerUnreachable,'
        }
        finally { $env:PGSERVICEFILE = $null }
    }

    It 'shows no password anywhere' {
        $secret = 'tr0ub4dor&3'
        $credential = [pscredential]::new('nobody', (ConvertTo-SecureString $secret -AsPlainText -Force))
        $connection = New-DbConnection "$server/shop" -Credential $credential
        $all = Backup-Database $connection -Storage TestDrive:/backups -Verbose -Debug *>&1
        $all | Should -Not -BeNullOrEmpty
        "$($connection | Format-List * | Out-String) $connection $($all | Format-List * -Force | Out-String) $($Error | Format-List * -Force | Out-String)" |
            Should -Not -Match ([regex]::Escape($secret))
        "$($connection | ConvertTo-Json -Depth 2 -WarningAction SilentlyContinue)" | Should -Not -Match ([regex]::Escape($secret))
    }
}

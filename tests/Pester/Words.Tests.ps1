# What a person types, and what comes back, is understood as PowerShell understands it.
Describe 'What a person types' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force }
    BeforeEach { Push-Location; Enter-Workplace }
    AfterEach { Pop-Location }

    It 'is <Seconds> seconds where it is <Value> (<Value.GetType().Name>)' -ForEach @(
        @{ Value = 5; Seconds = 5 }, @{ Value = '5'; Seconds = 5 }, @{ Value = 0.5; Seconds = 0.5 }, @{ Value = '0.5'; Seconds = 0.5 }
        @{ Value = 0; Seconds = 0 }, @{ Value = '00:02:00'; Seconds = 120 }, @{ Value = [timespan] '00:00:07'; Seconds = 7 }
        @{ Value = [decimal] 1.5; Seconds = 1.5 }
    ) {
        (New-DbConnection ./shop.db -LockTimeout $Value).LockTimeout.TotalSeconds | Should -Be $Seconds
    }

    It 'is no time to wait where it is <_>' -ForEach -1, '-1', '-00:00:01', 'soon', 1e9, ([double]::NaN), ([timespan]::MaxValue), '' {
        { New-DbConnection ./shop.db -LockTimeout $_ } | Should -Throw '*LockTimeout*'
    }

    It 'may be several databases, and files by a wildcard' {
        Copy-Item shop.db other.db
        (Backup-Database ./other.db, ./shop.db -Storage ./b).Database | Should -Be other, shop
        (Backup-Database *.db -Storage ./b).Database | Sort-Object | Should -Be other, shop
        (Test-DbConnection *.db).Succeeded | Should -Be $true, $true
        { Backup-Database no*.db -Storage ./b } | Should -Throw "*No file matches 'no*.db'*"
        Copy-Item shop.db 'a[b].db'
        (Backup-Database 'a[b].db' -Storage ./b).Database | Should -Be 'a[b]'
    }

    It 'gets a hint where a server was meant: <_>' -ForEach 'db1.example.com', 'localhost', 'localhost:5432', 'me@db1', '10.0.0.7' {
        $problem = Backup-Database $_ -Storage ./b 2>&1
        $problem.FullyQualifiedErrorId | Should -Match '^DatabaseNotFound,'
        $problem.ErrorDetails.RecommendedAction | Should -Match ([regex]::Escape("postgresql://$_/database"))
    }

    It 'gets no such hint for a file: <_>' -ForEach 'shop.sqlite3', 'missing.db', 'data.db3', './x/db1.example.com' {
        (Backup-Database $_ -Storage ./b 2>&1).ErrorDetails.RecommendedAction | Should -Not -Match 'postgresql'
    }

    It 'are the same wildcards everywhere' {
        $listed = (Get-DbTable ./shop.db [cl]*).Name | Sort-Object
        $listed | Should -Be customer, line
        $backup = Backup-Database ./shop.db -Storage ./b -Table [cl]*
        $backup.Tables | Should -Be 2
        (Get-DbTable ./shop.db C*).Name | Should -Be customer
        (Backup-Database ./shop.db -Storage ./b -Table C*).Tables | Should -Be 1
        Get-Backup ./b -Database [rs]hop | Should -HaveCount 2
        (Get-DbDatabase ./shop.db [s]*).Database | Should -Be shop
        Get-DbDatabase ./shop.db shop | Should -HaveCount 1
    }

    It 'may be objects that crossed the border of a process' {
        $shop = New-DbConnection ./shop.db -LockTimeout 7
        $backup = Backup-Database ./shop.db -Storage ./backups
        $server = New-DbConnection 'postgresql://me@h:5433/d?connect_timeout=3'
        $shop, $backup, (Get-DbTable ./shop.db customer), $server | Export-Clixml ./all.xml
        $shop2, $backup2, $table2, $server2 = Import-Clixml ./all.xml
        $again = New-DbConnection $shop2
        $again.Path, $again.LockTimeout.TotalSeconds | Should -Be (Join-Path $PWD shop.db), 7
        (Backup-Database $shop2 -Storage ./b).Tables | Should -Be 6
        ($shop2 | Backup-Database -Storage ./b).Tables | Should -Be 6
        ($table2 | Backup-Database -Storage ./b).Tables | Should -Be 1
        (Test-Backup $backup2).Passed | Should -BeTrue
        ($backup2 | Test-Backup).Passed | Should -BeTrue
        (Test-Backup -Backup $backup2, $backup).Passed | Should -Be $true, $true
        $again = New-DbConnection $server2
        "$again", $again.Options.connect_timeout | Should -Be "$server", '3'
    }

    It 'may name a user with -Credential wherever a connection is named' {
        $credential = [pscredential]::new('somebody', (ConvertTo-SecureString 'x' -AsPlainText -Force))
        foreach ($command in 'Backup-Database', 'Get-DbDatabase', 'Get-DbTable', 'Test-DbConnection', 'Restore-Database', 'Test-Backup', 'New-DbConnection') {
            (Get-Command $command).Parameters.Credential.ParameterType | Should -Be ([pscredential]) -Because $command
        }
        (Get-DbTable ./shop.db -Credential $credential 2>&1).FullyQualifiedErrorId | Should -Match '^InvalidArgument,'
        $report = Test-DbConnection postgresql://127.0.0.1:1/d -Credential $credential -NoError
        $report.Connection.UserName | Should -Be somebody
        { Test-Backup ./x.zip -Level Restore -Credential $credential } | Should -Throw -ErrorId 'InvalidArgument,*'
    }
}

Describe 'What comes back' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $backup = Backup-Database ./shop.db -Storage ./backups
    }
    AfterAll { Pop-Location }

    It 'can be compared by what its columns are called' {
        $backup | Where-Object Size -gt 1KB | Should -HaveCount 1
        $backup | Where-Object Size -gt 1GB | Should -BeNullOrEmpty
        Get-DbDatabase ./shop.db | Where-Object Size -gt 100KB | Should -HaveCount 1
    }

    It 'says nothing of a comparison that nobody asked for' {
        ($backup | Restore-Database -TargetPath ./r1.db).Verified | Should -Be $null
        ($backup | Restore-Database -TargetPath ./r2.db -Verify).Verified | Should -BeTrue
    }

    It 'is short in a string' {
        "$backup" | Should -Be $backup.Path
        "$($backup | Test-Backup)" | Should -Be "$($backup.Path): passed"
        "$(Get-DbTable ./shop.db customer)" | Should -Be main.customer
        "$(Get-DbDatabase ./shop.db)" | Should -Be shop
        "$($backup | Restore-Database -TargetPath ./r3.db)" | Should -Be (Join-Path $PWD r3.db)
        "$(Test-DbConnection ./shop.db)" | Should -Be "$(Join-Path $PWD shop.db): succeeded"
    }

    It 'is text in CSV and JSON' {
        $all = @(
            $backup, ($backup | Test-Backup), ($backup | Restore-Database -TargetPath ./r4.db), ($backup | Export-Backup -Destination .)
            (Get-DbDatabase ./shop.db), (Get-DbTable ./shop.db)[0], (New-DbConnection 'postgresql://h/d?connect_timeout=3'), (Test-DbConnection ./shop.db)
            (Get-Backup ./backups)
        )
        foreach ($object in $all) { $object | ConvertTo-Csv | Should -Not -Match 'System\.Collections|System\.String\[\]|System\.Object' }
        (Get-DbDatabase ./shop.db | ConvertTo-Csv)[1] | Should -Match 'encoding=UTF-8'
        ($backup | ConvertTo-Json | ConvertFrom-Json).Type | Should -Be Full
        ($backup | Test-Backup | ConvertTo-Json | ConvertFrom-Json).Level | Should -Be Full
        ($backup | Test-Backup | ConvertTo-Json | ConvertFrom-Json).Findings.Count | Should -Be 0
    }

    It 'fits into 80 columns, and shows all of them' {
        foreach ($case in @(
                @{ Object = { Get-DbTable ./shop.db -CountRows }; Header = 'Database +Schema +Name +Kind +Rows +Size' }
                @{ Object = { Test-DbConnection ./shop.db }; Header = 'Succeeded +ServerVersion +Latency +Connection +Findings' }
                @{ Object = { $backup }; Header = 'Database +CreatedAt +Type +Size +Tables +Locked +Storage' }
                @{ Object = { $backup | Test-Backup }; Header = 'Database +Passed +Level +RawSize +Duration +Findings +Path' }
            )) {
            $lines = (& $case.Object | Format-Table | Out-String -Width 80) -split "`r?`n"
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
            $lines -match $case.Header | Should -HaveCount 1 -Because $case.Header
        }
    }

    It 'has numbers of one culture' {
        $saved = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $text = $backup | Format-List | Out-String
            $text | Should -Match '(?m)^Size +: [\d.]+ [KM]B'
            $text | Should -Match '(?m)^Rows +: \d{1,3}(,\d{3})+\s*$'
            ($backup | Test-Backup | Format-Table | Out-String -Width 200) | Should -Not -Match '\d,\d+ (s|ms)\b'
        }
        finally { [cultureinfo]::CurrentCulture = $saved }
    }

    It 'has no stack trace in its list' {
        $text = Test-DbConnection ./missing.db -NoError | Format-List | Out-String -Width 200
        $text | Should -Not -Match '   at '
        $text | Should -Match '(?m)^Error +: DatabaseNotFound'
    }
}

Describe 'What goes on' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force }
    BeforeEach { Push-Location; Enter-Workplace }
    AfterEach { Pop-Location }

    It 'is said by -Verbose: phases with their durations, and the largest tables' {
        $said = Backup-Database ./shop.db -Storage ./backups -Table customer, line -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Match 'Opened a consistent view of .shop. \(SQLite [\d.]+, 2 tables.* in [\d.]+ m?s'
        "$said" | Should -Match 'Read and compressed .* in [\d.]+ m?s'
        "$said" | Should -Match 'main\.customer: .* in \d+ chunks?, .* rows'
        "$said" | Should -Match 'Published .shop_'
        $backup = Get-Backup ./backups
        "$($backup | Test-Backup -Level Restore -Verbose 4>&1)" | Should -Match 'Restored .* on trial .*Checked the structure .*Read every row back'
        "$($backup | Test-Backup -Verbose 4>&1)" | Should -Match 'Read and hashed'
        "$($backup | Restore-Database -TargetPath ./r.db -Verbose 4>&1)" | Should -Match 'Prepared .*Loaded .*published'
        "$($backup | Copy-Backup -Destination ./c -Verbose 4>&1)" | Should -Match 'Copied .*compared'
        "$($backup | Export-Backup -Destination . -Verbose 4>&1)" | Should -Match 'Wrote 1 file in'
        "$($backup | Remove-Backup -Confirm:$false -Verbose 4>&1)" | Should -Match 'Removed .shop_'
    }

    It 'is said in more detail by -Debug, and not at all otherwise' {
        "$(Backup-Database ./shop.db -Storage ./backups -Debug 5>&1)" | Should -Match 'Backing up .*worker.*chunks of 8\.0 MB, zstd'
        Backup-Database ./shop.db -Storage ./backups 4>&1 5>&1 | Should -HaveCount 1
        $VerbosePreference = 'Continue'
        "$(Backup-Database ./shop.db -Storage ./backups 4>&1)" | Should -Match 'Read and compressed'
    }

    It 'is said before a trial restore with -WhatIf, which then is not made' {
        $backup = Backup-Database ./shop.db -Storage ./backups
        $backup | Test-Backup -Level Restore -ScratchPath ./scratch -WhatIf | Should -BeNullOrEmpty
        './scratch' | Should -Not -Exist
        ($backup | Test-Backup -WhatIf).Passed | Should -BeTrue
    }
}

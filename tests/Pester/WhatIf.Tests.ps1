Describe '-WhatIf and -Confirm' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        Backup-Database ./shop.db -Storage ./backups | Out-Null
        # One without its summary, which whoever reads it writes anew.
        Backup-Database ./shop.db -Storage ./unlisted | Out-Null
        Remove-Item ./unlisted/*.json
        function Get-Fingerprint { Get-ChildItem -Recurse -File | Get-FileHash | ForEach-Object { "$($_.Path) $($_.Hash)" } }
        $before = Get-Fingerprint
        $text = Invoke-Pwsh @"
Set-Location '$PWD'
'BACKUP'; Backup-Database ./shop.db -Storage ./more -WhatIf
'PART'; Backup-Database ./shop.db -Storage ./more -ExcludeTable a* -Exclude Triggers -WhatIf
'RESTORE'; Get-Backup ./backups | Restore-Database -TargetPath ./new.db -WhatIf
'REPLACE'; Get-Backup ./backups | Restore-Database -TargetPath ./shop.db -IfExists Replace -WhatIf
'EXPORT'; Get-Backup ./backups | Export-Backup -Destination . -WhatIf
'COPY'; Get-Backup ./backups | Copy-Backup -Destination ./copies -WhatIf
'REMOVE'; Get-Backup ./backups | Remove-Backup -WhatIf
'PATH'; Remove-Backup ./backups/*.zip -WhatIf
'UNLISTED'; Copy-Backup ./unlisted/*.zip -Destination ./copies -WhatIf
'PREFERENCE'; `$WhatIfPreference = `$true; Backup-Database ./shop.db -Storage ./more
'END'
"@
        $parts = @{}
        foreach ($line in $text) {
            if ($line -cmatch '^[A-Z]+$') { $name = $line; $parts[$name] = '' } else { $parts[$name] += $line }
        }
    }
    AfterAll { Pop-Location }

    It 'changes nothing' {
        Get-Fingerprint | Should -Be $before
    }

    It 'says in numbers what <_> would do' -ForEach BACKUP, PART, RESTORE, REPLACE, EXPORT, COPY, REMOVE, PATH, UNLISTED, PREFERENCE {
        Write-Host "      $($parts[$_])"
        $parts[$_] | Should -Match '^What if: .*\d'
        $parts[$_] | Should -Match '\d+ tables'
        $parts[$_] | Should -Match '[\d.,]+ ?(bytes|KB|MB)'
    }

    It 'names the place that would be written' {
        $parts.BACKUP | Should -Match ([regex]::Escape((Join-Path $PWD more)))
        $parts.RESTORE | Should -Match ([regex]::Escape((Join-Path $PWD new.db)))
        $parts.EXPORT | Should -Match 'shop_\d{8}_\d{6}\.sql'
        $parts.COPY | Should -Match ([regex]::Escape((Join-Path $PWD copies)))
    }

    It 'says which part of a database would be taken, and how many tables that is' {
        $parts.PART | Should -Match 'Read 4 tables \(without the tables a\*; without Triggers\)'
    }

    It 'does not replace a database without an answer, and does with -Confirm:$false' {
        Invoke-Pwsh "Set-Location '$PWD'; Get-Backup ./backups | Restore-Database -TargetPath ./shop.db -IfExists Replace" |
            Out-String | Should -Match 'NonInteractive'
        Get-Fingerprint | Should -Be $before
        $result = Get-Backup ./backups | Restore-Database -TargetPath ./shop.db -IfExists Replace -Confirm:$false
        $result.Replaced | Should -BeTrue
    }

    It 'replaces a named table in the database, says so before, and leaves everything else' {
        Copy-Item ./shop.db ./mine.db
        $plan = Invoke-Pwsh "Set-Location '$PWD'; Get-Backup ./backups | Restore-Database -TargetPath ./mine.db -IfExists Replace -Table line -WhatIf" | Out-String
        $plan | Should -Match 'Replaces 1 table \(line\)'
        $plan | Should -Match 'leaves its other tables and everything else'
        $names = (Get-DbTable ./mine.db).Name | Sort-Object
        $customers = (Get-DbTable ./mine.db -Table customer -CountRows).Rows
        Invoke-Pwsh "Set-Location '$PWD'; Get-Backup ./backups | Restore-Database -TargetPath ./mine.db -IfExists Replace -Table line" |
            Out-String | Should -Match 'NonInteractive'
        $result = Get-Backup ./backups | Restore-Database -TargetPath ./mine.db -IfExists Replace -Table line -Verify -Confirm:$false
        $result.Replaced, $result.Tables | Should -Be $true, 1
        (Get-DbTable ./mine.db).Name | Sort-Object | Should -Be $names
        (Get-DbTable ./mine.db -Table customer -CountRows).Rows | Should -Be $customers
    }

    It 'does not let a backup of a part take the place of a whole database unless told' {
        Copy-Item ./shop.db ./whole.db
        $part = Backup-Database ./whole.db -Storage ./parts -Table line
        foreach ($extra in @{}, @{ WhatIf = $true }) {
            { $part | Restore-Database -TargetPath ./whole.db -IfExists Replace -Confirm:$false -ErrorAction Stop @extra } |
                Should -Throw -ErrorId 'PartialBackup,*' -ExpectedMessage '*-Table line*-AllowPartial*'
        }
        { $part | Restore-Database -TargetPath ./whole.db -IfExists Replace -Table line -SchemaOnly -Confirm:$false -ErrorAction Stop } |
            Should -Throw -ErrorId 'PartialBackup,*'
        (Get-FileHash ./whole.db).Hash | Should -Be (Get-FileHash ./shop.db).Hash
        ($part | Restore-Database -TargetPath ./new-part.db -IfExists Replace).Replaced | Should -BeFalse
        ($part | Restore-Database -TargetPath ./whole.db -IfExists Replace -AllowPartial -Confirm:$false).Replaced | Should -BeTrue
        (Get-DbTable ./whole.db | Where-Object Kind -eq table).Name | Should -Be line
    }

    It 'does not remove a backup without an answer' {
        Invoke-Pwsh "Set-Location '$PWD'; Get-Backup ./backups | Remove-Backup" | Out-String | Should -Match 'NonInteractive'
        Get-Backup ./backups | Should -HaveCount 1
    }

    It 'restores to a new place without asking' {
        (Get-Backup ./backups | Restore-Database -TargetPath ./quiet.db -IfExists Replace).Replaced | Should -BeFalse
    }
}

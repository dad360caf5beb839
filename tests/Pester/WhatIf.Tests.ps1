Describe '-WhatIf and -Confirm' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        Backup-Database ./shop.db -Storage ./backups | Out-Null
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

    It 'says in numbers what <_> would do' -ForEach BACKUP, PART, RESTORE, REPLACE, EXPORT, COPY, REMOVE, PATH, PREFERENCE {
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

    It 'does not remove a backup without an answer' {
        Invoke-Pwsh "Set-Location '$PWD'; Get-Backup ./backups | Remove-Backup" | Out-String | Should -Match 'NonInteractive'
        Get-Backup ./backups | Should -HaveCount 1
    }

    It 'restores to a new place without asking' {
        (Get-Backup ./backups | Restore-Database -TargetPath ./quiet.db -IfExists Replace).Replaced | Should -BeFalse
    }
}

Describe 'The views' {
    BeforeDiscovery {
        [xml] $file = Get-Content (Join-Path $PSScriptRoot ../../BackupTools.Format.ps1xml) -Raw
        $tables = $file.Configuration.ViewDefinitions.View | Where-Object TableControl | ForEach-Object {
            @{ Type = $_.ViewSelectedBy.TypeName; View = $_ }
        }
        $lists = $file.Configuration.ViewDefinitions.View | Where-Object ListControl | ForEach-Object {
            @{ Type = $_.ViewSelectedBy.TypeName; View = $_ }
        }
    }
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $backup = Backup-Database ./shop.db -Storage ./backups
        Register-DbConnection till ./shop.db -Force | Out-Null
        Set-Content ./job.yaml 'connection: till', 'storage: ./jobs', 'verify: quick'
        Set-Content ./wrong.yaml 'connexion: till'
    }
    AfterAll { Pop-Location }

    It '<Type> has at most seven columns' -ForEach $tables {
        @($View.TableControl.TableHeaders.TableColumnHeader).Count | Should -BeLessOrEqual 7
        @($View.TableControl.TableHeaders.TableColumnHeader).Count |
            Should -Be @($View.TableControl.TableRowEntries.TableRowEntry.TableColumnItems.TableColumnItem).Count
    }

    It '<Type> shows only properties that the type has' -ForEach $tables {
        $properties = ($Type -as [type]).GetProperties().Name
        foreach ($name in @($View.TableControl.TableRowEntries.TableRowEntry.TableColumnItems.TableColumnItem.PropertyName) -ne $null) {
            $properties | Should -Contain $name
        }
    }

    It '<Type> calls its columns what the properties are called' -ForEach $tables {
        $properties = ($Type -as [type]).GetProperties().Name
        foreach ($label in $View.TableControl.TableHeaders.TableColumnHeader.Label) { $properties | Should -Contain $label }
    }

    It 'call in a list too what the properties are called: <Type>' -ForEach $lists {
        $properties = ($Type -as [type]).GetProperties().Name
        foreach ($label in @($View.ListControl.ListEntries.ListEntry.ListItems.ListItem.Label) -ne $null) { $properties | Should -Contain $label }
    }

    It 'has a table view for everything a cmdlet emits' {
        $emitted = (Get-Command -Module BackupTools).OutputType.Name | Sort-Object -Unique | Where-Object { $_ -notin 'System.Void', 'void' }
        @($emitted).Count | Should -BeGreaterThan 9
        foreach ($type in $emitted) {
            (Get-FormatData $type -PowerShellVersion $PSVersionTable.PSVersion).FormatViewDefinition[0].Control.GetType().Name |
                Should -Be TableControl
        }
    }

    It 'shows a backup in a table with a size that people can read' {
        $text = $backup | Format-Table | Out-String -Width 300
        $text | Should -Match 'Database +CreatedAt +Type +Size +Tables +Locked +Storage'
        $text | Should -Match 'shop +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Full +[\d.]+ [KM]B +6 .*backups'
    }

    It 'shows everything in a list, without errors' {
        $all = @(
            $backup, ($backup | Test-Backup), (Test-DbConnection ./shop.db), (New-DbConnection ./shop.db)
            (Get-DbDatabase ./shop.db), (Get-DbTable ./shop.db -CountRows)[0]
            ($backup | Restore-Database -TargetPath ./r.db), ($backup | Export-Backup -Destination .)
            (Restore-Database -Path ($backup | Export-Backup -Destination ./s.sql).Path -TargetPath ./s.db)
            (Get-DbConnection till), (Get-BackupConfiguration), (Get-BackupTool sqlite3)
            (Get-BackupJob -Path ./job.yaml), (Invoke-BackupJob ./job.yaml), (Test-BackupJob ./wrong.yaml -NoError)[0]
        )
        foreach ($object in $all) {
            $object | Format-List | Out-String -Width 300 | Should -Match "(?m)^\w+ +: \S"
            $object | Format-Table | Out-String -Width 300 | Should -Not -Match '#ERR'
        }
    }
}

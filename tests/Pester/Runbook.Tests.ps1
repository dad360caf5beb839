# What a runbook relies on: nothing that went wrong passes for success, and nothing lands where nobody looks for it.
Describe 'A runbook' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force }
    BeforeEach { Push-Location; Enter-Workplace }
    AfterEach { Pop-Location }

    Context 'that names what does not exist' {
        BeforeEach { Backup-Database ./shop.db -Storage ./backups | Out-Null }

        It 'gets an error from a backup of databases that match nothing' {
            $problem = Backup-Database ./shop.db -Database 'blog-*' -Storage ./b 2>&1
            $problem | Should -HaveCount 1
            $problem[0].FullyQualifiedErrorId | Should -Be 'DatabaseNotFound,BackupTools.Commands.BackupDatabaseCommand'
            Get-DbDatabase ./shop.db -Database 'blog-*' -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            $warning | Should -Match "no database 'blog-\*'"
            $problem = Backup-Database ./shop.db -ExcludeDatabase s* -Storage ./b 2>&1
            $problem.FullyQualifiedErrorId | Should -Match '^DatabaseNotFound,'
            './b' | Should -Not -Exist
        }

        It 'gets a warning from a listing: <Arguments.Keys>' -ForEach @(
            @{ Arguments = @{ Database = 'shpo' }; Says = "'shpo'.*Did you mean: shop" }
            @{ Arguments = @{ Database = 'shop', 'x*' }; Says = "'x\*'" }
            @{ Arguments = @{ Engine = 'postgres' }; Says = "the engine 'postgresql'" }
            @{ Arguments = @{ Type = 'Table' }; Says = 'the type Table' }
            @{ Arguments = @{ Id = 'zz' }; Says = "begins with 'zz'" }
        ) {
            Get-Backup ./backups @Arguments -WarningVariable warning -WarningAction SilentlyContinue | Out-Null
            $warning | Should -HaveCount 1
            $warning | Should -Match $Says
            Get-Backup ./backups -WarningVariable none | Should -HaveCount 1
            Get-Backup ./backups -Database shop -Before 2001-01-01 -WarningVariable none | Should -BeNullOrEmpty
            $none | Should -BeNullOrEmpty
        }

        It 'may call an engine by a usual name, and hears of one that there is not' {
            Get-Backup ./backups -Engine sqlite3, SQLite | Should -HaveCount 1
            { Get-Backup ./backups -Engine oracle } | Should -Throw -ErrorId 'EngineUnknown,*'
            (New-DbConnection pg://u@h/d).Engine | Should -Be postgresql
            (New-DbConnection pg://u@h/d).Host | Should -Be h
        }

        It 'hears of a range that is upside down' {
            { Get-Backup ./backups -After 2026-02-01 -Before 2026-01-01 } | Should -Throw -ErrorId 'InvalidArgument,*'
        }

        It 'hears of tables that match nothing, and what may have been meant' {
            Get-DbTable ./shop.db zz* -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
            $warning | Should -HaveCount 1
            (Get-DbTable ./shop.db custommer 2>&1).ErrorDetails.RecommendedAction | Should -Match 'Did you mean: customer'
        }
    }

    Context 'that wants the newest backup' {
        It 'gets the newest full one of each database with -Latest' {
            Copy-Item shop.db other.db
            $first = Backup-Database ./shop.db, ./other.db -Storage ./backups
            $second = Backup-Database ./shop.db -Storage ./backups, ./copies
            Backup-Database ./shop.db -Storage ./backups -Table customer | Out-Null
            (Get-Backup ./backups, ./copies -Latest).Id | Should -Be $first[1].Id, $second[0].Id
            (Get-Backup ./backups -Database shop -Latest).Type | Should -Be Full
            (Get-Backup ./backups -Database shop -Last 1).Type | Should -Be Table
        }

        It 'gets one of each server that has a database of that name' {
            New-Item ./one, ./two -ItemType Directory | Out-Null
            Copy-Item shop.db ./one/shop.db
            Copy-Item shop.db ./two/shop.db
            $all = Backup-Database ./one/shop.db, ./two/shop.db, ./one/shop.db -Storage ./backups
            $latest = Get-Backup ./backups -Latest
            $latest.Id | Should -Be $all[1].Id, $all[2].Id
            $latest.Server | Should -Be "$([Environment]::MachineName):$PWD/two/shop.db", "$([Environment]::MachineName):$PWD/one/shop.db"
        }

        It 'hears that -Latest has no number and no other type' {
            { Get-Backup ./backups -Latest -Last 2 } | Should -Throw -ErrorId 'InvalidArgument,*'
            { Get-Backup ./backups -Latest -Type Table } | Should -Throw -ErrorId 'InvalidArgument,*'
        }
    }

    Context 'that pipes tables' {
        It 'gets one backup with those tables for each database' {
            Copy-Item shop.db other.db
            $backups = Get-DbTable ./shop.db, ./other.db customer, line | Backup-Database -Storage ./backups
            $backups | Should -HaveCount 2
            $backups.Tables | Should -Be 2, 2
            $backups.Type | Should -Be Table, Table
            $backups[0] | Restore-Database -TargetPath ./part.db | Out-Null
            (Get-DbTable ./part.db).Name | Sort-Object | Should -Be customer, line
        }

        It 'lists no more than those tables' {
            (Get-DbTable ./shop.db customer, line | Get-DbTable -CountRows).Name | Should -Be customer, line
            Get-DbTable ./shop.db | Get-DbDatabase | Should -HaveCount 1
        }

        It 'cannot name others with -Table' {
            $problem = Get-DbTable ./shop.db customer | Backup-Database -Storage ./b -Table line 2>&1
            $problem.FullyQualifiedErrorId | Should -Match '^InvalidArgument,'
            { Get-DbTable ./shop.db customer | Backup-Database -Storage ./b -Database other } | Should -Throw -ErrorId 'InvalidArgument,*'
        }
    }

    Context 'whose process is elsewhere' {
        BeforeEach {
            $before = [Environment]::CurrentDirectory
            $elsewhere = New-Item (Join-Path (Get-Item TestDrive:/).FullName "elsewhere-$([guid]::NewGuid())") -ItemType Directory
            [Environment]::CurrentDirectory = $elsewhere.FullName
        }
        AfterEach {
            [Environment]::CurrentDirectory = $before
            Get-ChildItem $elsewhere.FullName -Force | Should -BeNullOrEmpty
        }

        It 'finds its files where it is itself' {
            Backup-Database ([IO.FileInfo] 'shop.db') -Storage ([IO.DirectoryInfo] 'a') | Should -HaveCount 1
            Backup-Database sqlite:shop.db?lockTimeout=3 -Storage "file:$PWD/b" | Should -HaveCount 1
            $backup = Backup-Database shop.db -Storage c
            $backup | Export-Backup -Destination out.sql | Out-Null
            $backup | Restore-Database -TargetDatabase again | Out-Null
            $backup | Test-Backup -Level Restore -ScratchPath scratch | Out-Null
            './a/*.zip', './b/*.zip', './c/*.zip', './out.sql', './again.db' | Should -Exist
            (New-DbConnection 'host=h sslrootcert=roots.pem').Options.sslrootcert | Should -Be (Join-Path $PWD roots.pem)
            (New-DbConnection 'host=h sslrootcert=system').Options.sslrootcert | Should -Be system
        }

        It 'hears that <_> is a path of Windows' -Skip:$IsWindows -ForEach '\\server\share', 'C:\backups', 'd:/backups' {
            { Backup-Database ./shop.db -Storage $_ } | Should -Throw '*not Windows*'
            { Backup-Database $_ -Storage ./b } | Should -Throw '*not Windows*'
            { Backup-Database ./shop.db -Storage ./b | Export-Backup -Destination $_ -ErrorAction Stop } | Should -Throw '*not Windows*'
        }

        It 'hears that a file URI must be absolute' {
            { Backup-Database ./shop.db -Storage file:backups } | Should -Throw '*file:///*'
        }
    }

    Context 'that asks a backup where it came from' {
        It 'reads server, duration and note from the object, the listing and the archive itself' {
            $backup = Backup-Database ./shop.db -Storage ./backups -Description 'before the move: größer'
            $backup.Server | Should -Be "$([Environment]::MachineName):$PWD/shop.db"
            $backup.Description | Should -Be 'before the move: größer'
            $backup.Duration | Should -BeGreaterThan ([timespan]::Zero)
            $listed = Get-Backup ./backups
            $listed.Server, $listed.Description | Should -Be $backup.Server, $backup.Description
            Remove-Item ./backups/*.json
            $read = Get-Backup ./backups
            $read.Server, $read.Description | Should -Be $backup.Server, $backup.Description
            [math]::Abs(($read.Duration - $backup.Duration).TotalSeconds) | Should -BeLessThan 0.01
        }

        It 'cannot leave a note of several lines, or one that is too long' {
            foreach ($note in "two`nlines", "bell`a", ('x' * 1001)) {
                $problem = Backup-Database ./shop.db -Storage ./b -Description $note 2>&1
                $problem.FullyQualifiedErrorId | Should -Match '^InvalidArgument,'
            }
            './b' | Should -Not -Exist
        }
    }
}

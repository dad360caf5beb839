# Schedules, by the cmdlets. Nothing of this reaches the machine's own scheduler: what is really set runs in a mount namespace of its own, which only root on Linux can
# have, or in folders of its own.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $namespaces = Test-PrivateCron
}

Describe 'Schedules' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $savedHome = $env:BACKUPTOOLS_HOME
        $kind = $IsWindows ? 'TaskScheduler' : $IsMacOS ? 'Launchd' : 'Cron'
    }
    BeforeEach {
        Push-Location; Enter-Workplace
        $env:BACKUPTOOLS_HOME = Join-Path $PWD home
        $common = @{ Connection = './shop.db'; Storage = './backups'; Scheduler = $kind; Scope = 'User' }
    }
    AfterEach { Pop-Location }
    AfterAll { $env:BACKUPTOOLS_HOME = $savedHome }

    It 'say with -WhatIf all that would be written and run, and write nothing' {
        $said = Invoke-Pwsh "Set-Location '$PWD'; Set-BackupSchedule nightly -Connection ./shop.db -Storage ./backups -At 02:00 -Scheduler $kind -Scope User -WhatIf" | Out-String
        $said | Should -Match 'What if: write .*nightly\.json:'
        $said | Should -Match ([regex]::Escape((Join-Path $PWD shop.db).Replace('\', '\\')))
        $said | Should -Match 'Scheduled\.ps1'
        $said | Should -Match '"02:00:00"'
        './home' | Should -Not -Exist
        './backups' | Should -Not -Exist
    }

    It 'are refused where something would be ignored or means nothing: <Arguments>' -ForEach @(
        @{ Arguments = '-Daily -Weekly' }, @{ Arguments = '-Every 2' }, @{ Arguments = "-Cron '0 2 * * *' -At 02:00" }, @{ Arguments = '-Every 1h -At 02:00' }
        @{ Arguments = '-Daily -DaysOfWeek Monday' }, @{ Arguments = '-Weekly -LastDay' }, @{ Arguments = '-Every 7m' }, @{ Arguments = '-Every 90m' }
        @{ Arguments = "-Cron 'soon'" }, @{ Arguments = "-Cron '0 2 30 2 *'" }, @{ Arguments = '-TimeZone Nowhere/Town' }, @{ Arguments = '-RandomDelay 48h' }
        @{ Arguments = '-PowerShellPath ./none' }, @{ Arguments = '-Storage ./a, ./a' }
    ) {
        $given = { param($common) $common.Remove('Storage'); if ($Arguments -notmatch '-Storage') { $common.Storage = './backups' }; $common }
        $all = & $given $common
        $problem = @(try { & ([scriptblock]::Create("param(`$all) Set-BackupSchedule nightly @all $Arguments -WhatIf")) $all 2>&1 } catch { $_ })
        $problem | Should -HaveCount 1
        $problem[0].FullyQualifiedErrorId | Should -Match '^(InvalidArgument|ParameterArgumentTransformationError),BackupTools.Commands.SetBackupScheduleCommand$'
        './home' | Should -Not -Exist
    }

    It 'refuse the name <_>' -ForEach "it's", 'a b', 'a/b', "a`nb", '..', 'a*', '-x', 'a%b', 'nul' {
        $problem = Set-BackupSchedule -Name $_ @common -WhatIf 2>&1
        $problem.FullyQualifiedErrorId | Should -Be 'InvalidArgument,BackupTools.Commands.SetBackupScheduleCommand'
    }

    It 'are refused where nobody could test their backups' {
        $common.Recipient = 'nobody'
        (Set-BackupSchedule nightly @common -Daily -WhatIf 2>&1).FullyQualifiedErrorId | Should -Match '^KeyNotFound,'
        New-BackupKey passing -Bits 2048 | Export-BackupKey -Destination ./passing.pem | Out-Null
        Remove-BackupKey passing -Confirm:$false
        $common.Recipient = './passing.pem'
        (Set-BackupSchedule nightly @common -Daily -WhatIf 2>&1).FullyQualifiedErrorId | Should -Match '^KeyMissing,'
        './home/schedules' | Should -Not -Exist
    }

    It 'keep no password: <_>' -ForEach 'postgresql://me:Pl4nted@db1/shop', 'Host=db1;Database=shop;Username=me;Password=Pl4nted', 'postgresql://db1/shop?user=me&password=Pl4nted' {
        $common.Connection = $_
        $problem = try { Set-BackupSchedule nightly @common -WhatIf *>&1 } catch { $_ }
        "$problem" | Should -Not -Match 'Pl4nted'
        "$problem" | Should -Match 'password|not a connection'
    }

    It 'keep no connection object that a text cannot say' {
        $credential = [pscredential]::new('me', (ConvertTo-SecureString 'x' -AsPlainText -Force))
        $common.Connection = New-DbConnection postgresql://db1/shop -Credential $credential
        { Set-BackupSchedule nightly @common -WhatIf } | Should -Throw '*keeps no password*'
    }

    It 'name the scheduler that cannot express them, and what it lacks' -Skip:(-not $IsLinux) {
        $problem = Set-BackupSchedule nightly @common -Cron '0 2 15W * *' -WhatIf 2>&1
        $problem.FullyQualifiedErrorId | Should -Be 'ScheduleNotExpressible,BackupTools.Commands.SetBackupScheduleCommand'
        "$problem" | Should -Match 'cron cannot express .*weekday nearest'
        (Set-BackupSchedule nightly @common -Cron '10 0 2 * * *' -WhatIf 2>&1).FullyQualifiedErrorId | Should -Match '^ScheduleNotExpressible,'
        (Set-BackupSchedule nightly @common -TimeZone Asia/Kathmandu -WhatIf 2>&1).FullyQualifiedErrorId | Should -Match '^ScheduleNotExpressible,'
    }

    It 'refuse a scheduler that the machine does not have' {
        $common.Scheduler = $IsWindows ? 'Cron' : 'TaskScheduler'
        (Set-BackupSchedule nightly @common -WhatIf 2>&1).FullyQualifiedErrorId | Should -Be 'SchedulerUnavailable,BackupTools.Commands.SetBackupScheduleCommand'
    }

    It 'that do not exist are an error with a hint for <_>' -ForEach Get, Start, Enable, Disable, Remove {
        $problem = & "$_-BackupSchedule" nothing 2>&1
        $problem.FullyQualifiedErrorId | Should -Be "ScheduleNotFound,BackupTools.Commands.$($_)BackupScheduleCommand"
        & "$_-BackupSchedule" no* | Should -BeNullOrEmpty
    }

    It 'that cannot be read are an error and do not hide the others' {
        New-Item ./home/schedules -ItemType Directory | Out-Null
        Set-Content ./home/schedules/bad.json '{ "name": '
        $problem = Get-BackupSchedule 2>&1
        $problem.FullyQualifiedErrorId | Should -Be 'ConfigurationInvalid,BackupTools.Commands.GetBackupScheduleCommand'
        "$problem" | Should -Match 'bad\.json'
    }

    It 'complete their names, and time zones' {
        New-Item ./home/schedules -ItemType Directory | Out-Null
        'nightly', 'Weekly' | ForEach-Object { Set-Content "./home/schedules/$_.json" '{}' }
        $complete = { param($line) (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }
        & $complete 'Get-BackupSchedule ' | Should -Be 'nightly', 'Weekly'
        & $complete 'Start-BackupSchedule -Name w' | Should -Be 'Weekly'
        & $complete 'Set-BackupSchedule x -TimeZone Europe/Berl' | Should -Be 'Europe/Berlin'
        & $complete 'Set-BackupSchedule x -Scheduler L' | Should -Be 'Launchd'
    }
}

Describe 'Schedules with a cron of their own' -Skip:(-not $namespaces) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        # A script in that namespace; its output as objects.
        function Invoke-Inside([string] $Script) {
            Set-Content ./script.ps1 "`$ErrorActionPreference = 'Continue'; `$WarningPreference = 'Continue'; Import-Module '$ModulePath'; Set-Location '$PWD'; `$env:BACKUPTOOLS_HOME = '$PWD/home'
                & { $Script } *>&1 | Export-Clixml ./out.xml"
            Invoke-PrivateCron ./script.ps1 | Out-Host
            Import-Clixml ./out.xml
        }
    }
    AfterAll { Pop-Location }

    It 'run each minute, keep the last, show how they do, and leave the crontab byte for byte as it was' {
        $crontab = "MAILTO=`"`"`n5 4 1 1 * /bin/true # 100% m`u{fc}n`n`n"
        [IO.File]::WriteAllText("$PWD/crontab", $crontab)
        $out = Invoke-Inside @'
            & crontab ./crontab
            New-BackupKey sealed -Bits 2048 | Out-Null
            Set-BackupSchedule mine -Connection ./shop.db -Storage ./b1 -Every 1m -KeepLast 1 -Scope User -Recipient sealed -SigningKey sealed | ForEach-Object { @{ Set = $_ } }
            Set-BackupSchedule system -Connection ./shop.db -Storage ./b2 -Cron '* * * * *' -KeepLast 1 -Level Restore
            @{ During = [IO.File]::ReadAllText('/etc/cron.d/backuptools-system'); Crontab = (& crontab -l) -join "`n" }
            foreach ($second in 1..150) {
                $status = Get-BackupSchedule
                if (($status | Where-Object LastRun).Count -eq 2 -and @(Get-ChildItem home/schedules/*.jsonl | Get-Content | Where-Object { $_ }).Count -ge 4) { break }
                Start-Sleep 1
            }
            @{ Status = $status; B1 = @(Get-ChildItem b1 -Filter *.zip).Count; Sealed = @(Get-Backup ./b1 | Test-Backup -Key sealed -RequireSignature -TrustedKey sealed); B2 = @(Get-ChildItem b2 -Filter *.zip).Count; Runs = @(Get-Content home/schedules/mine.runs.jsonl | Where-Object { $_ }).Count }
            Disable-BackupSchedule mine | Out-Null
            @{ Disabled = (& crontab -l) -join "`n" }
            Enable-BackupSchedule mine | Out-Null
            Get-BackupSchedule | Remove-BackupSchedule
            Remove-BackupKey sealed -Confirm:$false
            & sh -c 'crontab -l > after; ls /etc/cron.d > left'
'@
        $out.Where{ $_ -is [System.Management.Automation.ErrorRecord] -or "$_" -match 'rror' } | Should -BeNullOrEmpty
        $set = $out.Where{ $_ -is [hashtable] -and $_.Contains('Set') }.Set
        $set.Scheduler, $set.Problems.Count, $set.Overdue | Should -Be 'Cron', 0, $false
        $sealed = $out.Where{ $_ -is [hashtable] -and $_.Contains('Sealed') }.Sealed
        $sealed.Passed, $sealed.SignedBy | Should -Be $true, 'sealed'
        $set.NextRun | Should -Not -BeNullOrEmpty
        $during = $out.Where{ $_ -is [hashtable] -and $_.Contains('During') }
        # A PowerShell that finds its runtime by the environment gets that along.
        $runtime = $env:DOTNET_ROOT ? "export DOTNET_ROOT='$env:DOTNET_ROOT'; " : ''
        $during.During | Should -Match "(?m)^$([regex]::Escape("* * * * * root ${runtime}exec '"))"
        $during.Crontab | Should -Match 'BEGIN BackupTools mine'
        $result = $out.Where{ $_ -is [hashtable] -and $_.Contains('Status') }
        $result.Status.LastResult | Should -Be 'Succeeded', 'Succeeded'
        $result.B1, $result.B2 | Should -Be 1, 1
        $result.Runs | Should -BeGreaterOrEqual 1
        $out.Where{ $_ -is [hashtable] -and $_.Contains('Disabled') }.Disabled | Should -Not -Match 'BackupTools'
        [IO.File]::ReadAllBytes("$PWD/after") | Should -Be ([IO.File]::ReadAllBytes("$PWD/crontab"))
        Get-Content ./left | Should -BeNullOrEmpty
        @(Get-ChildItem ./home -Recurse -File -Name | Where-Object { $_ -notmatch '^(locks|logs)/|^history\.|^key$' }) | Should -BeNullOrEmpty
    }

    It 'do what the examples of the help say' {
        $examples = foreach ($verb in 'Set', 'Get', 'Disable', 'Enable', 'Start', 'Remove') {
            (Get-Help "$verb-BackupSchedule" -Full).examples.example.code | Where-Object { $_ -notmatch 'postgresql://' }
        }
        $examples.Count | Should -BeGreaterThan 12
        $out = Invoke-Inside ($examples -join "`n")
        $out.Where{ $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        @($out | Where-Object Outcome -eq Succeeded) | Should -HaveCount 1
        Get-ChildItem ./home/schedules -Name | Sort-Object | Should -Be 'month.due', 'month.json', 'office.due', 'office.json'
        Invoke-Inside 'Remove-BackupSchedule *' | Should -BeNullOrEmpty
    }

    It 'run from a path with quotes, blanks and percent signs' {
        $odd = "it's 100% `"odd`""
        Copy-Item $ModulePath "./$odd/BackupTools" -Recurse
        Set-Content ./script.ps1 "Import-Module (Join-Path '$($PWD -replace "'", "''")' '$($odd -replace "'", "''")' 'BackupTools'); Set-Location '$PWD'
            `$env:BACKUPTOOLS_HOME = Join-Path '$PWD' 'my `"100%`" home'
            Set-BackupSchedule odd -Connection ./shop.db -Storage './b %d' -Every 1m -Level Quick *>&1 | Out-Host
            foreach (`$second in 1..100) { if ((`$status = Get-BackupSchedule odd).LastRun) { break }; Start-Sleep 1 }
            `$status.LastResult; Remove-BackupSchedule odd"
        Invoke-PrivateCron ./script.ps1 | Select-Object -Last 1 | Should -Be Succeeded
        Get-ChildItem './b %d' -Filter *.zip | Should -HaveCount 1
    }

    It 'make up for a run that was missed' {
        $out = Invoke-Inside @'
            Set-BackupSchedule late -Connection ./shop.db -Storage ./b4 -Daily -At 00:00 -Level Quick | Out-Null
            # As if it had been set days ago, and the machine had been off since.
            $file = "$PWD/home/schedules/late.json"
            (Get-Content $file -Raw) -replace '"changedAtUtc": "[^"]*"', '"changedAtUtc": "2026-01-01T00:00:00Z"' | Set-Content $file
            Set-Content "$PWD/home/schedules/late.due" '01700000000'
            (Get-BackupSchedule late).Overdue
            # The line of cron that looks every ten minutes, run now.
            $line = (Get-Content /etc/cron.d/backuptools-late)[-1] -replace '^\S+ \S+ \S+ \S+ \S+ root ' -replace '\\%', '%'
            & sh -c $line
            & sh -c $line
            Get-Content home/schedules/late.runs.jsonl | Where-Object { $_ } | ConvertFrom-Json
            (Get-BackupSchedule late).Overdue
            Remove-BackupSchedule late
'@
        $out[0], $out[-1] | Should -Be $true, $false
        $runs = @($out | Where-Object { $_.Outcome })
        $runs | Should -HaveCount 1
        $runs[0].Outcome, $runs[0].IsMadeUp | Should -Be 'Succeeded', $true
    }

    It 'show a failed run, and one that overlaps is skipped' {
        $out = Invoke-Inside @'
            Set-BackupSchedule bad -Connection ./shop.db -Storage ./b5 -At 03:00 -Scope User | Out-Null
            Rename-Item ./shop.db gone.db
            Start-BackupSchedule bad -Wait
            Rename-Item ./gone.db shop.db
            Get-BackupSchedule bad | Select-Object LastResult, LastMessages
            $lock = [IO.File]::Open("$PWD/home/locks/schedule-bad.lock", 'OpenOrCreate', 'ReadWrite', 'None')
            Start-BackupSchedule bad -Wait
            (Get-BackupSchedule bad).Running
            $lock.Dispose()
            (Get-BackupSchedule bad).LastResult
            Start-BackupSchedule bad
            foreach ($second in 1..60) { if ((Get-BackupSchedule bad).LastResult -eq 'Succeeded') { break }; Start-Sleep 1 }
            (Get-BackupSchedule bad).LastResult
            Remove-BackupSchedule bad
'@
        $errors = @($out | Where-Object { $_.FullyQualifiedErrorId })
        $errors.FullyQualifiedErrorId | Should -Be 'ScheduledRunFailed,BackupTools.Commands.StartBackupScheduleCommand', 'ScheduleRunning,BackupTools.Commands.StartBackupScheduleCommand'
        ($out | Where-Object LastMessages).LastResult | Should -Be Failed
        $out[-3..-1] | Should -Be $true, 'Skipped', 'Succeeded'
    }
}

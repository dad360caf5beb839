# What a person wants of a night: it takes one to three minutes, of which waiting for cron has most.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $namespaces = Test-PrivateCron
}

Describe 'A night without anybody' -Skip:(-not $namespaces) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $secret = 'planted-night-7Kq'
        Set-Content ./night.ps1 @'
            $ErrorActionPreference = 'Continue'
            Import-Module $env:STORY_MODULE
            $env:BACKUPTOOLS_HOME = "$PWD/home"
            $said = [ordered]@{}
            # Somebody listens: each message becomes a file.
            $hook = [powershell]::Create().AddScript({
                param($Port, $Folder)
                $listener = [System.Net.HttpListener]::new()
                $listener.Prefixes.Add("http://127.0.0.1:$Port/")
                $listener.Start()
                for ($i = 1; ; $i++) {
                    $context = $listener.GetContext()
                    [System.IO.File]::WriteAllText("$Folder/told-$i.json", [System.IO.StreamReader]::new($context.Request.InputStream).ReadToEnd())
                    $context.Response.Close()
                }
            }).AddArgument($env:STORY_PORT).AddArgument("$PWD")
            $hook.BeginInvoke() | Out-Null
            function Get-Told { @(Get-ChildItem ./told-*.json -ErrorAction Ignore | Sort-Object { [int] ($_.BaseName -replace '\D') } | ForEach-Object { Get-Content $_ -Raw | ConvertFrom-Json }) }
            function Wait-Until([scriptblock] $Condition) { foreach ($second in 1..140) { if (& $Condition) { return $true }; Start-Sleep 1 }; $false }

            # A connection, whose password is saved though a file needs none; a job; a schedule.
            & crontab ./crontab.before
            Register-DbConnection till ./shop.db | Out-Null
            Register-DbConnection elsewhere "postgresql://backup:$($env:STORY_SECRET)@127.0.0.1:1/shop" | Out-Null
            New-Item ./home/jobs -ItemType Directory -Force | Out-Null
            Set-Content ./home/jobs/nightly.yaml @"
connection: till
storage: $PWD/backups
verify: restore
retention: { keepLast: 3 }
notify:
  - kind: webhook
    url: http://127.0.0.1:$($env:STORY_PORT)/told
"@
            $said.Mistakes = @(Test-BackupJob -Name nightly -NoError).Count
            1..3 | ForEach-Object { Invoke-BackupJob -Name nightly | Out-Null }
            $before = (Get-Backup ./backups).Name
            $said.Set = (Set-BackupSchedule nightly -Job nightly -Every 1m -Scope User -Scheduler Cron).Problems.Count

            # Proven backups appear, and three stay.
            $said.Appeared = Wait-Until { (Get-BackupSchedule nightly).LastResult -eq 'Succeeded' }
            $said.Kept = @(Get-Backup ./backups).Count
            $said.New = @(Get-Backup ./backups | Where-Object Name -notin $before).Count
            $said.Proven = (Get-LastBackup -Storage ./backups ).ProvenAt -ne $null
            $said.ToldBefore = @(Get-Told).Count

            # It breaks: one alarm, however often it fails.
            Move-Item ./shop.db ./shop.keep
            Set-Content ./shop.db 'this is no database'
            $said.Broke = Wait-Until { (Get-BackupSchedule nightly).LastResult -eq 'Failed' }
            Disable-BackupSchedule nightly | Out-Null
            Start-BackupSchedule nightly -Wait -ErrorAction SilentlyContinue | Out-Null
            $said.Alarms = @(Get-Told).Count
            $said.KeptBroken = @(Get-Backup ./backups).Count
            $said.Unhealthy = @(Test-BackupHealth -Storage ./backups -ErrorAction SilentlyContinue | Where-Object Severity -ne 'Ok').Count

            # It heals: one all-clear.
            Move-Item ./shop.keep ./shop.db -Force
            Start-BackupSchedule nightly -Wait | Out-Null
            Start-BackupSchedule nightly -Wait | Out-Null
            $said.Changes = (Get-Told | ForEach-Object { "$($_.change)" }) -join ','
            $said.KeptHealed = @(Get-Backup ./backups).Count

            # What was done is written down.
            $said.Backups = @(Get-BackupHistory -Kind Backup -Job nightly | Where-Object Succeeded).Count
            $said.Failures = @(Get-BackupHistory -Job nightly -Failed).Count
            $said.Tests = @(Get-BackupHistory -Kind Test -Job nightly).Count
            $said.Removals = @(Get-BackupHistory -Kind Removal -Job nightly).Count
            $said.Statistic = (Get-BackupStatistic -Storage ./backups).Backups
            Remove-BackupSchedule nightly -Confirm:$false
            & sh -c 'crontab -l > crontab.after'
            $said | ConvertTo-Json | Set-Content ./said.json
            # The listener waits for ever.
            [Environment]::Exit(0)
'@
        [IO.File]::WriteAllText("$PWD/crontab.before", "MAILTO=`"`"`n5 4 1 1 * /bin/true # 100% m`u{fc}n`n`n")
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start(); $port = $listener.LocalEndpoint.Port; $listener.Stop()
        $env:STORY_MODULE, $env:STORY_PORT, $env:STORY_SECRET = $ModulePath, $port, $secret
        $output = Invoke-PrivateCron ./night.ps1 2>&1 | ForEach-Object { "$_" }
        $said = Get-Content ./said.json -Raw | ConvertFrom-Json
    }
    AfterAll {
        $env:STORY_MODULE, $env:STORY_PORT, $env:STORY_SECRET = $null, $null, $null
        Pop-Location
    }

    It 'makes proven backups under a real cron, and keeps three' {
        $said.Mistakes, $said.Set | Should -Be 0, 0
        $said.Appeared, $said.Proven | Should -Be $true, $true
        $said.New | Should -BeGreaterOrEqual 1
        $said.Kept, $said.KeptBroken, $said.KeptHealed | Should -Be 3, 3, 3
        $output | Should -BeNullOrEmpty
    }

    It 'tells nothing while all is well, once when it breaks, and once when it heals' {
        $said.ToldBefore | Should -Be 0
        $said.Broke | Should -BeTrue
        $said.Alarms | Should -Be 1
        $said.Unhealthy | Should -BeGreaterOrEqual 1
        $said.Changes | Should -Be 'Broke,Healed'
    }

    It 'writes down what was done' {
        $said.Backups | Should -BeGreaterOrEqual 6
        $said.Failures | Should -BeGreaterOrEqual 2
        $said.Tests | Should -Be $said.Backups
        $said.Removals | Should -Be ($said.Backups - 3)
        $said.Statistic | Should -Be 3
    }

    It 'leaves the crontab byte for byte as it was' {
        [IO.File]::ReadAllBytes("$PWD/crontab.after") | Should -Be ([IO.File]::ReadAllBytes("$PWD/crontab.before"))
    }

    It 'has the planted password nowhere' {
        $files = Get-ChildItem . -Recurse -File -Force | Where-Object Name -notin 'night.ps1'
        $files.Count | Should -BeGreaterThan 5
        $files | Where-Object { [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($_.FullName)).Contains($secret) } | Should -BeNullOrEmpty
        "$output" | Should -Not -Match $secret
    }
}

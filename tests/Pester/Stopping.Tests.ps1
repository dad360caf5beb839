Describe 'Progress and Ctrl+C' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force

        # Runs a script in a PowerShell of its own that can be watched and stopped, as the console's is by Ctrl+C.
        function Start-Watched([string] $Script, [long] $BytesPerSecond = 150KB) {
            $shell = [powershell]::Create()
            $shell.Runspace.SessionStateProxy.Path.SetLocation($PWD.Path) | Out-Null
            $shell.AddScript("Import-Module '$ModulePath'; `$slow = `$args[0]; $Script").AddArgument((New-SlowStorage ./slow $BytesPerSecond)) | Out-Null
            @{ Shell = $shell; Handle = $shell.BeginInvoke() }
        }
        # What Ctrl+C does, with an end to the waiting.
        function Stop-Watched($Run) {
            $stopping = $Run.Shell.BeginStop($null, $null)
            $stopping.AsyncWaitHandle.WaitOne([timespan]::FromSeconds(30)) | Should -BeTrue -Because 'what was stopped has to end'
            $Run.Shell.EndStop($stopping)
            $Run.Shell.InvocationStateInfo.State | Should -Be Stopped
        }
        function Wait-Until([scriptblock] $Condition) {
            $deadline = [datetime]::UtcNow.AddSeconds(30)
            while (-not (& $Condition)) {
                if ([datetime]::UtcNow -gt $deadline) { throw "Waited in vain for: $Condition" }
                Start-Sleep -Milliseconds 50
            }
        }
    }
    BeforeEach { Push-Location; Enter-Workplace }
    AfterEach { Pop-Location }

    It 'shows bytes, rate and time left, and removes the bar at the end' {
        $run = Start-Watched 'Backup-Database ./shop.db -Storage $slow -Compression Brotli' 600KB
        $run.Shell.EndInvoke($run.Handle) | Should -HaveCount 1
        $records = $run.Shell.Streams.Progress
        $records.Count | Should -BeGreaterThan 1
        $records[0].Activity | Should -Be 'Backing up shop'
        $records[0].StatusDescription | Should -Match '^[\d.]+ [KM]B of [\d.]+ MB, [\d.]+ ([KM]B|bytes)/s$'
        $records[0].PercentComplete | Should -BeIn (0..100)
        @($records | Where-Object SecondsRemaining -ge 0) | Should -Not -BeNullOrEmpty
        $records[-1].RecordType | Should -Be Completed
        $run.Shell.Dispose()
    }

    It 'shows no bar for what takes less than a second' {
        $shell = [powershell]::Create().AddScript("Import-Module '$ModulePath'; Test-DbConnection '$PWD/shop.db'")
        $shell.Invoke() | Should -HaveCount 1
        $shell.Streams.Progress | Where-Object Activity -notmatch 'module' | Should -BeNullOrEmpty
    }

    It 'stops a backup when asked, and leaves nothing' {
        $run = Start-Watched 'Backup-Database ./shop.db -Storage $slow -Compression None'
        Wait-Until { $run.Shell.Streams.Progress.Count -gt 0 }
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Stop-Watched $run
        Write-Host "      stopped after $($clock.ElapsedMilliseconds) ms"
        './slow' | Should -Exist
        Get-ChildItem ./slow -Force -Recurse -File | Should -BeNullOrEmpty
        { Backup-Database ./shop.db -Storage ./slow -ErrorAction Stop } | Should -Not -Throw
        $run.Shell.Dispose()
    }

    It 'stops a copy and leaves nothing' {
        $run = Start-Watched "Backup-Database ./shop.db -Storage ./backups -Compression None | Copy-Backup -Destination `$slow"
        Wait-Until { $run.Shell.Streams.Progress.Count -gt 0 }
        Stop-Watched $run
        Get-ChildItem ./slow -Force -Recurse -File | Should -BeNullOrEmpty
        Get-Backup ./backups | Should -HaveCount 1
        $run.Shell.Dispose()
    }

    It 'stops restores in a row and leaves nothing that is half done' {
        $backup = Backup-Database ./shop.db -Storage ./backups
        # One restore is over sooner than it can be stopped.
        $run = Start-Watched "1..500 | ForEach-Object { Get-Backup ./backups | Restore-Database -TargetPath ./restored.db -IfExists Replace -Confirm:`$false }"
        Wait-Until { Test-Path ./restored.db }
        Stop-Watched $run
        (Get-ChildItem . -Force).Name | Sort-Object | Should -Be 'backups', 'restored.db', 'shop.db'
        (Backup-Database ./restored.db -Storage ./again).Rows | Should -Be $backup.Rows
        $run.Shell.Dispose()
    }
}

Describe 'Storages' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $slow = New-BackupStorage ./backups -MaxBytesPerSecond 500MB
    }
    AfterAll { Pop-Location }

    It 'are made without touching anything' {
        $slow | Should -BeOfType BackupTools.Abstractions.StorageInfo
        $slow.Kind, $slow.Location, $slow.MaxBytesPerSecond | Should -Be Local, (Join-Path $PWD backups), 500MB
        "$slow" | Should -Be $slow.Location
        './backups' | Should -Not -Exist
    }

    It 'are carried by the backups that were found in them, also through a file' {
        (Backup-Database ./shop.db -Storage $slow).StorageInfo | Should -Be $slow
        (Get-Backup $slow).StorageInfo.MaxBytesPerSecond | Should -Be 500MB
        Get-Backup $slow | Export-Clixml ./found.xml
        $found = Import-Clixml ./found.xml
        ($found | Test-Backup).Passed | Should -BeTrue
        ($found | Copy-Backup -Destination ./copies).StorageInfo.MaxBytesPerSecond | Should -BeNullOrEmpty
    }

    It 'limit what passes: a copy at 1 MB a second has not ended when half of its time is over' {
        $backup = Backup-Database ./shop.db -Storage ./whole -Compression None
        $seconds = $backup.SizeBytes / 1MB
        $seconds | Should -BeGreaterThan 3
        $run = [powershell]::Create().AddScript('param($m, $p, $d) Import-Module $m; Copy-Backup $p -Destination $d -MaxBytesPerSecond 1MB')
        [void] $run.AddArgument($ModulePath).AddArgument($backup.Path).AddArgument((Join-Path $PWD limited))
        $run.Runspace.SessionStateProxy.Path.SetLocation($PWD) | Out-Null
        $handle = $run.BeginInvoke()
        $handle.AsyncWaitHandle.WaitOne([timespan]::FromSeconds($seconds / 2)) | Should -BeFalse
        $run.Stop()
        Get-ChildItem ./limited -Force -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'refuse what their kind does not have: <Name>' -ForEach @(
        @{ Name = 'a user'; Arguments = @{ Credential = [pscredential]::new('me', (ConvertTo-SecureString x -AsPlainText -Force)) }; Message = '*no users*' }
        @{ Name = 'an option'; Arguments = @{ Option = @{ Region = 'here' } }; Message = "*no option 'Region'*" }
    ) {
        New-BackupStorage ./backups @Arguments -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        $errors[0] | Should -BeLike $Message
    }

    It 'have a limit above nothing' {
        { New-BackupStorage ./backups -MaxBytesPerSecond 0 } | Should -Throw
    }

    It 'are not written to by a key that completes' {
        Backup-Database ./shop.db -Storage ./unlisted | Out-Null
        Remove-Item ./unlisted/*.json
        (TabExpansion2 'Get-Backup ./unlisted -Database ' 32).CompletionMatches.CompletionText | Should -Be shop
        Get-ChildItem ./unlisted | Should -HaveCount 1
    }
}

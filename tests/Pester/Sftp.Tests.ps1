Describe 'Storages on SFTP servers' -Skip:(-not (Test-Path /usr/sbin/sshd)) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        $home_ = (New-Item -ItemType Directory ./ssh).FullName
        foreach ($key in 'host', 'user', 'stranger') { & ssh-keygen -q -t ed25519 -N ([string]::Empty) -f "$home_/$key" }
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        if ([Environment]::IsPrivilegedProcess) { [void] (New-Item -ItemType Directory -Force /run/sshd) }
        Set-Content "$home_/config" "ListenAddress 127.0.0.1", "Port $port", "HostKey $home_/host", 'PidFile none',
            "AuthorizedKeysFile $home_/user.pub", 'PasswordAuthentication no', 'UsePAM no', 'StrictModes no', 'PermitRootLogin yes',
            'Subsystem sftp internal-sftp'
        $server = Start-Process /usr/sbin/sshd -ArgumentList '-D', '-E', "$home_/log", '-f', "$home_/config" -PassThru
        foreach ($i in 1..100) {
            try { [Net.Sockets.TcpClient]::new('127.0.0.1', $port).Dispose(); break } catch { Start-Sleep -Milliseconds 100 }
        }
        $fingerprint = (& ssh-keygen -l -f "$home_/host.pub").Split(' ')[1]
        $uri = "sftp://$([Environment]::UserName)@127.0.0.1:$port$PWD/there"
        $storage = New-BackupStorage $uri -Option @{ KeyFile = "$home_/user"; HostKey = $fingerprint }
    }
    AfterAll {
        if ($server) { $server.Kill() }
        Pop-Location
    }

    It 'take a backup beside a folder, list, test, restore and copy it, and remove it' {
        Assert-LifeOnServer $storage $uri ./there
    }

    It 'are refused where they are not known, with the fingerprint' {
        Set-Content ./known ''
        $unknown = New-BackupStorage $uri -Option @{ KeyFile = "$home_/user"; KnownHosts = "$PWD/known" }
        Get-Backup $unknown -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ServerNotTrusted,*'
        "$($problem[0])" | Should -BeLike "*$fingerprint*"
    }

    It 'let nobody in with a wrong key, and a failing one does not keep another from its backup' {
        $wrong = New-BackupStorage $uri -Option @{ KeyFile = "$home_/stranger"; HostKey = $fingerprint }
        $written = Backup-Database ./shop.db -Storage $wrong, ./alone -ErrorVariable problem -ErrorAction SilentlyContinue
        $written.Storage | Should -Be (Join-Path $PWD alone)
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'DestinationFailed,*'
        "$($problem[0])" | Should -BeLike '*not let this user in*'
    }

    It 'have no place for a password in their address' {
        { New-BackupStorage sftp://me:s3cret@host/x -ErrorAction Stop } | Should -Throw -ErrorId 'StorageNotUnderstood*'
        $Error[0].Exception.ToString() | Should -Not -BeLike '*s3cret*'
    }

    It 'are completed, and their library is loaded when one is used, and not before' {
        (TabExpansion2 'Get-Backup sf' 13).CompletionMatches.CompletionText | Should -Contain 'sftp://'
        $loaded = "[Runtime.Loader.AssemblyLoadContext]::All.Assemblies.GetName().Name -contains 'Renci.SshNet'"
        $output = Invoke-Pwsh "
            `$storage = New-BackupStorage $uri -Option @{ KeyFile = '$home_/user'; HostKey = '$fingerprint' }
            $loaded
            `$null = Get-Backup `$storage
            $loaded"
        $output | Should -Be False, True
    }
}

Describe 'Storages on WebDAV servers' -Skip:(-not (Get-Command rclone -CommandType Application -ErrorAction Ignore)) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        [void] (New-Item -ItemType Directory ./served)
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()
        $server = Start-Process rclone -ArgumentList 'serve', 'webdav', "$PWD/served", '--addr', "127.0.0.1:$port", '--config', '/dev/null' -PassThru `
            -Environment @{ RCLONE_USER = 'keeper'; RCLONE_PASS = 'open sesame' } -RedirectStandardError ./served.log
        foreach ($i in 1..100) {
            try { [Net.Sockets.TcpClient]::new('127.0.0.1', $port).Dispose(); break } catch { Start-Sleep -Milliseconds 100 }
        }
        $uri = "webdav://127.0.0.1:$port/there/shop"
        $key = [pscredential]::new('keeper', (ConvertTo-SecureString 'open sesame' -AsPlainText -Force))
        $storage = New-BackupStorage $uri -Credential $key
    }
    AfterAll {
        if ($server) { $server.Kill() }
        Pop-Location
    }

    It 'show where they are, and nothing of the password' {
        $storage.Kind, $storage.Location, $storage.UserName | Should -Be WebDav, $uri, keeper
        Assert-Hidden $storage sesame
    }

    It 'take a backup beside a folder, list, test, restore and copy it, and remove it' {
        Assert-LifeOnServer $storage $uri ./served/there/shop
    }

    It 'let nobody in with a wrong password, and a failing one does not keep another from its backup' {
        $wrong = New-BackupStorage $uri -Credential ([pscredential]::new('keeper', (ConvertTo-SecureString 'wrong one' -AsPlainText -Force)))
        $written = Backup-Database ./shop.db -Storage $wrong, ./alone -ErrorVariable problem -ErrorAction SilentlyContinue
        $written.Storage | Should -Be (Join-Path $PWD alone)
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'DestinationFailed,*'
        "$($problem[0])" | Should -BeLike '*not let this user in*'
        "$($problem[0] | Format-List * -Force | Out-String)" | Should -Not -Match 'wrong one'
    }

    It 'say so where the folder is not there' {
        Get-Backup (New-BackupStorage "webdav://127.0.0.1:$port/nowhere" -Credential $key) -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'StorageNotFound,*'
    }
}

Describe 'A location of WebDAV' {
    It 'has no place for a password' {
        { New-BackupStorage webdavs://me:s3cret@host/x -ErrorAction Stop } | Should -Throw -ErrorId 'StorageNotUnderstood*'
        $Error[0].Exception.ToString() | Should -Not -BeLike '*s3cret*'
    }

    It 'without TLS is sent no password, unless that is asked for' {
        $key = [pscredential]::new('me', (ConvertTo-SecureString 's3cret' -AsPlainText -Force))
        New-BackupStorage webdav://nas/x -Credential $key -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PasswordNotSent,*'
    }

    It 'is completed where a storage is asked for' {
        (TabExpansion2 'Get-Backup web' 14).CompletionMatches.CompletionText | Should -Be 'webdavs://', 'webdav://'
    }
}

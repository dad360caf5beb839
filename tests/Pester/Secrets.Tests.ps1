BeforeDiscovery {
    # Every cmdlet with each of its parameters that takes a connection, a storage or a path.
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $names = 'Connection', 'Storage', 'Destination', 'Path', 'TargetPath', 'ScratchPath', 'Backup'
    $cases = foreach ($command in Get-Command -Module BackupTools | Sort-Object Name) {
        foreach ($name in $names | Where-Object { $command.Parameters.ContainsKey($_) }) { @{ Command = $command.Name; Parameter = $name } }
    }
}

Describe 'A planted secret' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        $secret = 'Pl4nt' + 'ed'
        $planted = @(
            "Host=db1;Password=$secret;Databaze=x", "Server=db1;Database=shop;User Id=me;Password=$secret", "Host=127.0.0.1;Port=1;Username=me;Password=$secret"
            "Host=db1;Password='$secret;x", "Host=db1;Password=my $secret;Pooling=maybe", "Data Source=db1;Pwd=$secret"
            "jdbc:postgresql://db1/shop?user=me&password=$secret&loglevel=2", "jdbc:mysql://db1/shop?user=me&password=$secret"
            "mysql://me:$secret@127.0.0.1:1/shop", "mysql://me:a/$secret@db1/shop", "mariadb://me:a?$secret@db1/shop", "mysql://me:$secret%zz@db1/shop"
            "mysql://me:${secret}@db1:port/shop", "mysql://db1/shop?user=me&password=$secret", "mysql://db1/shop?pwd=$secret&$secret", "mysql://me:$secret@[::1/shop"
            "Server=127.0.0.1;Port=1;User Id=me;Pwd=$secret", "Server=db1;Uid=me;Password='$secret;x", "jdbc:mariadb://me:$secret@127.0.0.1:1/shop?sslMode=REQUIRED"
            "mysql://me:$secret@db1/shop", "mysql://me:a@$secret@db1/shop", "mongodb+srv://me:$secret@db1:27017/?tls=true", "redis://:$secret@db1"
            "mongodb://me:$secret@127.0.0.1:1/shop?serverSelectionTimeoutMS=100", "mongodb://me:a/$secret@db1/shop", "mongodb://me:a@$secret@db1/shop", "mongodb://me:$secret%zz@db1/shop"
            "mongodb://me:${secret}@db1:port/shop", "mongodb://me:$secret@[::1/shop", "mongodb://db1/shop?password=$secret", "mongodb://db1/shop?tlsCertificateKeyFilePassword=$secret"
            "mongodb://me:a?$secret@db1/shop", "mongodb://me:$secret@db1,/shop", "mongodb://me:$secret@db1/shop?authSource=x&authSource=y", "mongodb://db1/shop?password=$secret&$secret"
            "mariadb://db1/shop?password=$secret&$secret", "Server=127.0.0.1;Port=1;Uid=me;Pwd=$secret"
            "Server=db1;Uid=me;Pwd='$secret;x", "mysql://me:$secret@db1/shop?login-path=x", "mysql://me:$secret@127.0.0.1:1/shop?ssl-mode=sometimes"
            "postgresql://me:a@$secret@db1/shop", "postgresql://me:a/$secret@db1/shop", "postgresql://me:a?$secret@db1/shop"
            "postgresql://me:$secret%zz@db1/shop", "postgresql://me:${secret}@db1:port/shop", "postgresql://me:$secret@[::1/shop"
            "postgresql://me:$secret@127.0.0.1:1/shop", "postgresql://db1/shop?password=$secret&$secret", "host=db1 password='$secret", "host=127.0.0.1 port=1 password=$secret"
            "s3://AKIA:$secret@bucket/backups", "s3://key:a/$secret@bucket", "https://account.blob.example/box?sv=2024&sig=$secret%3D&se=1", "https://$secret@host/path"
            "az://account:$secret@box", "sftp://me:$secret@host/backups", "file://me:$secret@host/backups", "file:///backups?token=$secret"
            "DefaultEndpointsProtocol=https://x;AccountName=a;AccountKey=$secret==;EndpointSuffix=x", "ftp://me:it's $secret@host"
        )

        # All that a person, a log or a file could get to see of what commands say: every stream, the errors with their causes, and
        # both as Export-Clixml writes them.
        function Get-Traces([scriptblock[]] $Script) {
            $Error.Clear()
            $said = foreach ($block in $Script) { try { & $block *>&1 } catch { $_ } }
            $said | Out-String -Width 4096
            foreach ($record in $Error) {
                "$record"; $record.TargetObject; $record.CategoryInfo; $record.ErrorDetails
                for ($cause = $record.Exception ?? $record; $cause -is [Exception]; $cause = $cause.InnerException) { "$cause"; $cause.Message; $cause.Target; $cause.Remedy; $cause.Data }
            }
            Export-Clixml -InputObject @($said; $Error) -LiteralPath TestDrive:/traces.xml -Depth 2
            [IO.File]::ReadAllText((Get-Item TestDrive:/traces.xml).FullName)
        }
    }

    AfterAll { Pop-Location }

    BeforeEach { Enter-Workplace }

    It 'is never repeated by <Command> -<Parameter>' -ForEach $cases {
        $arguments = @{ Verbose = $true; Debug = $true }
        if ($Command -in 'Copy-Backup', 'Export-Backup', 'Restore-Database', 'Test-Backup' -and $Parameter -notin 'Path', 'Backup') { $arguments.Path = './none.backup.zip' }
        if ($Command -in 'Copy-Backup', 'Export-Backup' -and $Parameter -ne 'Destination') { $arguments.Destination = './elsewhere' }
        if ($Command -eq 'Register-DbConnection') { $arguments.Name = 'planted' }
        if ($Command -eq 'Test-Backup') { $arguments.Level = 'Restore' }
        if ($Command -eq 'Set-BackupSchedule') {
            $arguments.Name, $arguments.WhatIf, $arguments.Scope = 'planted', $true, 'User'
            if ($Parameter -eq 'Connection') { $arguments.Storage = './backups' } else { $arguments.Connection = './shop.db' }
        }
        if ($Command -eq 'Backup-Database' -and $Parameter -eq 'Connection') { $arguments.Storage = './backups' }
        if ($Command -eq 'Backup-Database' -and $Parameter -ne 'Connection') { $arguments.Connection = './shop.db' }
        $traces = Get-Traces ($planted | ForEach-Object { $given = @{ $Parameter = $_ }; { & $Command @arguments @given }.GetNewClosure() })
        $traces | Should -Not -BeNullOrEmpty
        $lines = "$traces" -split '\n' -match $secret
        $lines | Select-Object -First 3 | Should -BeNullOrEmpty
        Get-ChildItem -Recurse -Force | Where-Object { $_.FullName -match $secret } | Should -BeNullOrEmpty
    }

    It 'of a credential is in no output, no file and no error' {
        $credential = [pscredential]::new('me', (ConvertTo-SecureString $secret -AsPlainText -Force))
        $hex = ($secret.ToCharArray() | ForEach-Object { '{0:x2}00' -f [int]$_ }) -join ''
        $connection = New-DbConnection 'postgresql://127.0.0.1:1/shop' -Credential $credential
        $traces = Get-Traces {
            $connection; $connection | ConvertTo-Json; $connection | ConvertTo-Csv; Test-DbConnection $connection; Get-DbTable $connection; Backup-Database $connection -Storage ./backups }
        "$($traces -match "$secret|$hex")" | Should -BeNullOrEmpty
        $connection.GetPassword() | Should -BeOfType securestring
        $connection.PSObject.Properties.Where{ $_.TypeNameOfValue -match 'SecureString' } | Should -BeNullOrEmpty
    }

    It 'is in no transcript and no list of processes' {
        $lines = Invoke-Pwsh @"
Start-Transcript '$((Get-Item TestDrive:/).FullName)/transcript.txt' | Out-Null
`$text = 'postgresql://me:' + 'a@' + 'Pl4nt' + 'ed@127.0.0.1:1/shop'
try { Get-DbTable `$text } catch { Write-Host "`$_" }
New-DbConnection postgresql://127.0.0.1:1/shop -Credential ([pscredential]::new('me', (ConvertTo-SecureString ('Pl4nt' + 'ed') -AsPlainText -Force))) | Get-DbTable
if (Test-Path /proc/self/cmdline) { Get-Content /proc/[0-9]*/cmdline -ErrorAction Ignore }
Stop-Transcript | Out-Null
"@
        $lines | Should -Not -BeNullOrEmpty
        Get-Content "$((Get-Item TestDrive:/).FullName)/transcript.txt" | Should -Not -BeNullOrEmpty
        @($lines) + (Get-Content "$((Get-Item TestDrive:/).FullName)/transcript.txt") | Where-Object { $_ -match $secret } | Should -BeNullOrEmpty
    }
}

Describe 'A control character' {
    BeforeAll { Import-Module "$PSScriptRoot/TestSetup.psm1" -Force; Push-Location }
    AfterAll { Pop-Location }
    BeforeEach { Enter-Workplace }

    It 'of what was typed is shown and not sent' {
        $odd = "no`e[31msuch`a"
        $said = @(
            try { Get-DbTable "./$odd.db" *>&1 } catch { "$_" }
            try { Get-Backup ./backups -Database $odd *>&1 } catch { "$_" }
            try { Get-DbTable ./shop.db -Table $odd *>&1 } catch { "$_" }
            try { Backup-Database ./shop.db -Storage ./b -Table $odd *>&1 } catch { "$_" }
            try { Test-Backup "./$odd.backup.zip" *>&1 } catch { "$_" }
            try { New-DbConnection "postgresql://h/db?$odd=1" *>&1 } catch { "$_" }
        ) | ForEach-Object { "$_" }
        $said -match "`e|`a" | Should -BeNullOrEmpty
        "$said" | Should -Match 'no\\u001b\[31msuch\\u0007'
    }

    It 'in a name of a server or an archive is shown in every view and not sent' {
        $odd = "no`e[31msuch`a"
        $connection = New-DbConnection postgresql://127.0.0.1:1/shop -Database $odd
        $table = [BackupTools.Abstractions.TableInfo]::new($connection, $odd, $odd, $odd, 'table', 1, 1)
        Backup-Database ./shop.db -Storage ./backups -Description 'x' | Out-Null
        $backup = Get-Backup ./backups
        $backup.GetType().GetProperty('Database').SetValue($backup, $odd)
        $rendering = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $said = $connection, $table, $backup | ForEach-Object { $_ | Format-Table | Out-String; $_ | Format-List | Out-String }
        }
        finally { $PSStyle.OutputRendering = $rendering }
        "$said" | Should -Not -Match "`e\[31msuch|`a"
        ("$said" -split 'such').Count | Should -BeGreaterThan 6
    }
}

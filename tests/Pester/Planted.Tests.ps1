# A life of backups by the cmdlets, with a secret in every place that has one. All that it leaves, says and emits lies below one folder, and is searched.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
    $isThere = $IsLinux -and (Get-LiveS3).Count -gt 0
}

Describe 'Planted secrets' -Skip:(-not $isThere) {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        if (-not ('BackupTools.Tests.EndToEnd.Secrets.SecretSearch' -as [type])) { Add-Type -Path "$PSScriptRoot/../BackupTools.Tests/EndToEnd/Secrets/SecretSearch.cs" }
        $live = Get-LiveS3
        $secrets = [ordered]@{
            Row = 'planted-row-3Xv'; Phrase = 'planted-phrase-7Kq é'; Hmac = 'planted-hmac-9Zw'; KeyPhrase = 'planted-key-phrase-2Bn'; Wrong = 'planted-wrong-5Tg'
            Password = 'planted-password-8Lm'; Token = 'planted-vault-token-4Jd'; Hook = 'planted-hook-6Fs'; S3 = $live.Secret
        }
        'given', 'left/home', 'left/tmp', 'left/tools', 'left/bin' | ForEach-Object { [void] (New-Item $_ -ItemType Directory) }
        Set-Content given/secrets.json ($secrets | ConvertTo-Json)
        Set-Content given/notes.sql "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT);`nINSERT INTO note VALUES (1, '$($secrets.Row)');"
        # What the module starts writes down what it is given.
        foreach ($tool in 'crontab', 'setsid', 'nohup', 'sqlite3', 'pg_dump', 'psql', 'mysqldump') {
            Set-Content "left/bin/$tool" "#!/bin/sh`n{ printf '%s\n' `"`$0`" `"`$@`"; env; } >>'$PWD/left/tools/$tool'`n[ $tool-`$1 = crontab-- ] && cat >'$PWD/left/tools/table'`n[ $tool-`$1 = crontab--l ] && { cat '$PWD/left/tools/table' || { echo no crontab >&2; exit 1; }; }`nexit 0"
            chmod +x "left/bin/$tool"
        }
        Set-Content given/life.ps1 @'
            $given = Get-Content ./given/secrets.json -Raw | ConvertFrom-Json
            $all = [System.Collections.ArrayList]::new()
            Import-Module $env:PLANTED_MODULE
            # With -Debug alone PowerShell asks at every warning whether to go on.
            (Get-Command -Module BackupTools -CommandType Cmdlet).Name | ForEach-Object { $PSDefaultParameterValues["$($_):Verbose"] = $true; $PSDefaultParameterValues["$($_):Debug"] = $true; $PSDefaultParameterValues["$($_):WarningAction"] = 'Continue' }
            function Hide([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
            function See([scriptblock] $What) { try { & $What *>&1 | ForEach-Object { [void] $all.Add($_); $_ } | Out-Default } catch { [void] $all.Add($_); $_ | Out-Default } }
            Start-Transcript ./left/transcript.txt | Out-Null

            $phrase, $wrong, $hmac, $keyPhrase = (Hide $given.Phrase), (Hide $given.Wrong), (Hide $given.Hmac), (Hide $given.KeyPhrase)
            See { Restore-Database ./given/notes.sql -TargetPath ./given/notes.db }
            See { New-BackupKey ops -Bits 2048 -Passphrase $keyPhrase }
            See { New-BackupKey own -Bits 2048 }
            See { Export-BackupKey ops ./left/ops.pem; Export-BackupKey own ./left/own.key -Private -Passphrase $keyPhrase }
            See { Set-BackupConfiguration -Storage ./left/backups }
            See { Register-DbConnection notes ./given/notes.db; Register-DbConnection far 'postgresql://me@127.0.0.1:1/shop' -Credential ([pscredential]::new('me', (Hide $given.Password))); Get-DbConnection }
            See { Get-DbTable far; Test-DbConnection far; Backup-Database far; Get-DbUser far; New-DbUser far -Name app -Password $phrase; New-DbUser far -Name app -Password $phrase -WhatIf }
            See { Get-DbTable "mysql://me:$($given.Password)@127.0.0.1:1/shop" }

            $common = @{ Connection = 'notes'; Recipient = 'ops', 'own'; Passphrase = $phrase; SigningKey = 'own'; SharedSecret = $hmac; Compression = 'None' }
            See { Backup-Database @common -WhatIf }
            See { Backup-Database @common }
            $backup = Get-Backup
            See { $backup; $backup | Format-List *; $backup | ConvertTo-Json -Depth 4 }
            'Quick', 'Full', 'Restore' | ForEach-Object { $level = $_; See { $backup | Test-Backup -Level $level -Passphrase $phrase -SharedSecret $hmac -RequireSignature } }
            See { $backup | Test-Backup -Key ops -Passphrase $keyPhrase }
            See { $backup | Test-Backup -Key ops -Passphrase $wrong; $backup | Test-Backup -Passphrase $wrong -SharedSecret $wrong -RequireSignature }
            See { $backup | Restore-Database -TargetPath ./given/again.db -Key ops -Passphrase $keyPhrase -Verify; $backup | Restore-Database -TargetPath ./given/no.db -Key ops -Passphrase $wrong }
            See { $backup | Restore-Database -TargetPath ./given/whatif.db -Passphrase $phrase -WhatIf }
            See { $backup | Export-Backup -Destination ./given/again.sql -Passphrase $phrase }
            $env:VAULT_ADDR, $env:VAULT_TOKEN = 'https://127.0.0.1:1', $given.Token
            See { $backup | Update-BackupKey -Recipient hashivault://backups -Passphrase $phrase; Backup-Database notes -Recipient hashivault://backups -Storage ./left/vault }
            $env:VAULT_TOKEN = $null
            See { $backup | Copy-Backup -Destination ./left/copies; $backup | Copy-Backup -Destination ./left/anew -Recipient own -Passphrase $phrase }

            $s3 = New-BackupStorage s3://backups/planted -Credential ([pscredential]::new($env:PLANTED_ID, (Hide $given.S3))) -Option @{ Endpoint = $env:PLANTED_ENDPOINT }
            See { $s3; Sync-Backup ./left/backups -Destination $s3 -WhatIf; Sync-Backup ./left/backups -Destination $s3; Get-Backup $s3 | Test-Backup -Level Full -Passphrase $phrase; Get-Backup $s3 | Copy-Backup -Destination ./left/fromS3 }
            See { Get-Backup (New-BackupStorage s3://backups/planted -Credential ([pscredential]::new($env:PLANTED_ID, $wrong)) -Option @{ Endpoint = $env:PLANTED_ENDPOINT }) }
            See { Get-Backup $s3 | Remove-Backup -Confirm:$false }

            New-Item ./left/home/jobs -ItemType Directory -Force | Out-Null
            Set-Content ./left/home/jobs/nightly.yaml "connection: notes`nstorage: $PWD/left/jobs`nverify: quick`nencryption: { recipient: own, passphrase: 'env:PLANTED_PHRASE' }`nnotify:`n  - { kind: webhook, url: 'env:PLANTED_HOOK', when: always }"
            $env:PLANTED_PHRASE, $env:PLANTED_HOOK = $given.Phrase, "$env:PLANTED_ENDPOINT/$($given.Hook)"
            See { Test-BackupJob -Name nightly -NoError; Get-BackupJob; Invoke-BackupJob -Name nightly -WhatIf; Invoke-BackupJob -Name nightly }
            $env:PLANTED_PHRASE, $env:PLANTED_HOOK = $null, $null
            See { Send-BackupNotification @{ kind = 'slack'; url = "$env:PLANTED_ENDPOINT/services/$($given.Hook)" } -Outcome Failed -Message 'This is a test.' }
            $schedule = @{ Connection = 'notes'; Storage = './left/scheduled'; Recipient = 'own'; SigningKey = 'own'; Scheduler = 'Cron'; Scope = 'User'; Daily = $true }
            See { Set-BackupSchedule planted @schedule -WhatIf; Set-BackupSchedule planted @schedule; Get-BackupSchedule; Start-BackupSchedule planted; Remove-BackupSchedule planted -Confirm:$false }
            See { Get-BackupTool; Get-BackupKey; Get-BackupConfiguration; Get-BackupHistory; Get-BackupHistory | ConvertTo-Json -Depth 3; Test-BackupHealth; Get-BackupStatistic }
            See { $backup | Remove-Backup -WhatIf; $backup | Remove-Backup -Confirm:$false }

            Stop-Transcript | Out-Null
            Export-Clixml -InputObject $all -LiteralPath ./left/emitted.xml -Depth 3
            Export-Clixml -InputObject $Error -LiteralPath ./left/errors.xml -Depth 3
            $(foreach ($record in $Error) { for ($cause = $record.Exception ?? $record; $cause -is [Exception]; $cause = $cause.InnerException) { "$cause"; $cause.Target; $cause.Remedy; $cause.Data } }) | Set-Content ./left/causes.txt
            $all.Count, @($Error.FullyQualifiedErrorId) | ForEach-Object { $_ } | Set-Content ./given/counted.txt
'@
        $saved = $env:PATH, $env:HOME, $env:TMPDIR, $env:BACKUPTOOLS_HOME
        try {
            $env:PATH, $env:HOME, $env:TMPDIR, $env:BACKUPTOOLS_HOME = "$PWD/left/bin:$env:PATH", "$PWD/left/home", "$PWD/left/tmp", "$PWD/left/home"
            $env:PLANTED_MODULE, $env:PLANTED_ID, $env:PLANTED_ENDPOINT = $ModulePath, $live.Id, $live.Endpoint
            & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File ./given/life.ps1 *> ./left/output.txt
        }
        finally {
            $env:PATH, $env:HOME, $env:TMPDIR, $env:BACKUPTOOLS_HOME = $saved
            $env:PLANTED_MODULE, $env:PLANTED_ID, $env:PLANTED_ENDPOINT = $null, $null, $null
        }
        $named = [System.Collections.Generic.Dictionary[string, string]]::new()
        $secrets.GetEnumerator() | ForEach-Object { $named[$_.Key] = $_.Value }
        $search = [BackupTools.Tests.EndToEnd.Secrets.SecretSearch]::new($named)
    }
    AfterAll { Pop-Location }

    It 'are used, and what they protect is there for whoever has them' {
        $counted = Get-Content ./given/counted.txt
        [int] $counted[0] | Should -BeGreaterThan 150
        'KeyRefused', 'ServerUnreachable', 'KeyServiceFailed', 'StorageAccessDenied' | ForEach-Object { $counted -match "^$_" | Should -Not -BeNullOrEmpty }
        './given/again.db', './given/again.sql', './left/transcript.txt', './left/tools/crontab', './left/tools/table', './left/home/history.jsonl' | ForEach-Object { $_ | Should -Exist }
        Get-ChildItem ./left/copies, ./left/anew, ./left/fromS3, ./left/jobs -Filter *.zip | Should -HaveCount 4
        $search.FindBelow("$PWD/given") -match 'again\.(db|sql).*Row \(UTF-8\)' | Should -HaveCount 2
    }

    It 'are in nothing that is left, said or emitted, in no form' {
        (Get-ChildItem ./left -Recurse -File -Force).Count | Should -BeGreaterThan 30
        $search.FindBelow("$PWD/left") | Should -BeNullOrEmpty
    }
}

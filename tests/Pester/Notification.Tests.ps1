Describe 'Notifications' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        # Answers one request in another runspace, and gives back what it was asked.
        function Start-Hook([int] $Port) {
            $shell = [powershell]::Create().AddScript({
                    param($Port)
                    $listener = [System.Net.HttpListener]::new()
                    $listener.Prefixes.Add("http://127.0.0.1:$Port/")
                    $listener.Start()
                    $context = $listener.GetContext()
                    [System.IO.StreamReader]::new($context.Request.InputStream).ReadToEnd()
                    $context.Response.Close()
                    $listener.Stop()
                }).AddArgument($Port)
            @{ Shell = $shell; Running = $shell.BeginInvoke() }
        }
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start(); $port = $listener.LocalEndpoint.Port; $listener.Stop()
        $url = "http://127.0.0.1:$port/services/topsecrettoken"
    }

    It 'arrive, and say so' {
        $hook = Start-Hook $port
        $result = Send-BackupNotification @{ kind = 'slack'; url = $url } -Outcome Failed -Message 'This is a test.' -ErrorAction Stop
        $result.Sent | Should -BeTrue
        $result | Format-Table | Out-String -Width 120 | Should -Match 'Kind +Sent +Attempts +Duration +Target +Message'
        $hook.Shell.EndInvoke($hook.Running)[0] | Should -Match 'This is a test'
        $hook.Shell.Dispose()
    }

    It 'arrive by mail, with what the module has of the mail library' {
        $shell = [powershell]::Create().AddScript({
                param($Port)
                $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, $Port)
                $listener.Start()
                $client = $listener.AcceptTcpClient()
                $reader = [System.IO.StreamReader]::new($client.GetStream())
                $writer = [System.IO.StreamWriter]::new($client.GetStream())
                $writer.NewLine = "`r`n"; $writer.AutoFlush = $true
                $writer.WriteLine('220 test')
                $isData = $false
                while ($null -ne ($line = $reader.ReadLine())) {
                    $line
                    if ($isData -and $line -ne '.') { continue }
                    $isData = $line -eq 'DATA'
                    $writer.WriteLine($(switch -Wildcard ($line) { 'DATA' { '354 go on' } 'QUIT' { '221 bye' } default { '250 test' } }))
                }
                $listener.Stop()
            }).AddArgument($port)
        $running = $shell.BeginInvoke()
        $result = Send-BackupNotification @{ kind = 'email'; to = 'dba@example.com', 'ops@example.com'; server = '127.0.0.1'; port = $port; tls = $false } -Outcome Failed -Message 'Grüße' -ErrorAction Stop
        $result.Sent | Should -BeTrue
        $mail = @($shell.EndInvoke($running))
        $shell.Dispose()
        $mail | Should -Contain 'RCPT TO:<ops@example.com>'
        $mail -join "`n" | Should -Match 'Subject: A notification on'
        Get-ChildItem $ModulePath -Recurse -Filter System.Security.Cryptography.Pkcs* | Should -BeNullOrEmpty
    }

    It 'that do not arrive are a result and an error, without the token' {
        $result = Send-BackupNotification @{ kind = 'webhook'; url = $url } -Timeout 0.5 -ErrorVariable problem -ErrorAction SilentlyContinue
        $result.Sent | Should -BeFalse
        $problem.FullyQualifiedErrorId | Should -Be 'NotificationFailed,BackupTools.Commands.SendBackupNotificationCommand'
        "$($result | Format-List * | Out-String) $problem" | Should -Not -Match 'topsecrettoken'
        Send-BackupNotification @{ kind = 'webhook'; url = $url } -Timeout 0.2 -NoError -ErrorAction Stop | Should -HaveCount 1
    }

    It 'are only spoken of with -WhatIf, and verbosely without the token' {
        $shown = Invoke-Pwsh "Send-BackupNotification @{ kind = 'slack'; url = '$url' } -WhatIf; Send-BackupNotification @{ kind = 'slack'; url = '$url' } -Timeout 0.3 -Verbose -Debug"
        $shown -join "`n" | Should -Match "What if: Tell slack at http://127.0.0.1:$port/"
        $shown -join "`n" | Should -Not -Match 'topsecrettoken'
    }

    It 'to what is no target are refused, and the others are told' {
        @{ kind = 'pager' }, @{ kind = 'slack'; url = 'ftp://x/y' }, @{ kind = 'email'; to = 'x'; server = 'y' }, @{ kind = 'slack'; url = 'env:NO_SUCH_VARIABLE_HERE' } |
            Send-BackupNotification -ErrorVariable problem -ErrorAction SilentlyContinue | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } |
            Should -Be 'NotificationTargetInvalid', 'NotificationTargetInvalid', 'NotificationTargetInvalid', 'NotificationFailed'
    }

    It 'load the mail library when mail is sent, and not before' {
        $loaded = "[Runtime.Loader.AssemblyLoadContext]::All.Assemblies.GetName().Name -match 'MailKit|MimeKit' -join ','"
        $output = Invoke-Pwsh "
            `$null = Send-BackupNotification @{ kind = 'slack'; url = '$url' } -Timeout 0.1 -NoError
            `"before: `$($loaded)`"
            `$null = Send-BackupNotification @{ kind = 'email'; to = 'a@example.com'; server = '127.0.0.1'; port = 1 } -Timeout 0.1 -NoError
            `"after: `$($loaded)`""
        $output[0] | Should -Be 'before: '
        $output[1] | Should -Match 'MailKit'
    }
}

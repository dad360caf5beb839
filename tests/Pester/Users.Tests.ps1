Describe 'The cmdlets for users' {
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        Push-Location
        Enter-Workplace
        # Nobody listens there.
        $server = 'postgresql://nobody@127.0.0.1:1'
        $secret = 'planted-7Kq'
        $password = ConvertTo-SecureString $secret -AsPlainText -Force
        $credential = [pscredential]::new('admin', $password)
        $calls = @(
            { Get-DbUser @args }, { New-DbUser @args -Name app -Password $password }, { Set-DbUser @args -Name app -Password $password }
            { Remove-DbUser @args -Name app -Confirm:$false }, { Copy-DbUser @args -Name app -NewName two -Password $password }
        )
    }
    AfterAll { Pop-Location }

    It 'say that an engine has none' {
        foreach ($call in $calls) {
            $problem = & { & $call -Connection ./shop.db } 2>&1
            $problem | Should -HaveCount 1
            $problem.FullyQualifiedErrorId | Should -Match '^CapabilityMissing,'
            $problem.Exception.Message | Should -Match 'SQLite has no users'
        }
    }

    It 'are not terminating where a server cannot be reached, and name no password' {
        foreach ($call in $calls) {
            $all = & { & $call -Connection $server -Credential $credential -Verbose } *>&1
            @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | Should -Match '^ServerUnreachable,'
            "$($all | Format-List * -Force | Out-String)" | Should -Not -Match $secret
        }
    }

    It 'take what Get-DbUser emits from the pipeline' {
        $user = [BackupTools.Abstractions.DbUser] @{ Name = 'app'; Connection = New-DbConnection $server; Superuser = $true }
        foreach ($problem in ($user | Set-DbUser -CanLogin 2>&1), ($user | Remove-DbUser -Confirm:$false 2>&1), ($user | Copy-DbUser -NewName two 2>&1)) {
            $problem.FullyQualifiedErrorId | Should -Match '^ServerUnreachable,'
        }
    }

    It 'take MySQL''s accounts with their hosts from the pipeline' {
        $server = New-DbConnection 'mysql://nobody@127.0.0.1:1'
        $user = [BackupTools.Abstractions.DbUser] @{ Name = 'app@10.%'; Host = '10.%'; Connection = $server }
        foreach ($problem in ($user | Set-DbUser -Locked 2>&1), ($user | Remove-DbUser -Confirm:$false 2>&1), ($user | Copy-DbUser -NewName two 2>&1), (Get-DbUser $server 2>&1)) {
            $problem.FullyQualifiedErrorId | Should -Match '^ServerUnreachable,'
        }
    }

    It 'want a destination where there is a credential for one' {
        { Copy-DbUser $server app -DestinationCredential $credential } | Should -Throw -ErrorId 'InvalidArgument,*'
    }
}

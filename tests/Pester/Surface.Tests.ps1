Describe 'The surface of the module' {
    BeforeDiscovery {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $commands = Get-Command -Module BackupTools | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
    }
    BeforeAll {
        Import-Module "$PSScriptRoot/TestSetup.psm1" -Force
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        function Get-OwnParameter($Command) { $Command.Parameters.Values | Where-Object Name -notin $common }
    }

    It 'exports exactly the cmdlets that the manifest names' {
        $manifest = Import-PowerShellDataFile (Join-Path $ModulePath BackupTools.psd1)
        (Get-Command -Module BackupTools).Name | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $module = Get-Module BackupTools
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has a manifest that PowerShell accepts' {
        $version = (Test-ModuleManifest (Join-Path $ModulePath BackupTools.psd1) -WarningAction Stop -ErrorAction Stop).Version
        [BackupTools.Backups.BackupInfo].Assembly.GetName().Version | Should -Be "$version.0"
    }

    It '<Name> has an approved verb and a singular noun' -ForEach $commands {
        (Get-Verb).Verb | Should -Contain $Command.Verb
        $Command.Noun | Should -Not -Match 's$'
    }

    It '<Name> says what it emits' -ForEach $commands {
        $Command.OutputType | Should -Not -BeNullOrEmpty
    }

    It '<Name> has -WhatIf exactly if it changes something' -ForEach $commands {
        $changes = $Command.Verb -in 'Backup', 'Restore', 'Export', 'Import', 'Copy', 'Sync', 'Remove', 'Set', 'Register', 'Unregister', 'Invoke', 'Lock', 'Unlock', 'Send', 'Enable', 'Disable', 'Start', 'Update' -or $Command.Name -in 'Test-Backup', 'New-BackupKey', 'New-DbUser', 'Test-LastBackup'
        $Command.Parameters.ContainsKey('WhatIf') | Should -Be $changes
        $Command.Parameters.ContainsKey('Confirm') | Should -Be $changes
    }

    It 'names the same thing the same in every cmdlet, with the same type' {
        $all = Get-Command -Module BackupTools | ForEach-Object { Get-OwnParameter $_ }
        foreach ($group in $all | Group-Object Name | Where-Object Name -notin 'Connection', 'Database', 'Destination', 'Name', 'Storage', 'Job') {
            $group.Group.ParameterType.FullName -replace '^System.Nullable.*', 'nullable' | Select-Object -Unique |
                Should -HaveCount 1 -Because "-$($group.Name) is one thing"
        }
        $expected = @(
            'Account', 'After', 'AfterScript', 'AllowForeignStatement', 'AllowPartial', 'AllowSuperuser', 'As', 'At', 'Backup', 'Before',
            'BeforeScript', 'Bits', 'BypassRls', 'CanLogin', 'Compression', 'Connection', 'ConnectionLimit', 'CountRows', 'CreateDatabase',
            'CreateRole', 'Credential', 'Cron', 'Daily', 'Database', 'DataOnly', 'DaysOfMonth', 'DaysOfWeek', 'Definer', 'Description', 'Destination',
            'DestinationCredential', 'Disabled', 'DropOwned', 'Engine', 'Every', 'Exclude', 'ExcludeDatabase', 'ExcludeTable', 'Failed', 'First',
            'Force', 'Gzip', 'Id', 'IfDue', 'IfExists', 'Include', 'IncludePasswordHash', 'Job', 'KeepDaily', 'KeepHourly', 'KeepLast', 'KeepMonthly',
            'KeepWeekly', 'KeepWithin', 'KeepYearly', 'Key', 'KeyPassphrase', 'Kind', 'Last', 'LastDay', 'Latest', 'Level', 'Location', 'Locked',
            'LockTimeout', 'MaxAge', 'MaxBytesPerSecond', 'MaxShrink', 'MaxSize', 'MaxUnproven', 'MemberOf', 'Message', 'Monthly', 'Name', 'NewName', 'NewPassphrase',
            'NoError', 'NoOwner', 'NoPrivileges', 'NotMemberOf', 'OnObjectError', 'Option', 'Outcome', 'Parallelism', 'Passphrase', 'Password',
            'PasswordSource', 'Path', 'PerFeature', 'PowerShellPath', 'Private', 'RandomDelay', 'Reason', 'ReassignTo', 'Recipient', 'RecoverySheet',
            'Replication', 'RemoveSurplus', 'RequireSignature', 'Reset', 'Sample', 'Scheduler', 'Schema', 'SchemaOnly', 'Scope', 'ScratchPath', 'Server',
            'SharedSecret', 'SigningKey', 'Storage', 'Summary', 'Superuser', 'System', 'Table', 'Target', 'TargetDatabase', 'TargetPath', 'Timeout',
            'TimeZone', 'ToolPath', 'TrustedKey', 'Type', 'ValidUntil', 'Verify', 'Wait', 'Weekly'
        )
        $all.Name | Sort-Object -Unique | Should -Be ($expected | Sort-Object)
    }

    It 'chooses a part of a database with the same parameters everywhere' {
        $selection = 'DataOnly', 'Exclude', 'ExcludeTable', 'Include', 'Schema', 'SchemaOnly', 'Table'
        foreach ($name in 'Backup-Database', 'Restore-Database', 'Export-Backup') {
            (Get-OwnParameter (Get-Command $name)).Name | Where-Object { $_ -in $selection } | Sort-Object | Should -Be $selection
        }
    }

    It '<Name> has no parameter of its own that PowerShell would take for a dynamic one' -ForEach $commands {
        $own, $dynamic = (Get-OwnParameter $Command).Where({ -not $_.IsDynamic }, 'Split')
        foreach ($name in $dynamic.Name) { $own.Name | Where-Object { $_ -like "$name*" } | Should -BeNullOrEmpty }
    }

    It 'takes a password only as a credential or a secure string' {
        foreach ($parameter in Get-Command -Module BackupTools | ForEach-Object { Get-OwnParameter $_ }) {
            # PasswordSource says where it is, and is none.
            if ($parameter.Name -match 'password|secret' -and $parameter.Name -ne 'PasswordSource') { $parameter.ParameterType | Should -BeIn ([switch], [securestring]) }
        }
        (Get-Command New-DbConnection).Parameters.Credential.ParameterType | Should -Be ([pscredential])
    }

    It 'asks by default before it removes, and not before it backs up' {
        $impact = { param($name) (Get-Command $name).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false).ConfirmImpact }
        & $impact Remove-Backup | Should -Be 'High'
        & $impact Backup-Database | Should -Be 'Medium'
    }

    It 'takes connections and storages by position' {
        $positions = (Get-Command Backup-Database).ParameterSets[0].Parameters | Where-Object Position -ge 0 | Sort-Object Position
        $positions.Name | Should -Be 'Connection', 'Storage'
    }
}

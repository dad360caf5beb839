# What a task of the operating system runs: one schedule of one configuration folder, with the module that this file lies in.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Name,
    [Parameter(Mandatory)] [string] $Folder,
    [switch] $Due
)
$ErrorActionPreference = 'Stop'
$env:BACKUPTOOLS_HOME = $Folder
try {
    Import-Module (Join-Path $PSScriptRoot 'BackupTools.psd1')
    Start-BackupSchedule -Name $Name -Wait -IfDue:$Due -Confirm:$false | Out-Null
}
catch {
    # The run is recorded and in the log; this is for the scheduler, which shows or mails it.
    [Console]::Error.WriteLine("BackupTools, schedule ${Name}: $_")
    exit 1
}

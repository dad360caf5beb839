<#
.SYNOPSIS
    The main job through the cmdlets, in the current folder; started by the program beside it.
#>
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Database
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Module

# A file or a pipe is as wide as it has to be, and has no colors.
$width = [Console]::IsOutputRedirected ? 120 : [Math]::Max(80, $Host.UI.RawUI.BufferSize.Width)
if ([Console]::IsOutputRedirected) { $PSStyle.OutputRendering = 'PlainText' }

# Shows a command as a person types it and what it answers, and returns the answer.
function Show([string] $Title, [string] $Command) {
    Write-Host "`n# $Title" -ForegroundColor DarkGray
    Write-Host "PS> $Command" -ForegroundColor Yellow
    $answer = & ([scriptblock]::Create($Command))
    if ($answer) { Write-Host ($answer | Out-String -Width $width).Trim("`r", "`n") }
    $answer
}

# As one word of a command.
$source = $Database -match '^[\w./\\:-]+$' ? $Database : "'$($Database -replace "'", "''")'"

try {
    Show 'A database, and what is in it' "Get-DbTable $source -CountRows" | Out-Null
    Show 'Back it up' "Backup-Database $source -Storage ./backups" | Out-Null
    Show 'What is there?' 'Get-Backup ./backups' | Out-Null
    $proof = Show 'Prove that it restores: into a scratch place, every row compared' 'Get-Backup ./backups | Test-Backup -Level Restore'
    Show 'What would a restore do?' 'Get-Backup ./backups | Restore-Database -TargetPath ./restored.db -WhatIf' | Out-Null
    Show 'Restore it, and read every row back' 'Get-Backup ./backups | Restore-Database -TargetPath ./restored.db -Verify' | Out-Null
    $compared = Show 'Compare the restored copy with the original' `
        "Compare-Object (Get-DbTable $source -CountRows) (Get-DbTable ./restored.db -CountRows) -Property Name, Kind, Rows -IncludeEqual"
    Show 'Write it as plain SQL, too' 'Get-Backup ./backups | Export-Backup -Destination ./exports' | Out-Null
}
catch {
    Write-Host "$($_.FullyQualifiedErrorId): $_" -ForegroundColor Red
    exit 1
}

if (-not $proof.Passed -or $compared.SideIndicator -ne '==') {
    Write-Host "`nThe backup is NOT good." -ForegroundColor Red
    exit 1
}
Write-Host "`nThe backup is good: the proof has passed, and nothing differs."

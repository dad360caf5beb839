<#
.SYNOPSIS
    Backs up a small shop database, proves and restores the backup, all through the cmdlets. Run by ./build.ps1 demo.
#>
param([Parameter(Mandatory)] [string] $Root)

$ErrorActionPreference = 'Stop'
Import-Module "$Root/out/BackupTools" -Force
$folder = Join-Path ([IO.Path]::GetTempPath()) "backuptools-demo-$PID"
New-Item $folder -ItemType Directory | Out-Null
Push-Location $folder

function Show-Step([string] $Title, [scriptblock] $Command) {
    Write-Host "`n$Title" -ForegroundColor Cyan
    Write-Host "PS> $("$Command".Trim())" -ForegroundColor Yellow
    . $Command | Out-Host
}

try {
    & dotnet run --project "$Root/samples/Quickstart" -c Release -- --make-shop (Join-Path $folder shop.db) | Out-Host
    if ($LASTEXITCODE -ne 0) { throw 'The shop database could not be made.' }

    Show-Step 'A database, and what is in it' { Get-DbTable ./shop.db -CountRows }
    Show-Step 'What would a backup do?' { Backup-Database ./shop.db -Storage ./backups -WhatIf }
    Show-Step 'Back it up to two places at once' { Backup-Database ./shop.db -Storage ./backups, ./copies }
    Show-Step 'Back up one table, too' { Backup-Database ./shop.db -Storage ./backups -Table (Get-DbTable ./shop.db)[0].Name }
    Show-Step 'What is there?' { Get-Backup ./backups, ./copies }
    Show-Step 'Prove it by a trial restore' { Get-Backup ./backups | Test-Backup -Level Restore }
    Show-Step 'Restore it, and read every row back' {
        Get-Backup ./backups -Type Full -Last 1 | Restore-Database -TargetPath ./restored.db -Verify
    }
    Show-Step 'Write it as plain SQL' { Get-Backup ./backups -Type Full -Last 1 | Export-Backup -Destination . }
    Show-Step 'Remove the copy' { Get-Backup ./copies | Remove-Backup -Confirm:$false -Verbose }
    Show-Step 'What is left' { Get-ChildItem -Recurse -File | Select-Object Length, @{ n = 'File'; e = { Resolve-Path $_ -Relative } } }
}
finally {
    Pop-Location
    Remove-Item $folder -Recurse -Force
}

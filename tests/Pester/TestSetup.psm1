# What the test files share: the staged module, a shop database, and fresh folders.
$root = (Resolve-Path "$PSScriptRoot/../..").Path
$ModulePath = Join-Path $root out BackupTools
$ModuleVersion = (Import-PowerShellDataFile (Join-Path $root BackupTools.psd1)).ModuleVersion
$PackagePath = Join-Path $root out "BackupTools.$ModuleVersion.nupkg"
$shop = Join-Path $root out pester-shop.db

# A copy of the shop database: tables customer, product, order, line and audit, a view, an index and a trigger.
function New-Shop([Parameter(Mandatory)] [string] $Path) {
    if (-not (Test-Path $shop)) {
        & dotnet "$root/samples/Quickstart/bin/Release/net10.0/Quickstart.dll" --make-shop $shop | Out-Null
        if ($LASTEXITCODE -ne 0) { throw 'The shop database could not be made.' }
    }
    Copy-Item $shop $Path
}

# A fresh folder below TestDrive with a shop database, as the current location.
function Enter-Workplace {
    $folder = Join-Path (Get-Item TestDrive:/).FullName ([guid]::NewGuid().ToString('n').Substring(0, 8))
    New-Item $folder -ItemType Directory | Out-Null
    New-Shop (Join-Path $folder shop.db)
    Set-Location $folder
}

# What a script prints in a PowerShell process of its own, with the module unless -Bare; lines as a person would see them.
function Invoke-Pwsh([Parameter(Mandatory)] [string] $Script, [switch] $Bare) {
    $file = Join-Path (Get-Item TestDrive:/).FullName "$([guid]::NewGuid().ToString('n')).ps1"
    Set-Content $file ($Bare ? $Script : "Import-Module '$ModulePath'`n$Script")
    $saved = $env:NO_COLOR, $env:LANG
    try {
        $env:NO_COLOR, $env:LANG = '1', 'en_US.UTF-8'
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" }
    }
    finally { $env:NO_COLOR, $env:LANG = $saved }
}

# True where a cron of a test's own can run: as root, with the programs that it takes, and leave to have a mount namespace.
function Test-PrivateCron {
    $isRoot = $IsLinux -and (& id -u) -eq '0'
    if (-not $isRoot -or (Get-Command unshare, cron, crontab -CommandType Application -ErrorAction Ignore | Measure-Object).Count -lt 3) { return $false }
    & unshare -m true 2>$null
    $LASTEXITCODE -eq 0
}

# Runs a script file in a mount namespace in which the places of cron are folders below the current one, with a daemon: nothing of it
# is seen outside.
function Invoke-PrivateCron([Parameter(Mandatory)] [string] $File) {
    Set-Content ./inside.sh @'
set -e
mkdir -p ns/crontabs ns/cron.d
chgrp crontab ns/crontabs && chmod 1730 ns/crontabs
mount --make-rprivate /
mount --bind ns/crontabs /var/spool/cron/crontabs
mount --bind ns/cron.d /etc/cron.d
mount --bind /dev/null /etc/crontab
mount -t tmpfs tmpfs /run
cron -f & daemon=$!
trap 'kill $daemon' EXIT
"$@"
'@
    & unshare -m bash ./inside.sh (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $File
}

# A storage that writes so many bytes a second, to have time to look at what is under way.
function New-SlowStorage([string] $Path, [long] $BytesPerSecond) {
    New-BackupStorage $Path -MaxBytesPerSecond $BytesPerSecond
}

# A server that answers as S3 does, with a bucket named backups, and lives as long as this process; none where it is not installed.
function Get-LiveS3 { Get-LiveCloud S3 }

# The same of Azure Blob Storage, with a container named backups.
function Get-LiveAzureBlob { Get-LiveCloud AzureBlob }

# The same of Google Cloud Storage: a stub of the library tests, since no server of it can be had.
function Get-LiveGoogleCloud { Get-LiveCloud GoogleCloud }

function Get-LiveCloud([string] $Kind) {
    if ($null -eq $global:PesterClouds) { $global:PesterClouds = @{} }
    if ($null -ne $global:PesterClouds[$Kind]) { return $global:PesterClouds[$Kind] }
    $global:PesterClouds[$Kind] = @{}
    $tests = "$root/tests/BackupTools.Tests/bin/Release/net10.0/BackupTools.Tests.dll"
    if (-not $IsLinux -or -not (Test-Path $tests)) { return @{} }
    $folder = Join-Path ([IO.Path]::GetTempPath()) "backuptools-pester-$Kind-$PID"
    Remove-Item $folder -Recurse -ErrorAction Ignore
    New-Item $folder -ItemType Directory | Out-Null
    Set-Content "$folder/parent" $PID
    $process = Start-Process dotnet 'exec', $tests, '-explicit', 'only', '-method', "BackupTools.Tests.Servers.Clouds.CloudServing.Serve$Kind" -PassThru `
        -Environment @{ BACKUPTOOLS_TESTS_FOLDER = $folder } -RedirectStandardOutput "$folder/output" -RedirectStandardError "$folder/errors"
    for ($i = 0; $i -lt 600 -and -not (Test-Path "$folder/servers.json") -and -not $process.HasExited; $i++) { Start-Sleep -Milliseconds 200 }
    if (-not (Test-Path "$folder/servers.json")) { throw "The server of $Kind did not start: $(Get-Content "$folder/output", "$folder/errors" -Raw)" }
    $global:PesterClouds[$Kind] = Get-Content "$folder/servers.json" -Raw | ConvertFrom-Json -AsHashtable
    $global:PesterClouds[$Kind]
}

# Servers of MySQL and MariaDB that live as long as this process, each with a database shop; none where they are not installed, or the
# library tests, which know how to start them, are not built.
function Get-LiveMySql {
    if ($null -ne $global:PesterMySql) { return $global:PesterMySql }
    $global:PesterMySql = @()
    $tests = "$root/tests/BackupTools.Tests/bin/Release/net10.0/BackupTools.Tests.dll"
    if (-not $IsLinux -or -not (Test-Path $tests)) { return @() }
    $folder = Join-Path ([IO.Path]::GetTempPath()) "backuptools-pester-mysql-$PID"
    Remove-Item $folder -Recurse -ErrorAction Ignore
    New-Item $folder -ItemType Directory | Out-Null
    Set-Content "$folder/parent" $PID
    $process = Start-Process dotnet 'exec', $tests, '-explicit', 'only', '-method', 'BackupTools.Tests.Servers.MySql.MySqlServing.Serve' -PassThru `
        -Environment @{ BACKUPTOOLS_TESTS_FOLDER = $folder } -RedirectStandardOutput "$folder/output" -RedirectStandardError "$folder/errors"
    for ($i = 0; $i -lt 600 -and -not (Test-Path "$folder/servers.json") -and -not $process.HasExited; $i++) { Start-Sleep -Milliseconds 200 }
    if (-not (Test-Path "$folder/servers.json")) { throw "The servers of MySQL did not start: $(Get-Content "$folder/output", "$folder/errors" -Raw)" }
    $global:PesterMySql = @(Get-Content "$folder/servers.json" -Raw | ConvertFrom-Json -AsHashtable)
    $global:PesterMySql
}

# The connection to one of them, without a database.
function New-LiveConnection([Parameter(Mandatory)] [hashtable] $Server, [string] $Password = $Server.Password, [string] $Database) {
    $credential = [pscredential]::new($Server.UserName, (ConvertTo-SecureString $Password -AsPlainText -Force))
    New-DbConnection "mysql://$($Server.Address)/$Database" -Credential $credential
}

# A server that answers as MongoDB does and lives as long as this process, with a database shop; none where it is not installed, or the
# library tests, which know how to start it, are not built.
function Get-LiveMongo {
    if ($null -ne $global:PesterMongo) { return $global:PesterMongo }
    $global:PesterMongo = @()
    $tests = "$root/tests/BackupTools.Tests/bin/Release/net10.0/BackupTools.Tests.dll"
    if (-not $IsLinux -or -not (Test-Path $tests)) { return @() }
    $folder = Join-Path ([IO.Path]::GetTempPath()) "backuptools-pester-mongo-$PID"
    Remove-Item $folder -Recurse -ErrorAction Ignore
    New-Item $folder -ItemType Directory | Out-Null
    Set-Content "$folder/parent" $PID
    $process = Start-Process dotnet 'exec', $tests, '-explicit', 'only', '-method', 'BackupTools.Tests.Servers.MongoDb.MongoServing.Serve' -PassThru `
        -Environment @{ BACKUPTOOLS_TESTS_FOLDER = $folder } -RedirectStandardOutput "$folder/output" -RedirectStandardError "$folder/errors"
    for ($i = 0; $i -lt 900 -and -not (Test-Path "$folder/servers.json") -and -not $process.HasExited; $i++) { Start-Sleep -Milliseconds 200 }
    if (-not (Test-Path "$folder/servers.json")) { throw "The server of MongoDB did not start: $(Get-Content "$folder/output", "$folder/errors" -Raw)" }
    $global:PesterMongo = @(Get-Content "$folder/servers.json" -Raw | ConvertFrom-Json -AsHashtable)
    $global:PesterMongo
}

# The connection to it, without a database.
function New-LiveMongoConnection([Parameter(Mandatory)] [hashtable] $Server, [string] $Password = $Server.Password, [string] $Database) {
    $credential = [pscredential]::new($Server.UserName, (ConvertTo-SecureString $Password -AsPlainText -Force))
    New-DbConnection "mongodb://$($Server.Address)/${Database}?authSource=admin&directConnection=true" -Credential $credential
}

# Has the server carry out a command, written as JSON, by the official driver; the answer is an object.
function Invoke-Mongo([Parameter(Mandatory)] [hashtable] $Server, [string] $Database, [string] $Command) {
    $file = Join-Path $Server.Folder "put-$([guid]::NewGuid().ToString('n')).json"
    Set-Content "$file.partial" "{ `"database`": `"$Database`", `"command`": $Command }"
    Move-Item "$file.partial" $file
    for ($i = 0; $i -lt 300 -and -not (Test-Path "$file.answer"); $i++) { Start-Sleep -Milliseconds 100 }
    $answer = Get-Content "$file.answer" -Raw | ConvertFrom-Json -AsHashtable
    if ($answer.failed) { throw "The server refused $Command`: $($answer.failed)" }
    $answer
}

# Takes a backup of ./shop.db through its whole life in a storage.
function Assert-Life($Storage, [string] $Location) {
    $backup = Backup-Database ./shop.db -Storage $Storage
    $backup.Path | Should -Be "$Location/$($backup.Name)"
    (Get-Backup $Storage -Latest).Name | Should -Be $backup.Name
    (Get-Backup $Storage | Test-Backup -Level Restore).Passed | Should -BeTrue
    Get-Backup $Storage | Restore-Database -TargetPath ./customers.db -Table customer
    (Get-DbTable ./customers.db).Name | Should -Be customer
    (Get-Backup $Storage | Copy-Backup -Destination ./copies).Name | Should -Be $backup.Name
    Get-Backup $Storage | Remove-Backup -Confirm:$false
    Get-Backup $Storage | Should -BeNullOrEmpty
}

# The same of one that a server has in a folder of this machine, written together with a backup in a folder.
function Assert-LifeOnServer($Storage, [string] $Location, [string] $Served) {
    $written = Backup-Database ./shop.db -Storage $Storage, ./here
    $written | Should -HaveCount 2
    $backup = Get-Backup $Storage
    $backup.Path | Should -Be "$Location/$($backup.Name)"
    ($backup | Test-Backup -Level Restore).Passed | Should -BeTrue
    $backup | Restore-Database -TargetPath ./restored.db | Out-Null
    (Get-DbTable ./restored.db).Name | Should -Be (Get-DbTable ./shop.db).Name
    (Get-FileHash (Get-ChildItem ./here/*.zip)).Hash | Should -Be (Get-FileHash (Get-ChildItem $Served/*.zip)).Hash
    ($backup | Copy-Backup -Destination ./copies | Test-Backup).Passed | Should -BeTrue
    $backup | Remove-Backup -Confirm:$false
    Get-Backup $Storage | Should -BeNullOrEmpty
    Get-ChildItem $Served -Force | Should -BeNullOrEmpty
}

# A storage that is shown shows nothing of its secret.
function Assert-Hidden($Storage, [string] $Secret) {
    $Storage | Format-List * | Out-String | Should -Not -Match ([regex]::Escape($Secret))
    $Storage | ConvertTo-Json -Depth 5 | Should -Not -Match ([regex]::Escape($Secret))
}

# The configuration of whoever runs the tests is no part of them.
$env:BACKUPTOOLS_HOME = Join-Path ([IO.Path]::GetTempPath()) "backuptools-pester-$PID"

Import-Module $ModulePath -Global
Export-ModuleMember -Function * -Variable ModulePath, ModuleVersion, PackagePath

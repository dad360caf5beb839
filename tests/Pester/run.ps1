<#
.SYNOPSIS
    Stages the module, packs it, and runs the Pester tests against both.
#>
param(
    # A file to write "passed failed skipped" to, for a shell script to read.
    [string] $ResultPath,

    # Which test files to run.
    [string] $Filter = '*.Tests.ps1'
)

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
if ($ResultPath) { $ResultPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ResultPath) }

foreach ($arguments in @(
        @('build', "$root/src/BackupTools", '-c', 'Release', '-t:Stage')
        @('pack', "$root/tools/Package", '-c', 'Release')
        @('build', "$root/samples/Quickstart", '-c', 'Release'))) {
    & dotnet @arguments --nologo -v quiet
    if ($LASTEXITCODE -ne 0) { throw "dotnet $arguments failed with exit code $LASTEXITCODE." }
}

Import-Module Pester -MinimumVersion 5.3
$configuration = New-PesterConfiguration
$configuration.Run.Path = (Get-ChildItem $PSScriptRoot -Filter $Filter).FullName
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration
if ($ResultPath) {
    $failed = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
    Set-Content $ResultPath "$($result.PassedCount) $failed $($result.SkippedCount)"
}
if ($result.Result -ne 'Passed') { exit 1 }

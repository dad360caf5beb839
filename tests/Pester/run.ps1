<#
.SYNOPSIS
    Stages the module, packs it, and runs the Pester tests against both, in the PowerShell that runs this.
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

function Invoke-DotNet {
    & dotnet @args --nologo -v quiet
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}
# The sample makes the tests' database, and its build stages the module and brings Pester.
Invoke-DotNet build "$root/samples/Quickstart" -c Release
Invoke-DotNet pack "$root/tools/Package" -c Release
Invoke-DotNet build "$root/tools/Package" -c Release '-t:AutomationZip'

Remove-Item "$root/out/pester-shop.db" -ErrorAction Ignore
# Start-Job starts the pwsh of the PATH where PowerShell is not an installed one.
$env:PATH = (Split-Path (Get-Process -Id $PID).Path) + [IO.Path]::PathSeparator + $env:PATH

# Ours, whatever is installed.
Import-Module "$root/out/shell/Modules/Pester"
# The tests see the default, as a person at the prompt does.
$ErrorActionPreference = 'Continue'
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

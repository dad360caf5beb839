#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, packages and shows BackupTools.
.DESCRIPTION
    Each task is one or two dotnet commands, so everything also works where PowerShell is absent: see CONTRIBUTING.md.
.EXAMPLE
    ./build.ps1 build
.EXAMPLE
    ./build.ps1 build, test
#>
[CmdletBinding()]
param(
    # What to do: build (compile and stage out/BackupTools), test, demo, help, package, bench, clean.
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'demo', 'help', 'package', 'bench', 'clean')]
    [string[]] $Task = 'build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-DotNet build "$root/BackupTools.sln" -c $Configuration --nologo -v quiet
    Invoke-DotNet build "$root/src/BackupTools" -c $Configuration '-t:Stage' --nologo -v quiet
    Write-Host "The module is in $root/out/BackupTools"
}

function Invoke-Test {
    Invoke-Build
    Invoke-DotNet run --project "$root/tests/BackupTools.Tests" -c $Configuration --no-build
    & "$root/tests/Pester/run.ps1"
    if ($LASTEXITCODE -ne 0) { throw 'The cmdlet tests failed.' }
}

function Invoke-Help {
    Invoke-DotNet run --project "$root/tools/HelpGenerator" -c $Configuration -- "$root/en-US/BackupTools.dll-Help.xml"
}

function Invoke-Package {
    if (-not (Test-Path "$root/out/BackupTools")) { Invoke-Build }
    Invoke-DotNet pack "$root/tools/Package" -c $Configuration --nologo -v quiet
    Write-Host "The package is in $root/out"
}

function Invoke-Demo {
    Invoke-Build
    & "$root/tools/Demo.ps1" -Root $root
}

function Invoke-Bench {
    Invoke-DotNet run --project "$root/tests/Benchmarks" -c Release -- sqlite
}

function Invoke-Clean {
    Get-ChildItem $root -Include bin, obj, out -Recurse -Directory | Where-Object FullName -notmatch '[\\/]\.git[\\/]' |
        Remove-Item -Recurse -Force
}

foreach ($name in $Task) {
    & "Invoke-$name"
}

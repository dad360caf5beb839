#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, packages and shows BackupTools.
.DESCRIPTION
    Each task is one or two dotnet commands, so everything also works where PowerShell is absent: see CONTRIBUTING.md.
    Only the task test compiles tests.
.EXAMPLE
    ./build.ps1 build
.EXAMPLE
    ./build.ps1 build, test
.EXAMPLE
    ./build.ps1 bench sqlite --size-mb 256
.EXAMPLE
    ./build.ps1 test -class '*BackupCatalogTests'
#>
[CmdletBinding()]
param(
    # What to do: build (compile and stage out/BackupTools), test, demo, help, notices, package, bench, clean.
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'demo', 'help', 'notices', 'package', 'bench', 'clean')]
    [string[]] $Task = 'build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # For bench: which benchmark, and its options. For test: what the library tests are to run, as xunit wants it. For demo: a
    # database of yours.
    [Parameter(ValueFromRemainingArguments)]
    [string[]] $Arguments = @()
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-DotNet build "$root/src/BackupTools" -c $Configuration '-t:Stage' --nologo -v quiet
    Write-Host "The module is in $root/out/BackupTools"
}

function Invoke-Test {
    Invoke-DotNet build "$root/BackupTools.sln" -c $Configuration --nologo -v quiet
    Invoke-DotNet run --project "$root/tests/BackupTools.Tests" -c $Configuration --no-build -- @Arguments
    & "$root/tests/Pester/run.ps1"
    if ($LASTEXITCODE -ne 0) { throw 'The cmdlet tests failed.' }
}

function Invoke-Help {
    Invoke-DotNet run --project "$root/tools/HelpGenerator" -c $Configuration -- "$root/en-US/BackupTools.dll-Help.xml"
}

function Invoke-Notices {
    Invoke-DotNet restore "$root/src/BackupTools" -v quiet
    Invoke-DotNet run --project "$root/tools/Notices" -c $Configuration -- "$root/src/BackupTools/obj/project.assets.json" "$root/THIRD-PARTY-NOTICES.txt"
}

function Invoke-Package {
    Invoke-Build
    Invoke-DotNet pack "$root/tools/Package" -c $Configuration --nologo -v quiet
    Write-Host "The package is in $root/out"
}

function Invoke-Demo {
    Invoke-DotNet run --project "$root/samples/Quickstart" -- @Arguments
}

function Invoke-Bench {
    $chosen = $Arguments ? $Arguments : 'sqlite'
    Invoke-DotNet run --project "$root/tests/Benchmarks" -c Release -- @chosen
}

function Invoke-Clean {
    Get-ChildItem $root -Include bin, obj, out -Recurse -Directory | Where-Object FullName -notmatch '[\\/]\.git[\\/]' |
        Remove-Item -Recurse -Force
}

if ($Arguments -and -not ($Task | Where-Object { $_ -in 'bench', 'test', 'demo' })) {
    throw "Only bench, test and demo take further arguments, and there are: $Arguments"
}
foreach ($name in $Task) {
    & "Invoke-$name"
}

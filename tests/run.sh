#!/usr/bin/env bash
# Builds everything and runs every test; arguments go to the library tests (-class '*Foo*'). On a fresh machine the .NET SDK
# is all it needs: PowerShell and Pester come from NuGet, and the servers and tools that tests judge with it installs itself
# where it can (tests/servers), unless BACKUPTOOLS_INSTALL=never. BACKUPTOOLS_PWSH names another PowerShell for the cmdlet
# tests. It says at the end what was not run, and what a time limit has cut off.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# For programs that are started without dotnet.
if [ -z "${DOTNET_ROOT:-}" ]; then DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")") && export DOTNET_ROOT; fi
mkdir -p out
log=out/tests.log
missing=()
cut=()
faulty=()
passed=0 failed=0 skipped=0
. tests/counting.sh

echo "== servers"
if [ "${BACKUPTOOLS_INSTALL:-}" = never ]; then
    echo "BACKUPTOOLS_INSTALL=never: using what is there."
elif ! bash tests/servers/install.sh; then
    missing+=("tests/servers/install.sh could not install everything; the beginning of the output says why.")
fi

echo "== build"
dotnet build BackupTools.sln -c Release -v quiet || { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }

echo "== library tests"
xunit "library tests" 2700 "$log" dotnet run --project tests/BackupTools.Tests -c Release --no-build -- "$@"

if [ $# -eq 0 ]; then
    echo "== some library tests on the oldest .NET that the module runs on"
    oldest=(tests/BackupTools.Tests --artifacts-path out/oldest -p:OldestRuntime=true -v quiet)
    if ! dotnet restore "${oldest[@]}" -p:Configuration=Release; then
        missing+=("NuGet has no runtime of .NET 8: no tests ran on it.")
    elif ! dotnet build "${oldest[@]}" -c Release --no-restore; then
        failed=$((failed + 1))
    else
        xunit "library tests on .NET 8" 900 out/tests-oldest.log out/oldest/bin/BackupTools.Tests/release_*/BackupTools.Tests \
            -class '*ConformanceTests' -class '*RoundTripTests' -class '*.Wire.*' -class '*.Connections.*' \
            -class '*.Archive.*' -class '*.Storages.*'
    fi
fi

echo "== cmdlet tests"
pester "cmdlet tests" 900 "${BACKUPTOOLS_PWSH:-out/shell/pwsh}"

# xunit names a skipped test on one line and the reason on the next: one line for each reason.
echo
grep -A1 '\[SKIP\]' "$log" | grep -vE '\[SKIP\]|^--$' | sed -E 's/^ +//' | sort | uniq -c |
    sed -E 's/^ *([0-9]+) (.*)/NOT RUN: \1 of the library tests: \2/'
for line in "${missing[@]}"; do echo "NOT RUN: $line"; done
if [ "$skipped" -gt 0 ]; then echo "The names of what was skipped are in $log."; fi
for line in "${cut[@]}"; do echo "CUT OFF: $line"; done
for line in "${faulty[@]}"; do echo "FAILED: $line"; done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# Builds everything and runs every test; arguments go to the library tests (-class '*Foo*'). On a fresh machine the .NET SDK
# is all it needs: the servers and tools that tests judge with it installs itself where it can (tests/servers), unless
# BACKUPTOOLS_INSTALL=never. pwsh with Pester it uses where they are there. It says at the end what was not run.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Ends what hangs: everything takes a quarter of an hour on two processors.
limited() { if command -v timeout >/dev/null; then timeout -k 60 "$@"; else shift; "$@"; fi; }
mkdir -p out
log=out/tests.log
missing=()

echo "== servers"
if [ "${BACKUPTOOLS_INSTALL:-}" = never ]; then
    echo "BACKUPTOOLS_INSTALL=never: using what is there."
elif ! bash tests/servers/install.sh; then
    missing+=("tests/servers/install.sh could not install everything; the beginning of the output says why.")
fi

echo "== build"
dotnet build BackupTools.sln -c Release -v quiet || { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }

passed=0 failed=0 skipped=0
# Adds what a run of xunit counted, whose output is in a file and whose exit code is given.
count() {
    local summary total bad
    summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$1" | tail -1)
    number() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$summary"; }
    if [ -z "$summary" ]; then failed=$((failed + 1)); return; fi
    total=$(number Total) bad=$(($(number Failed) + $(number Errors)))
    passed=$((passed + total - $(number Failed) - $(number Skipped))) skipped=$((skipped + $(number Skipped)))
    if [ "$2" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    failed=$((failed + bad))
}

echo "== library tests"
limited 1500 dotnet run --project tests/BackupTools.Tests -c Release --no-build -- -noColor -longRunning 120 "$@" 2>&1 | tee "$log"
count "$log" "${PIPESTATUS[0]}"

if [ $# -eq 0 ]; then
    echo "== some library tests on the oldest .NET that the module runs on"
    oldest=(tests/BackupTools.Tests --artifacts-path out/oldest -p:OldestRuntime=true -v quiet)
    if ! dotnet restore "${oldest[@]}" -p:Configuration=Release; then
        missing+=("NuGet has no runtime of .NET 8: no tests ran on it.")
    elif ! dotnet build "${oldest[@]}" -c Release --no-restore; then
        failed=$((failed + 1))
    else
        limited 420 out/oldest/bin/BackupTools.Tests/release_*/BackupTools.Tests -noColor -longRunning 120 \
            -class '*ConformanceTests' -class '*RoundTripTests' -class '*.Wire.*' -class '*.Connections.*' \
            -class '*.Archive.*' -class '*.Storages.*' 2>&1 | tee out/tests-oldest.log
        count out/tests-oldest.log "${PIPESTATUS[0]}"
    fi
fi

echo "== cmdlet tests"
if ! command -v pwsh >/dev/null; then
    missing+=("pwsh is not on the PATH: the cmdlet tests did not run.")
elif ! pwsh -NoProfile -Command 'exit [int](-not (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -ge 5 }))'; then
    missing+=("Pester 5 or later is not installed: the cmdlet tests did not run.")
else
    rm -f out/pester.txt
    NO_COLOR=1 LANG=en_US.UTF-8 limited 420 pwsh -NoProfile -File tests/Pester/run.ps1 -ResultPath out/pester.txt
    if [ -s out/pester.txt ]; then
        read -r pester_passed pester_failed pester_skipped <out/pester.txt
        passed=$((passed + pester_passed)) failed=$((failed + pester_failed)) skipped=$((skipped + pester_skipped))
    else
        echo "The cmdlet tests ended without a result."
        failed=$((failed + 1))
    fi
fi

# xunit names a skipped test on one line and the reason on the next: one line for each reason.
echo
grep -A1 '\[SKIP\]' "$log" | grep -vE '\[SKIP\]|^--$' | sed -E 's/^ +//' | sort | uniq -c |
    sed -E 's/^ *([0-9]+) (.*)/NOT RUN: \1 of the library tests: \2/'
for line in "${missing[@]}"; do echo "NOT RUN: $line"; done
if [ "$skipped" -gt 0 ]; then echo "The names of what was skipped are in $log."; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

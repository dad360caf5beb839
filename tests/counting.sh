# What tests/run.sh runs its parts with: each has a time limit, and is counted into passed, failed and skipped.

# Ends what hangs. Whoever is ended so has 124 or 137 as exit code.
limited() { if command -v timeout >/dev/null; then timeout -k 60 "$@"; else shift; "$@"; fi; }

was_cut() { [ "$1" -eq 124 ] || [ "$1" -eq 137 ]; }

# The tests that a verbose log of xunit names as begun and not as ended.
running() {
    awk '/ \[STARTING\]$/ { sub(/^ +/, ""); sub(/ \[STARTING\]$/, ""); on[$0] = 1 }
        / \[FINISHED\] Time: / { sub(/^ +/, ""); sub(/ \[FINISHED\] Time: .*/, ""); delete on[$0] }
        END { for (name in on) print name }' "$1"
}

# What failed by a log of xunit or Pester, a line each, with the first line of what was said about it.
faults() {
    awk '/ \[(STARTING|SKIP)\]$| \[FINISHED\] Time: / { next }
        / \[FAIL\]$|^ *\[-\] / { if (name != "") print name; sub(/^ +/, ""); name = $0; next }
        name != "" { sub(/^ +/, ""); print name ": " $0; name = "" }
        END { if (name != "") print name }' "$1" | cut -c1-300
}

# Runs tests of xunit: what they are called, their time limit in seconds, the file for their output, the command. The file
# has a line for the beginning and the end of each test, with its time; what is printed has not.
xunit() {
    local name=$1 limit=$2 file=$3 code summary total bad
    shift 3
    limited "$limit" "$@" -noColor -longRunning 120 -reporter verbose 2>&1 | tee "$file" |
        grep --line-buffered -vE ' \[STARTING\]$| \[FINISHED\] Time: '
    code=${PIPESTATUS[0]}
    number() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<<"$summary"; }
    summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$file" | tail -1)
    if [ -z "$summary" ]; then
        # Cut off or crashed: what had ended by then counts.
        summary="Total: $(grep -cE ' \[FINISHED\] Time: ' "$file"), Errors: 0, Failed: $(grep -cE ' \[FAIL\]$' "$file"), Skipped: $(grep -cE ' \[SKIP\]$' "$file")"
        failed=$((failed + 1))
        if was_cut "$code"; then
            cut+=("the $name did not end within $limit s, after $(number Total) of them; which were running is said above and in $file.")
        else
            cut+=("the $name ended with exit code $code and without a summary, after $(number Total) of them; see $file.")
        fi
        running "$file" | sed 's/^/WAS RUNNING: /'
        code=0
    elif was_cut "$code"; then
        failed=$((failed + 1))
        cut+=("the $name were over, but their process did not end within $limit s.")
    fi
    total=$(number Total) bad=$(($(number Failed) + $(number Errors)))
    if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && ! was_cut "$code"; then bad=1; fi
    passed=$((passed + total - $(number Failed) - $(number Skipped))) skipped=$((skipped + $(number Skipped)))
    failed=$((failed + bad))
    [ "$bad" -eq 0 ] || mapfile -t -O "${#faulty[@]}" faulty < <(faults "$file")
    echo "The $name: $total run, $bad failed, $(number Skipped) skipped."
}

# Runs the tests of Pester: what they are called, their time limit in seconds, the PowerShell.
pester() {
    local name=$1 limit=$2 shell=$3 code good bad left
    rm -f out/pester.txt
    NO_COLOR=1 LANG=en_US.UTF-8 limited "$limit" "$shell" -NoProfile -File tests/Pester/run.ps1 -ResultPath out/pester.txt 2>&1 | tee out/pester.log
    code=${PIPESTATUS[0]}
    if [ -s out/pester.txt ]; then
        read -r good bad left <out/pester.txt
    else
        # A test that has ended is a line with [+], [-] or [!] before its name.
        good=$(grep -cE '^ *\[\+\] ' out/pester.log) bad=$(($(grep -cE '^ *\[-\] ' out/pester.log) + 1)) left=$(grep -cE '^ *\[!\] ' out/pester.log)
        if was_cut "$code"; then
            cut+=("the $name did not end within $limit s, after $((good + bad + left - 1)) of them; the last line of out/pester.log is of the one before the one that was running.")
        else
            cut+=("the $name ended with exit code $code and without a result, after $((good + bad + left - 1)) of them; see out/pester.log.")
        fi
    fi
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
    [ "$bad" -eq 0 ] || mapfile -t -O "${#faulty[@]}" faulty < <(faults out/pester.log)
    echo "The $name, by $shell: $((good + bad + left)) run, $bad failed, $left skipped."
}

#!/usr/bin/env bash
# Makes the servers and tools that the tests judge with available on this machine: as root, on Debian or Ubuntu. What is
# there already costs nothing. What cannot be had is named, and the tests that want it are skipped.
set -uo pipefail
cd "$(dirname "$0")"
failed=0
for part in tools postgresql-15 postgresql-18; do
    bash "./$part.sh" || { echo "NOT INSTALLED: $part (tests/servers/$part.sh)" >&2; failed=1; }
done
exit "$failed"

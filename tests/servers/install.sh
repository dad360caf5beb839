#!/usr/bin/env bash
# install.sh [all]: makes the servers and tools that the tests judge with available on this machine: as root, on Debian or
# Ubuntu. What is there already costs nothing. What cannot be had is named, and the tests that want it are skipped.
# "all" adds the versions that only some round trips are run on too, and what only benchmarks compare with.
set -uo pipefail
cd "$(dirname "$0")"
failed=0
install() {
    bash "$@" || { echo "NOT INSTALLED: tests/servers/${*#./}" >&2; failed=1; }
}
install ./tools.sh
install ./postgresql-15.sh
install ./postgresql-in-folder.sh 18 sid
install ./mysql-in-folder.sh 9.7 sid
install ./mariadb-in-folder.sh 11.8 sid
install ./mariadb-10.11.sh
install ./moto-in-folder.sh sid
install ./documentdb-in-folder.sh sid
install ./azurite.sh
install ./openssh.sh
install ./apache-dav.sh
if [ "${1:-}" = all ]; then
    install ./postgresql-in-folder.sh 17 trixie
    install ./postgresql-in-folder.sh 13 bullseye
    install ./postgresql-from-npm.sh 16 sid
    install ./postgresql-from-npm.sh 14 sid
    install ./tools.sh mydumper
fi
exit "$failed"

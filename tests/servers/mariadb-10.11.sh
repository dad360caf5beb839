#!/usr/bin/env bash
# MariaDB 10.11 and its client tools from the distribution, where that has them, and without the server that the package would
# start.
cd "$(dirname "$0")" && . ./common.sh
[ -x /usr/sbin/mariadbd ] && [ -x /usr/bin/mariadb-dump ] && exit
require_apt "MariaDB 10.11"
candidate() { apt-cache policy mariadb-server | sed -n 's/^ *Candidate: //p'; }
is_right() { [[ $(candidate) == *:10.11.* ]]; }
is_right || quietly apt-get update
is_right || { echo "The distribution has another MariaDB: $(candidate)" >&2; exit 1; }
echo "Installing MariaDB 10.11 ..."

# This file says that no service is to be started. What was there before comes back, after a run that was killed too.
policy=/usr/sbin/policy-rc.d
kept=$policy.before-backuptools
restore_policy() {
    if grep -qs backuptools "$policy"; then rm "$policy"; fi
    if [ -e "$kept" ]; then mv "$kept" "$policy"; fi
}
restore_policy
trap restore_policy EXIT
if [ -e "$policy" ]; then mv "$policy" "$kept"; fi
printf '#!/bin/sh\n# backuptools\nexit 101\n' >"$policy"
chmod +x "$policy"

# Not where another MySQL or MariaDB would have to go for it, and not to be started with the machine either.
apt_install --no-remove mariadb-server
if command -v systemctl >/dev/null; then systemctl disable --quiet mariadb || true; fi

#!/usr/bin/env bash
# PostgreSQL 18: the machine's own, or a folder with a newer distribution that its programs are run in by chroot. That
# takes a minute or two and 1 GB, once; BACKUPTOOLS_SERVERS names the place, the default being ~/.cache/backuptools/servers.
cd "$(dirname "$0")" && . ./common.sh
[ -x /usr/lib/postgresql/18/bin/postgres ] && exit
folder=$servers/sid
[ -x "$folder/usr/lib/postgresql/18/bin/postgres" ] && exit
require_apt "PostgreSQL 18"
mkdir -p "$servers"
exec 9>"$servers/.lock"
flock 9
[ -x "$folder/usr/lib/postgresql/18/bin/postgres" ] && exit
command -v debootstrap >/dev/null || { echo "Installing debootstrap ..."; apt_install debootstrap; }
echo "Installing PostgreSQL 18 into $folder ..."
partial=$folder.partial
release() { umount "$partial/proc" "$partial/sys" 2>/dev/null || true; }
release
rm -rf --one-file-system "$partial"
if ! quietly debootstrap --variant=minbase --include=postgresql-18 sid "$partial" "$(debian_mirror)"; then
    release
    rm -rf --one-file-system "$partial"
    exit 1
fi
release
rm -rf --one-file-system "$folder"
rm -rf "$partial"/var/cache/apt/archives/*.deb
mv "$partial" "$folder"

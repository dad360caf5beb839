#!/usr/bin/env bash
# postgresql-in-folder.sh VERSION SUITE: a PostgreSQL version, the machine's own, or a folder with the Debian release SUITE,
# which has that version and whose programs are run in it by chroot. That takes a minute or two and up to 1 GB, once;
# BACKUPTOOLS_SERVERS names the place, the default being ~/.cache/backuptools/servers.
cd "$(dirname "$0")" && . ./common.sh
version=$1 suite=$2
program=usr/lib/postgresql/$version/bin/postgres
[ -x "/$program" ] && exit
folder=$servers/$suite
[ -x "$folder/$program" ] && exit
require_apt "PostgreSQL $version"
mkdir -p "$servers"
exec 9>"$servers/.lock-$suite"
flock 9
[ -x "$folder/$program" ] && exit
command -v debootstrap >/dev/null || { echo "Installing debootstrap ..."; apt_install debootstrap; }
echo "Installing PostgreSQL $version into $folder ..."
partial=$folder.partial
release() { umount "$partial/proc" "$partial/sys" 2>/dev/null || true; }
release
rm -rf --one-file-system "$partial"
if ! quietly debootstrap --variant=minbase --include="postgresql-$version" "$suite" "$partial" "$(debian_mirror)"; then
    release
    rm -rf --one-file-system "$partial"
    exit 1
fi
release
rm -rf --one-file-system "$folder"
rm -rf "$partial"/var/cache/apt/archives/*.deb
mv "$partial" "$folder"

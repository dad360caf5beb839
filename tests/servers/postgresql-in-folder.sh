#!/usr/bin/env bash
# postgresql-in-folder.sh VERSION SUITE: a PostgreSQL version, the machine's own, or a folder with the Debian release SUITE,
# which has that version and whose programs are run in it by chroot. That takes a minute or two and up to 1 GB, once;
# BACKUPTOOLS_SERVERS names the place, the default being ~/.cache/backuptools/servers.
cd "$(dirname "$0")" && . ./common.sh && . ./folder.sh
version=$1 suite=$2
program=usr/lib/postgresql/$version/bin/postgres
[ -x "/$program" ] && exit
folder=$servers/$suite
[ -x "$folder/$program" ] && exit
require_apt "PostgreSQL $version"
lock_folder "$suite"
[ -x "$folder/$program" ] && exit
echo "Installing PostgreSQL $version into $folder ..."
in_folder "$suite" "postgresql-$version"

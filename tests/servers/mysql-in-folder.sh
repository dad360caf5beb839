#!/usr/bin/env bash
# mysql-in-folder.sh VERSION SUITE: MySQL and its client tools in the folder of a Debian release that has that version. Only
# the programs, without the package that makes a server of the system of them.
cd "$(dirname "$0")" && . ./common.sh && . ./folder.sh
version=$1 suite=$2
folder=$servers/$suite
# The user is made last.
is_there() { [ -x "$folder/usr/sbin/mysqld" ] && has_user "$folder" mysql; }
is_there && exit
require_apt "MySQL $version"
lock_folder "$suite"
is_there && exit
echo "Installing MySQL $version into $folder ..."
in_folder "$suite" mysql-server-core mysql-client-core
found=$(chroot "$folder" mysqld --version)
case $found in *" $version."*) ;; *) echo "$suite has another MySQL: $found" >&2; exit 1 ;; esac
make_user "$folder" mysql

#!/usr/bin/env bash
# mariadb-in-folder.sh VERSION SUITE: MariaDB and its client tools in the folder of a Debian release that has that version. Its
# packages exclude MySQL's, so they are only unpacked, under /opt.
cd "$(dirname "$0")" && . ./common.sh && . ./folder.sh
version=$1 suite=$2
folder=$servers/$suite
place=/opt/mariadb-$version
is_there() { [ -x "$folder$place/usr/sbin/mariadbd" ] && has_user "$folder" mysql; }
is_there && exit
require_apt "MariaDB $version"
lock_folder "$suite"
is_there && exit
echo "Installing MariaDB $version into $folder ..."
in_folder "$suite" libaio1t64 libedit2 libmariadb3 libncurses6 libnuma1 libpam0g libpcre2-8-0 libsystemd0 liburing2
partial=$folder$place.partial
rm -rf "$partial"
mkdir -p "$partial/packages" "$partial/unpacked"
trap 'rm -rf "$partial"' EXIT
download() {
    quietly chroot "$folder" sh -c 'cd "$0" && apt-get download "$@"' "$place.partial/packages" \
        mariadb-server mariadb-server-core mariadb-client mariadb-client-core
}
download 2>/dev/null || { update_folder "$folder"; download; }
for package in "$partial"/packages/*.deb; do dpkg -x "$package" "$partial/unpacked"; done
found=$(chroot "$folder" "$place.partial/unpacked/usr/sbin/mariadbd" --version)
case $found in *" $version."*) ;; *) echo "$suite has another MariaDB: $found" >&2; exit 1 ;; esac
mv "$partial/unpacked" "$folder$place"
make_user "$folder" mysql

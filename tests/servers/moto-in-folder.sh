#!/usr/bin/env bash
# moto-in-folder.sh SUITE: moto, which answers as S3 does, in the folder of a Debian release that has a version with
# conditional writes.
cd "$(dirname "$0")" && . ./common.sh && . ./folder.sh
suite=$1
folder=$servers/$suite
is_there() { [ -x "$folder/usr/bin/moto_server" ] && [ -d "$folder/usr/lib/python3/dist-packages/flask_cors" ]; }
is_there && exit
require_apt "moto"
lock_folder "$suite"
is_there && exit
echo "Installing moto into $folder ..."
in_folder "$suite" python3-moto python3-flask python3-flask-cors
is_there || { echo "The packages of $suite have no moto_server." >&2; exit 1; }

#!/usr/bin/env bash
# documentdb-in-folder.sh SUITE: the engine that answers MongoDB's commands in the tests, in the folder of a Debian release that
# has it: an extension of PostgreSQL 18, which the folder holds for its own tests too. It takes 0.9 GB there. Only a cluster whose
# settings load it sees it, so those of PostgreSQL's tests do not.
cd "$(dirname "$0")" && . ./common.sh && . ./folder.sh
suite=$1
folder=$servers/$suite
is_there() { [ -f "$folder/usr/share/postgresql/18/extension/documentdb.control" ] && [ -x "$folder/usr/lib/postgresql/18/bin/postgres" ]; }
is_there && exit
require_apt "documentdb"
lock_folder "$suite"
is_there && exit
echo "Installing documentdb into $folder ..."
in_folder "$suite" postgresql-18-documentdb
is_there || { echo "The packages of $suite have no documentdb for PostgreSQL 18." >&2; exit 1; }

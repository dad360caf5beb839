#!/usr/bin/env bash
# PostgreSQL 15 from the distribution, with its extensions, and without the server that the package would start.
cd "$(dirname "$0")" && . ./common.sh
[ -x /usr/lib/postgresql/15/bin/postgres ] && exit
require_apt "PostgreSQL 15"
echo "Installing PostgreSQL 15 ..."
if [ ! -e /etc/postgresql-common ]; then
    mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/backuptools-tests.conf
fi
apt_install postgresql-15

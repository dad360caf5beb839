#!/usr/bin/env bash
# Apache's server with its WebDAV, whose program tests start for themselves: the package has no service.
cd "$(dirname "$0")" && . ./common.sh
[ -x /usr/sbin/apache2 ] && [ -e /usr/lib/apache2/modules/mod_dav_fs.so ] && exit
require_apt "Apache's server"
echo "Installing Apache's server ..."
apt_install apache2-bin

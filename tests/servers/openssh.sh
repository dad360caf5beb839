#!/usr/bin/env bash
# An OpenSSH server, whose program tests start for themselves, and rclone, which serves SFTP with passwords and WebDAV. The service that the
# package brings is neither started nor left to start with the machine.
cd "$(dirname "$0")" && . ./common.sh
[ -x /usr/sbin/sshd ] && command -v rclone >/dev/null && exit
require_apt "OpenSSH's server or rclone"
echo "Installing OpenSSH's server and rclone ..."
policy=/usr/sbin/policy-rc.d
kept=$policy.before-backuptools
restore_policy() {
    if grep -qs backuptools "$policy"; then rm "$policy"; fi
    if [ -e "$kept" ]; then mv "$kept" "$policy"; fi
}
restore_policy
trap restore_policy EXIT
if [ -e "$policy" ]; then mv "$policy" "$kept"; fi
printf '#!/bin/sh\n# backuptools\nexit 101\n' >"$policy"
chmod +x "$policy"
had=$([ -x /usr/sbin/sshd ] && echo yes || echo no)
apt_install openssh-server rclone
if [ "$had" = no ] && command -v systemctl >/dev/null; then systemctl disable --quiet ssh 2>/dev/null || true; fi

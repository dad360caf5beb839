#!/usr/bin/env bash
# tools.sh [NAME...]: small programs that tests judge with.
cd "$(dirname "$0")" && . ./common.sh
tools=(sqlite3 brotli zstd unzip python3 cron systemd-analyze)
[ $# -eq 0 ] || tools=("$@")
missing=()
for tool in "${tools[@]}"; do command -v "$tool" >/dev/null || missing+=("$tool"); done
[ "${#missing[@]}" -eq 0 ] && exit
require_apt "${missing[*]}"
echo "Installing ${missing[*]} ..."
apt_install "${missing[@]/systemd-analyze/systemd}"

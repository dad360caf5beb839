# Functions of the scripts in this folder. Sourced, not run.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
servers=${BACKUPTOOLS_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/backuptools/servers}

# Ends the script where nothing can be installed.
require_apt() {
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "$1 is missing, and only root can install it with apt-get." >&2
        exit 1
    fi
}

# Runs a command whose output is of interest only when it fails.
quietly() {
    local log
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then rm -f "$log"; return; fi
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
}

apt_install() {
    apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
    quietly apt-get update
    quietly apt-get install -y --no-install-recommends "$@"
}

# The archive that this machine's own packages come from.
debian_mirror() {
    apt-get indextargets --format '$(CREATED_BY) $(COMPONENT) $(REPO_URI)' | awk '$1 == "Packages" && $2 == "main" { print $3; exit }'
}

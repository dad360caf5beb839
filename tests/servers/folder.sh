# Functions for folders that hold a Debian release, whose programs are run in it by chroot. Sourced after common.sh, not run.

# in_folder SUITE PACKAGE...: installs packages into the folder of a release, which is made where it is not there. A folder
# that cannot be completed is not made at all; the caller holds the folder's lock.
in_folder() {
    local suite=$1 folder=$servers/$1
    shift
    if [ -d "$folder" ]; then
        apt_in_folder "$folder" "$@"
        return
    fi
    command -v debootstrap >/dev/null || { echo "Installing debootstrap ..."; apt_install debootstrap; }
    local partial=$folder.partial
    release_folder "$partial"
    rm -rf --one-file-system "$partial"
    if ! quietly debootstrap --variant=minbase --include="$(IFS=,; echo "$*")" "$suite" "$partial" "$(debian_mirror)"; then
        release_folder "$partial"
        rm -rf --one-file-system "$partial"
        return 1
    fi
    release_folder "$partial"
    rm -rf "$partial"/var/cache/apt/archives/*.deb
    mv "$partial" "$folder"
}

# lock_folder SUITE: waits until nobody else changes the folder, and keeps it until this script ends.
lock_folder() {
    mkdir -p "$servers"
    exec 9>"$servers/.lock-$1"
    flock 9
}

# The lists in the folder may be older than the mirror's packages. No package is to start a server there.
apt_in_folder() {
    local folder=$1
    shift
    cp /etc/resolv.conf "$folder/etc/resolv.conf"
    printf '#!/bin/sh\nexit 101\n' >"$folder/usr/sbin/policy-rc.d"
    chmod +x "$folder/usr/sbin/policy-rc.d"
    quietly chroot "$folder" dpkg --configure -a
    chroot "$folder" apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 || {
        update_folder "$folder"
        quietly chroot "$folder" apt-get install -y --no-install-recommends "$@"
    }
    chroot "$folder" apt-get clean
}

# The lists of a release that was not signed lately count as expired, and are good all the same.
update_folder() {
    quietly chroot "$1" apt-get -o Acquire::Check-Valid-Until=false update
}

# has_user and make_user FOLDER NAME: a user that servers in the folder run as.
has_user() { grep -qs "^$2:" "$1/etc/passwd"; }
make_user() {
    has_user "$1" "$2" || chroot "$1" useradd --system --no-create-home --shell /usr/sbin/nologin "$2"
}

release_folder() {
    umount "$1/proc" "$1/sys" 2>/dev/null || true
}

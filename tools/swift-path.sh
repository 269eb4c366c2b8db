# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
#
# Sourced by the scripts beside it. `find_swift` puts the first Swift that is new enough
# on the PATH: the one that is there, or one in the usual places for a toolchain archive.

# shellcheck shell=bash

swift_is_new_enough() {
    local version
    version=$("$1" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p')
    [[ -n $version ]] || return 1
    local major=${version%%.*} minor=${version#*.}
    ((major > 6 || (major == 6 && minor >= 2)))
}

find_swift() {
    local candidate
    for candidate in "$(command -v swift || true)" \
        /opt/swift/usr/bin/swift /usr/local/swift/usr/bin/swift; do
        if [[ -x $candidate ]] && swift_is_new_enough "$candidate"; then
            export PATH="${candidate%/swift}:$PATH"
            return 0
        fi
    done
    cat >&2 <<'MESSAGE'
error: Swift 6.2 or newer is not here.
Looked on the PATH, in /opt/swift/usr/bin and in /usr/local/swift/usr/bin.
Get the Debian 12 archive of Swift 6.3 from https://www.swift.org/install/linux/ and unpack
it so that /opt/swift/usr/bin/swift exists, or put its usr/bin on the PATH; then try again.
MESSAGE
    return 1
}

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The SDK as its users get it: `make install` into a folder of one's own, and the Debian package,
# unpacked; with each of them an example is built and booted.
#
#     installed.sh BUILD SCRATCH

root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) || exit 2
scratch=$2
board=qemu_virt_aarch64_el1
unset MICROKIT_SDK
rm -rf "$scratch"
mkdir -p "$scratch" && scratch=$(cd "$scratch" && pwd) || exit 2
tests=0
failures=0

# check NAME COMMAND...: one test; the command says whether it passed.
check() {
    name=$1
    shift
    tests=$((tests + 1))
    if "$@" > "$scratch/log" 2>&1; then
        echo "ok $tests - $name"
    else
        sed 's/^/# /' "$scratch/log" | tail -30
        echo "not ok $tests - $name"
        failures=$((failures + 1))
    fi
}

# What a user does with an SDK below $1: builds, boots, looks something up.
builds() {
    make -C "$root/examples/hello" BUILD_DIR="$1-hello" MICROKIT_SDK="$1/lib/annona"
}
builds_with_links() {
    make -C "$root/examples/hello" BUILD_DIR="$1-links" MICROKIT_SDK="$1/lib/annona" \
        MICROKIT_TOOL="$1/bin/microkit"
}
boots() {
    "$root/tests/examples/play" -t 60 "$root/examples/hello/expected.txt" \
        "$1/bin/annona" run --board $board "$1-hello/loader.img" -- -icount shift=3
}
carries_examples() {
    make -C "$1/lib/annona/example/demo" BUILD_DIR="$1-demo" MICROKIT_SDK="$1/lib/annona"
}
manuals() {
    MANPATH=$1/share/man man -w annona annona-system
}
try() {
    check "$1: builds an example" builds "$2"
    check "$1: builds with the program on the path" builds_with_links "$2"
    check "$1: boots it" boots "$2"
    check "$1: its own copy of the demo builds, drivers included" carries_examples "$2"
    if command -v man > /dev/null; then
        check "$1: manual pages are found" manuals "$2"
    fi
}

cd "$root" || exit 2
check 'make install' make --no-print-directory BUILD="$build" DESTDIR="$scratch/staged" PREFIX=/opt \
    install
try 'installed' "$scratch/staged/opt"
check 'make deb' make --no-print-directory BUILD="$build" deb
check 'the package unpacks' dpkg-deb -x "$build"/annona_*.deb "$scratch/package"
try 'package' "$scratch/package/usr"
echo "1..$tests"
[ "$failures" -eq 0 ]

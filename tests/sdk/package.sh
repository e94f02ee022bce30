#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installing, the Debian package and the completions, with an SDK of stubs.
. "$(dirname "$0")/lib.sh"
root=$(realpath "$here/../..")

cd "$work" || exit 1
mkdir -p sdk/doc
cp "$root/VERSION" "$root/LICENSE" sdk/
unset MICROKIT_SDK

check "install" "$root/sdk/install" sdk "$work/prefix"
boards() { [ "$("$1" boards | head -1 | cut -d ' ' -f 1)" = qemu_virt_aarch64 ]; }
check "the installed tool finds its SDK" boards prefix/bin/annona
microkit_help() { prefix/bin/microkit --help | grep -q -e --search-path; }
check "microkit is there too" microkit_help

# The package.
make_package() { "$root/sdk/make-deb" sdk 1.2.3 "$(dpkg --print-architecture)" "$1" > /dev/null; }
check "package" make_package "$work/a.deb"
check "the same package again" make_package "$work/b.deb"
check "it is the same" cmp a.deb b.deb
field() { [ "$(dpkg-deb -f a.deb "$1")" = "$2" ]; }
check "name" field Package annona
check "version" field Version 1.2.3
depends() { dpkg-deb -f a.deb Depends | grep -q "$1"; }
for library in libxml2 libelf1 libjansson4 libc6; do
    check "depends on $library" depends "^\(.*, \)\{0,1\}$library (>= [0-9]"
done
dpkg-deb -c a.deb > listing
holds() { grep -q " $1\$" listing; }
for file in ./usr/bin/annona ./usr/lib/annona/bin/annona \
    ./usr/lib/annona/board/qemu_virt_aarch64/debug/elf/loader.bin \
    ./usr/share/man/man1/annona.1.gz ./usr/share/man/man5/annona-system.5.gz \
    ./usr/share/bash-completion/completions/annona.bash \
    ./usr/share/zsh/site-functions/_annona ./usr/share/doc/annona/copyright; do
    case $file in
    ./usr/bin/annona) check "holds $file" holds "$file -> ../lib/annona/bin/annona" ;;
    *) check "holds $file" holds "$file" ;;
    esac
done
owners() { [ -z "$(awk '$2 != "root/root"' listing)" ]; }
check "everything belongs to root" owners
only_usr() { [ -z "$(awk '$6 !~ /^\.\/(usr\/.*)?$/' listing)" ]; }
check "nothing lies outside of /usr" only_usr
check "it unpacks" dpkg-deb -x a.deb unpacked
check "the packaged tool runs" boards unpacked/usr/bin/annona
sums() { dpkg-deb -e a.deb control && (cd unpacked && md5sum --quiet -c ../control/md5sums); }
check "checksums" sums
same_tree() {
    (cd sdk && find . -type f ! -path ./bin/annona) | while read -r file; do
        cmp "sdk/$file" "unpacked/usr/lib/annona/$file" || exit 1
    done
}
check "the whole SDK is in it" same_tree

# Completion: what bash would offer behind a line.
offers() {
    PATH=$work/prefix/bin:$PATH bash -c '
        source "$0"
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _annona
        printf "%s\n" "${COMPREPLY[@]}"' "$work/prefix/share/bash-completion/completions/annona" \
        "$@" > offered
}
offer() {
    wanted=$1
    shift
    offers "$@"
    grep -qxF -- "$wanted" offered && return 0
    sed 's/^/# /' offered
    return 1
}
check "completes verbs" offer report annona r
check "completes options" offer --no-images annona check --no
check "completes options of one verb only" [ "$(offers annona check --image; cat offered)" = "" ]
check "completes boards" offer qemu_virt_aarch64 annona build --board q
check "completes configurations" offer debug annona build --config d
only_configurations() {
    offers annona build --config ''
    [ "$(sort offered | tr '\n' ' ')" = "$(prefix/bin/annona boards --json | python3 -c '
import json, sys
print(*sorted({config for board in json.load(sys.stdin) for config in board["configs"]}))') " ]
}
check "completes nothing but configurations" only_configurations
check "completes formats" offer capdl annona report --format c
check "completes options of microkit" offer --capdl-json microkit --cap
check "completes boards of microkit" offer qemu_virt_aarch64 microkit --board q
touch some.system
check "completes files" offer some.system annona build so

# The same for zsh: what its completion adds, with the functions of zsh that only work in an editor
# replaced.
if command -v zsh > /dev/null; then
    offers() {
        # shellcheck disable=SC2016 # zsh expands it
        PATH=$work/prefix/bin:$PATH zsh -f -c '
            completion=$1
            shift
            words=("$@")
            CURRENT=$#
            compadd() {
                local explanation array
                zparseopts -D -E X:=explanation a=array
                if (( $#array )); then print -rl -- ${(P)1}; else print -rl -- "$@"; fi
            }
            _files() { print -rl -- *$words[CURRENT]* }
            source $completion' \
            zsh "$work/prefix/share/zsh/site-functions/_annona" "$@" > offered 2>&1
    }
    check "zsh: completes verbs" offer report annona r
    check "zsh: completes options" offer --no-images annona check --no
    check "zsh: completes boards" offer qemu_virt_aarch64 annona build --board q
    check "zsh: completes configurations" offer debug annona build --config d
    check "zsh: completes nothing but configurations" only_configurations
    check "zsh: completes formats" offer capdl annona report --format c
    check "zsh: completes options of microkit" offer --capdl-json microkit --cap
    check "zsh: completes boards of microkit" offer qemu_virt_aarch64 microkit --board q
    check "zsh: completes files" offer some.system annona build so
else
    tests=$((tests + 1))
    echo "ok $tests - zsh completion # SKIP there is no zsh"
fi

# Manual pages.
pages() { ! mandoc -T lint -W error "$root/sdk/annona.1" "$root/sdk/annona-system.5" | grep .; }
check "manual pages are well formed" pages
documented() {
    missing=$(for verb in build image run check report boards; do
        "$annona" $verb --help | grep -oE -- '--[a-z][a-z-]*'
    done | sort -u | while read -r option; do
        grep -qF -- "Fl -${option#--}" "$root/sdk/annona.1" || echo "$option"
    done)
    [ -z "$missing" ] || { echo "# not in annona.1: $missing"; return 1; }
}
check "every option is in the manual page" documented
finish

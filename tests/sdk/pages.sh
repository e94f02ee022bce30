#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The HTML report in a browser, of systems of every size: the demo, with its policies; `supervision`;
# `edf`, with the schedule that it printed when it ran; and the system at all limits.
#
#     pages.sh SDK SCRATCH [SCREENSHOTS]
#
# Without Chromium and its driver there is nothing to be tested, and one line says so.

here=$(cd "$(dirname "$0")" && pwd)
sdk=$(cd "$1" && pwd) || exit 2
scratch=$2
screenshots=${3:-}
board=qemu_virt_aarch64_el1
mkdir -p "$scratch" && scratch=$(cd "$scratch" && pwd) || exit 2

for program in chromium chromedriver; do
    if ! command -v "$program" >/dev/null 2>&1; then
        echo "ok 1 - HTML report # SKIP there is no $program; \`make test-report\` installs it"
        echo '1..1'
        exit 0
    fi
done

# page NAME FOLDER [OPTION...]: builds the system in FOLDER, writes $scratch/NAME.html and tests it.
page() {
    name=$1
    folder=$2
    shift 2
    build=$scratch/$name
    make -C "$folder" BUILD_DIR="$build" MICROKIT_SDK="$sdk" MICROKIT_BOARD=$board \
        >"$build.log" 2>&1 || { cat "$build.log"; return 1; }
    if [ "$name" = edf ]; then
        "$here/../examples/play" -l "$build/console.log" "$folder/expected.txt" \
            "$sdk/bin/annona" run --board $board "$build/loader.img" -- \
            -icount shift=3,sleep=off || return
        set -- --schedule "$build/console.log"
    fi
    description=$folder/$name.system
    [ -f "$description" ] || description=$build/$name.system
    "$sdk/bin/annona" report "$description" --board $board --config debug --search-path "$build" \
        --format html -r "$scratch/$name.html" "$@" || return
    [ -z "$screenshots" ] || mkdir -p "$screenshots/$name"
    "$here/browser.py" "$scratch/$name.html" ${screenshots:+"$screenshots/$name"} |
        sed "s/HTML report:/HTML report of $name:/"
}

cd "$here/../.." || exit 2
for folder in examples/demo examples/supervision examples/edf tests/examples/limits; do
    page "$(basename "$folder")" "$folder" || echo "not ok 1 - HTML report of $folder is made"
done | awk '/^1\.\./ { next }
    { if (sub(/ok [0-9]+ - /, "ok " count + 1 " - ")) { count++ } print; fflush() }
    /^not ok/ { failed = 1 }
    END { print "1.." count + 0; exit failed || !count }'

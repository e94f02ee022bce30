#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Good descriptions: what is built from them.  The second argument is the program `inspect`.
#
# The reports in good/*.report.txt are compared as a whole; after an intended change of the report,
# `UPDATE=1 tests/sdk/good.sh ANNONA INSPECT` writes them anew, to be reviewed.
. "$(dirname "$0")/lib.sh"
inspect=$(realpath "$2")

cd "$here/good" || exit 1
board="--board qemu_virt_aarch64 --config debug"

# build FILE: builds $work/NAME.img
build() {
    # shellcheck disable=SC2086
    "$annona" build "$1" $board --search-path "$programs" -o "$work/${1%.system}.img" \
        -r "$work/${1%.system}.txt" --capdl-json "$work/${1%.system}.json" \
        > "$work/stdout" 2> "$work/stderr" && [ ! -s "$work/stderr" ]
}

golden() {
    [ -n "${UPDATE-}" ] && cp "$work/$1.txt" "$1.report.txt"
    diff "$1.report.txt" "$work/$1.txt" > "$work/diff" 2>&1 && return 0
    sed 's/^/# /' "$work/diff" | head -20
    return 1
}

again() {
    cp "$work/$1.img" "$work/first.img"
    build "$1.system" && cmp "$work/first.img" "$work/$1.img"
}

no_temporary_files() {
    [ -z "$(find "$work" -maxdepth 1 -name '*.??????' ! -name '*.img')" ]
}

for file in *.system; do
    name=${file%.system}
    check "$name: builds" build "$file"
    check "$name: says what it built" grep -q '^MICROKIT|LOADER: image file size = ' "$work/stdout"
    check "$name: report as expected" golden "$name"
    check "$name: init accepts the specification" "$inspect" "$work/$name.img" check
    check "$name: the same image every time" again "$name"
    check "$name: JSON is well formed" python3 -m json.tool "$work/$name.json" /dev/null
done
check "no temporary files are left" no_temporary_files

# What is patched into programs: the value at a symbol's address in a domain's memory.

# patched DOMAIN SYMBOL BYTES EXPECTED
patched() {
    address=$(aarch64-linux-gnu-nm "$programs/pd.elf" | awk -v s="$2" '$3 == s { print $1 }')
    found=$("$inspect" "$work/everything.img" read "$1" "0x$address" "$3")
    [ "$found" = "$4" ] || { echo "# $1: $2 is $found, not $4"; return 1; }
}
zeros() { head -c "$1" /dev/zero | od -An -v -tx1 | tr -d ' \n'; }

check "name" patched parent microkit_name 64 "706172656e74$(zeros 58)"
check "passive" patched server microkit_passive 1 01
check "not passive" patched parent microkit_passive 1 00
check "interrupt mask" patched parent microkit_irqs 8 8000000000000020
check "notification mask" patched parent microkit_notifications 8 0100000000000010
check "notification mask without notify" patched child microkit_notifications 8 "$(zeros 8)"
check "call mask" patched parent microkit_pps 8 0100000000000000
check "I/O port mask" patched parent microkit_ioports 8 "$(zeros 8)"
check "setvar_vaddr" patched server bss_variable 8 0000000400000000
check "setvar_size" patched server other_variable 8 0040000000000000
check "setvar_prefill_size" patched parent bss_variable 8 8813000000000000
check "setvar_id of an interrupt" patched parent other_variable 8 0700000000000000
check "setvar_id of a child" patched parent third_variable 8 3d00000000000000
check "setvar_id of a channel end" patched child bss_variable 8 0100000000000000
check "region_paddr" patched parent data_variable 8 00e0ffbe00000000
check "unpatched bss" patched grandchild bss_variable 8 "$(zeros 8)"

# Contents of files.

page_of_file() {
    [ "$("$inspect" "$work/everything.img" read parent "$1" "$2")" = "$3" ]
}
check "program bytes" patched parent _start 4 "$(od -An -tx1 -j 65536 -N 4 "$programs/pd.elf" |
    tr -d ' ')"
check "prefilled page" page_of_file 0x6001386 4 78780000
check "prefilled region with room" page_of_file 0x6011386 4 78780000
check "room after the file" page_of_file 0x6012000 4 00000000
filled() { "$inspect" "$work/everything.img" fill file_at | cmp - "$programs/five_thousand.bin"; }
check "region at a fixed address is filled from the file" filled

schedule="start 1
domain 0 ticks 5000
domain 3 ticks 6250
domain 0 ticks 0"
same_schedule() { [ "$("$inspect" "$work/everything.img" schedule)" = "$schedule" ]; }
check "domain schedule" same_schedule
finish

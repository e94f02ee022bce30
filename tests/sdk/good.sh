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
    check "$name: capDL in JSON" "$here/report_check.py" spec "$work/$name.json"
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

schedule="start 1 shift 7
domain 0 ticks 5000
domain 3 ticks 6250
domain 0 ticks 0"
same_schedule() { [ "$("$inspect" "$work/everything.img" schedule)" = "$schedule" ]; }
check "domain schedule" same_schedule

# Capability pointers: the variable that was patched leads to the capability meant.

# variable IMAGE DOMAIN SYMBOL: its value
variable() {
    address=$(aarch64-linux-gnu-nm "$programs/pd.elf" | awk -v s="$3" '$3 == s { print $1 }')
    bytes=$("$inspect" "$work/$1.img" read "$2" "0x$address" 8)
    printf '0x%s' "$(echo "$bytes" | sed 's/../& /g' |
        awk '{ for (i = NF; i > 0; i--) printf "%s", $i }')"
}

# leads DOMAIN POINTER EXPECTED
leads() {
    found=$("$inspect" "$work/capabilities.img" resolve "$1" "$2" 2>&1)
    [ "$found" = "$3" ] || { echo "# $1: $2 leads to: $found"; return 1; }
}
# points DOMAIN SYMBOL EXPECTED
points() { leads "$1" "$(variable capabilities "$1" "$2")" "$3"; }
# next DOMAIN SYMBOL OFFSET EXPECTED
next() {
    leads "$1" "$(printf '0x%x' $(($(variable capabilities "$1" "$2") + $3)))" "$4"
}
check "capability in a root slot" leads holder 0x0400000000000000 \
    'tcb_other[0] rights 15 badge 0x0'
check "capability without a slot" points holder bss_variable 'vspace_other[0] rights 15 badge 0x0'
check "several untypeds in a row" next holder data_variable 2 \
    'untyped_holder_memory[2] rights 15 badge 0x0'
check "own CSpace" points holder other_variable 'cspace_holder[0] rights 15 badge 0x0'
check "the next CNode" next holder other_variable 1 'cnode_other_free[0] rights 15 badge 0x0'
check "least rights to an endpoint" leads holder 460 'ep_other[0] rights 9 badge 0x0'
check "rights and badge as stated" leads holder 461 'ep_other[0] rights 13 badge 0x123'
check "least rights to a notification" leads holder 462 'ntfn_other[0] rights 1 badge 0x4'
check "fault endpoint" leads holder 464 'ep_monitor[0] rights 9 badge 0x2'
check "frames of a region" leads holder 466 'shared[2] rights 2 badge 0x0'
check "another domain's interrupt" leads holder 467 'irq_41_other[0] rights 15 badge 0x0'
check "free slots are free" next holder third_variable 15 'inspect: an empty slot'
check "free slots begin where they were put" \
    [ "$(variable capabilities holder third_variable)" = 0x1400000000000000 ]
check "CNode of free slots" points other bss_variable 'cnode_other_free[0] rights 15 badge 0x0'
check "CNode in a CNode: a slot of the outer" points other data_variable \
    'tcb_other[0] rights 15 badge 0x0'
check "CNode in a CNode: a slot of the inner" next other other_variable 1 \
    'file_and_room[1] rights 3 badge 0x0'
check "region of two objects" next other other_variable 3 'file_and_room (rest)[1] rights 3 badge 0x0'
check "CNode in a CNode: a stated slot" next other other_variable 100 \
    'sched_context_other[0] rights 15 badge 0x0'
check "first free slot" [ "$(variable capabilities other third_variable)" = 0x0000000000000065 ]
check "large base CNode: before" points rich data_variable 'tcb_rich[0] rights 15 badge 0x0'
check "large base CNode: run" next rich bss_variable 999 'untyped_rich_1[999] rights 15 badge 0x0'
check "large base CNode: behind" points rich other_variable \
    'sched_context_rich[0] rights 15 badge 0x0'

# Supervision.

# supervises SYMBOL EXPECTED: what a variable of the supervisor leads to
supervises() {
    address=$(aarch64-linux-gnu-nm "$programs/restart.elf" | awk -v s="$1" '$3 == s { print $1 }')
    value=$("$inspect" "$work/supervision.img" read boss "0x$address" 2 | sed 's/\(..\)\(..\)/\2\1/')
    found=$("$inspect" "$work/supervision.img" resolve boss "0x$value" 2>&1)
    [ "$found" = "$2" ] || { echo "# $1 = 0x$value leads to: $found"; return 1; }
}
handlers() {
    found=$("$inspect" "$work/supervision.img" handlers "$1" | tr '\n' ' ')
    [ "$found" = "$2" ] || { echo "# $found"; return 1; }
}
check "supervised TCB" supervises bss_variable 'tcb_worker[0] rights 15 badge 0x0'
check "supervised scheduling context" supervises other_variable \
    'sched_context_worker[0] rights 15 badge 0x0'
check "scheduling control" supervises third_variable 'sched_control_0[0] rights 15 badge 0x0'
check "faults and timeouts go to different domains" handlers worker \
    'faults ep_boss 0x4000000000000005 timeouts ep_clock 0x4000000000000000 '
check "a child's faults go to its parent" handlers child \
    'faults ep_boss 0x4000000000000006 timeouts ep_clock 0x400000000000003d '
check "others' faults go to the monitor" handlers boss 'faults ep_monitor 0x1 timeouts  0x0 '

# Boards there is no kernel for yet: descriptions for them are specified and reported on.

# specified BOARD FILE: writes $work/planned.txt, and checks with and without programs
specified() {
    planned="--board $1 --config debug --search-path $programs"
    # shellcheck disable=SC2086
    "$annona" report "$2" $planned > "$work/planned.txt" 2> "$work/stderr" &&
        "$annona" check "$2" $planned 2> "$work/stderr" &&
        "$annona" check --no-images "$2" --board "$1" --config release 2> "$work/stderr" &&
        [ ! -s "$work/stderr" ] && return 0
    sed 's/^/# /' "$work/stderr"
    return 1
}
planned_golden() {
    [ -n "${UPDATE-}" ] && cp "$work/planned.txt" "$1"
    diff "$1" "$work/planned.txt" > "$work/diff" 2>&1 && return 0
    sed 's/^/# /' "$work/diff" | head -20
    return 1
}
no_kernel() {
    ! "$annona" build "$2" --board "$1" --config debug --search-path "$programs" \
        -o "$work/planned.img" > "$work/stdout" 2> "$work/stderr" &&
        grep -q "no kernel for board '$1' in this SDK yet .*\[sdk-kernel\]" "$work/stderr" &&
        [ ! -e "$work/planned.img" ] && [ ! -s "$work/stdout" ]
}
for folder in ../good-*; do
    planned_board=${folder#../good-}
    for file in "$folder"/*.system; do
        name=$planned_board/$(basename "$file" .system)
        check "$name: is specified" specified "$planned_board" "$file"
        check "$name: report as expected" planned_golden "${file%.system}.report.txt"
        check "$name: no image yet" no_kernel "$planned_board" "$file"
    done
done
finish

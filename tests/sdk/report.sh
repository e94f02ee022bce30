#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Reports: every format of every good description is read back by a reader of its own; and what is
# broken in them has to be noticed.
. "$(dirname "$0")/lib.sh"

cd "$here/good" || exit 1
board="--board qemu_virt_aarch64 --config debug"
schema=$here/../../sdk/report.schema.json

# written FILE FORMAT: writes $work/out.FORMAT
written() {
    # shellcheck disable=SC2086
    "$annona" report "$1" $board --search-path "$programs" --format "$2" > "$work/out.$2" \
        2> "$work/stderr" && [ ! -s "$work/stderr" ] && [ -s "$work/out.$2" ]
}
compiles() {
    printf '#include "out.header"\nint main(void) { return 0; }\n' > "$work/header.c"
    gcc -Wall -Wextra -Werror -I"$work" -fsyntax-only "$work/header.c"
}
page_holds_document() {
    sed -n 's/.*<script type="application\/json" id="document">\(.*\)<\/script>$/\1/p' \
        "$work/out.html" > "$work/embedded"
    python3 -c 'import json, sys
a, b = (json.load(open(name)) for name in sys.argv[1:])
sys.exit(a != b)' "$work/embedded" "$work/out.json"
}
balanced() { head -1 "$work/out.dot" | grep -q '^digraph' && tail -1 "$work/out.dot" | grep -q '^}$'; }

for file in *.system; do
    name=${file%.system}
    for format in text json dot capdl html header; do
        check "$name: $format is written" written "$file" "$format"
    done
    check "$name: JSON obeys the schema" "$here/report_check.py" json "$schema" "$work/out.json"
    check "$name: capDL obeys the grammar" "$here/report_check.py" capdl "$work/out.capdl"
    check "$name: the page holds the same document" page_holds_document
    check "$name: the header compiles" compiles
    check "$name: the graph is complete" balanced
done

# The readers notice what is wrong.
refused() {
    sed "$2" "$work/good.$1" > "$work/changed.$1"
    cmp -s "$work/good.$1" "$work/changed.$1" && { echo "# nothing changed"; return 1; }
    if [ "$1" = json ]; then
        ! "$here/report_check.py" json "$schema" "$work/changed.json" > /dev/null
    else
        ! "$here/report_check.py" capdl "$work/changed.capdl" > /dev/null
    fi
}
check "everything again: JSON" written everything.system json
cp "$work/out.json" "$work/good.json"
check "everything again: capDL" written everything.system capdl
cp "$work/out.capdl" "$work/good.capdl"
check "another version is noticed" refused json 's/"version": 1/"version": 2/'
check "an unknown field is noticed" refused json 's/"board":/"bord":/'
check "a bad number is noticed" refused json '0,/"0x/s//"0y/'
check "a capability in no CNode is noticed" refused json '0,/"cnode": [0-9]*/s//"cnode": 0/'
check "capDL: an undefined name is noticed" refused capdl 's/    ntfn_server = notification//'
check "capDL: a slot too high is noticed" refused capdl 's/0x3f: sched/0x40: sched/'
check "capDL: a wrong kind is noticed" refused capdl 's/ = pud$/ = pt/'
check "capDL: an unknown parameter is noticed" refused capdl 's/max_prio/most_prio/'
check "capDL: a missing brace is noticed" refused capdl '$d'

# All of them from one build, and the header's numbers.
cd "$work" || exit 1
all_reports() { "$annona" "$@" > stdout; }
# shellcheck disable=SC2086
check "annona build writes all reports" all_reports build "$here/good/everything.system" $board \
    --search-path "$programs" --report-json b.json --report-html b.html --report-dot b.dot \
    --report-capdl b.capdl --emit-header b.h
for file in b.json b.html b.dot b.capdl b.h; do
    check "$file is there" [ -s $file ]
done
check "JSON with the image's memory" "$here/report_check.py" json "$schema" b.json
check "the kernel is in the memory map" grep -q '"what": "kernel"' b.json
check "header: channel" grep -qx '#define PARENT_CHANNEL_CHILD 60' b.h
check "header: interrupt" grep -qx '#define PARENT_IRQ_34 61' b.h
check "header: child" grep -qx '#define CHILD_CHILD_GRANDCHILD 0' b.h
unknown_format() {
    # shellcheck disable=SC2086
    ! "$annona" report "$here/good/hello.system" $board --search-path "$programs" \
        --format yaml > out 2> err && [ ! -s out ] && grep -q 'no report format' err
}
check "an unknown format is refused" unknown_format
finish

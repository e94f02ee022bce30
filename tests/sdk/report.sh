#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Reports: every format of every good description is read back by a reader of its own; and what is
# broken in them has to be noticed.
. "$(dirname "$0")/lib.sh"

cd "$here/good" || exit 1
board="--board qemu_virt_aarch64 --config debug"
schema=$here/../../sdk/report.schema.json

# written FILE FORMAT: writes $work/out.FORMAT, for the board $board names
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

for file in *.system ../good-*/*.system; do
    name=${file%.system}
    case $file in
    ../good-*) planned=${file#../good-} board="--board ${planned%%/*} --config debug" ;;
    *) board="--board qemu_virt_aarch64 --config debug" ;;
    esac
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
board="--board qemu_virt_aarch64 --config debug"
refused() {
    sed "$2" "$work/good.$1" > "$work/changed.$1"
    cmp -s "$work/good.$1" "$work/changed.$1" && { echo "# nothing changed"; return 1; }
    if [ "$1" = json ]; then
        ! "$here/report_check.py" json "$schema" "$work/changed.json" > /dev/null
    elif [ "$1" = spec ]; then
        ! "$here/report_check.py" spec "$work/changed.spec" > /dev/null
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
# shellcheck disable=SC2086
"$annona" build everything.system $board --search-path "$programs" -o "$work/e.img" \
    -r "$work/e.txt" --capdl-json "$work/good.spec" > /dev/null
check "capDL in JSON" "$here/report_check.py" spec "$work/good.spec"
check "capDL in JSON: an unknown member is noticed" refused spec 's/"log_level"/"log"/'
check "capDL in JSON: another order is noticed" refused spec \
    's/"paddr": 1342177280/"paddr": 4294967296/'
check "capDL in JSON: a wrong kind is noticed" refused spec \
    '0,/"SchedContext": {"object"/s//"Tcb": {"object"/'
check "capDL in JSON: a slot too high is noticed" refused spec '0,/\[63, /s//[64, /'

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

# A schedule, taken from a console log with all kinds of other lines in it.
{
    printf 'schedule 0 a first run\r\nslice 0 a 0 50\r\nslice 0 b 50 4503599627370495\n'
    printf 'booted\nslice\nslice 0 a\nslice 0 a 5 x\nslice 0 a 9 8\nslice -1 a 1 2\nslice 64 a 1 2\n'
    printf 'slice 0 a 1 99999999999999999999\nslice 0 a 1 2 3\nmissed 0 a 40\nmissed 0 a\n'
    printf 'schedule 2 a third run\nslice 2 \001 1 2\nslice 2 c 7 7\nslice 0 %0300d 1 2' 0
} > console.log
scheduled() {
    # shellcheck disable=SC2086
    "$annona" report "$here/good/everything.system" $board --search-path "$programs" \
        --format "$1" --schedule "$2" > "out.$1" 2> stderr
}
schedule_is() {
    python3 -c 'import json, sys
runs = json.load(open("out.json"))["schedule"]
sys.exit(runs != [
    {"title": "a first run", "slices": [{"name": "a", "start_us": 0, "end_us": 50},
     {"name": "b", "start_us": 50, "end_us": 4503599627370495}],
     "missed": [{"name": "a", "at_us": 40}]},
    {"title": "", "slices": [], "missed": []},
    {"title": "a third run", "slices": [{"name": "c", "start_us": 7, "end_us": 7}],
     "missed": []}])'
}
check "a schedule is taken from a log" scheduled json console.log
check "JSON with a schedule obeys the schema" "$here/report_check.py" json "$schema" out.json
check "the schedule is what was in the log" schedule_is
check "a page with a schedule" scheduled html console.log
no_schedule() { ! scheduled json "$1" && grep -q "$2" stderr && [ ! -s out.json ]; }
printf 'slice 0 a 1\n' > none.log
check "a log without a schedule is refused" no_schedule none.log 'no schedule in it \[schedule\]'
check "a log that is not there is refused" no_schedule missing.log 'missing.log: .* \[file\]'

unknown_format() {
    # shellcheck disable=SC2086
    ! "$annona" report "$here/good/hello.system" $board --search-path "$programs" \
        --format yaml > out 2> err && [ ! -s out ] && grep -q 'no report format' err
}
check "an unknown format is refused" unknown_format
finish

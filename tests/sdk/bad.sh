#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Bad descriptions: every file in bad/ names in its first line the error it has, as
#
#     <!-- expect: LINE:COLUMN rule-name -->
#
# and must get exactly that one error, a message that names the file, exit status 1, and no output.
# With <!-- board: NAME --> in the second line it is for a board there is no kernel for yet.
. "$(dirname "$0")/lib.sh"

cd "$here/bad" || exit 1

# rejected FILE: runs the tool on one bad description.
rejected() {
    file=$1
    expected=$(sed -n '1s/<!-- expect: \(.*\) -->/\1/p' "$file")
    where=${expected% *}
    rule=${expected#* }
    board=$(sed -n '2s/<!-- board: \(.*\) -->/\1/p' "$file")
    rm -f "$work"/out.*
    if [ -n "$board" ]; then
        "$annona" check "$file" --board "$board" --config debug --search-path "$programs" \
            > "$work/stdout" 2> "$work/stderr"
    else
        "$annona" build "$file" --board qemu_virt_aarch64 --config debug \
            --search-path "$programs" -o "$work/out.img" -r "$work/out.txt" \
            > "$work/stdout" 2> "$work/stderr"
    fi
    status=$?
    prefix=$file:$where
    if [ $status -ne 1 ]; then
        echo "# exit status $status"
    elif [ "$(grep -c ': error: ' "$work/stderr")" -ne 1 ]; then
        echo "# not one error"
    elif ! grep -q "^$prefix: error: .*\[$rule\]\$" "$work/stderr"; then
        echo "# not the error expected: $prefix … [$rule]"
    elif ls "$work"/out.* 2> /dev/null || [ -s "$work/stdout" ]; then
        echo "# there is output"
    else
        return 0
    fi
    sed 's/^/# /' "$work/stderr" | head -20
    return 1
}

for file in *.system; do
    check "bad description: ${file%.system}" rejected "$file"
done

# Every rule of the table has a description that breaks it; region-unused is only a warning.
for file in *.system; do
    sed -n '1s/<!-- expect: .* \(.*\) -->/\1/p' "$file"
done | sort -u > "$work/covered"
covered() {
    sed -n 's/^RULE("\([^"]*\)".*/\1/p' "$here/../../sdk/check_rules.def" |
        grep -v '^region-unused$' | sort > "$work/rules"
    missing=$(comm -13 "$work/covered" "$work/rules")
    [ -z "$missing" ] || { echo "# without a test: $missing"; return 1; }
}
check "every rule has a bad description" covered
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What is said about violated policies: the whole text, chains included, is compared with
# policy.expected.txt; once with the programs and once without, where only the capabilities' slots
# may differ.  After an intended change, `UPDATE=1 tests/sdk/policy.sh ANNONA` writes it anew.
. "$(dirname "$0")/lib.sh"

cd "$here/bad" || exit 1
board="--board qemu_virt_aarch64 --config debug"

# messages OPTION...: what the tool says about all bad policies
messages() {
    for file in policy-*.system; do
        # shellcheck disable=SC2086
        "$annona" check "$file" $board "$@" 2>&1
    done
}

golden() {
    diff "$here/policy.expected.txt" "$work/with" > "$work/diff" 2>&1 && return 0
    sed 's/^/# /' "$work/diff" | head -20
    return 1
}

without_places() { sed 's/ (slot [0-9]* of [^)]*)//g' "$1"; }

same_without() {
    without_places "$work/with" > "$work/a"
    without_places "$work/without" | diff "$work/a" - > "$work/diff" && return 0
    sed 's/^/# /' "$work/diff" | head -20
    return 1
}

messages --search-path "$programs" > "$work/with"
messages --no-images > "$work/without"
[ -n "${UPDATE-}" ] && cp "$work/with" "$here/policy.expected.txt"
check "violated policies: messages as expected" golden
check "violated policies: the same without programs" same_without

# Every policy of the good description fails if what it relies on is taken away.

# breaks SED RULE: the changed description has that error
breaks() {
    sed "$1" "$here/good/policy.system" > "$work/changed.system"
    # shellcheck disable=SC2086
    "$annona" check "$work/changed.system" $board --no-images > "$work/out" 2>&1
    [ $? -eq 1 ] && grep -q "\[$2\]" "$work/out" && return 0
    sed 's/^/# /' "$work/out"
    return 1
}
check "without trust in the log, keys are not isolated" \
    breaks 's/ trusted="log"//' policy-isolated
check "with a channel, guard is not isolated" \
    breaks 's/<end pd="keys" id="0" pp="true"/<end pd="guard" id="0"/' policy-isolated
check "a writing display sends back" breaks 's/perms="r" /perms="rw" /' policy-flow
check "a notifying display sends back" breaks 's/ notify="false"//' policy-flow
check "another one that notifies the display" \
    breaks 's/<end pd="keys" id="0" pp="true" \/>/<end pd="keys" id="0" \/>/;
            s/<end pd="log" id="1" \/>/<end pd="display" id="5" notify="false" \/>/' policy-only
check "secrets mapped by the log" breaks \
    's/<protection_domain name="log" priority="200">/&<map mr="secrets" vaddr="0x5000000" \/>/' \
    policy-no-memory
finish

# SPDX-License-Identifier: BSD-2-Clause
# What the test scripts of the tool share.  A script is called with the tool to test as its first
# argument; it sources this file, reports with `check`, and ends with `finish`.
#
#     $annona     the tool, absolute
#     $here       tests/sdk
#     $work       a folder of its own, removed at the end; $work/sdk is an SDK of stubs
#     $programs   the stubs' programs

annona=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests=0
failures=0

"$here/fake-sdk" "$annona" "$work/sdk" || { echo 'not ok 1 - stubs'; echo '1..1'; exit 1; }
MICROKIT_SDK=$work/sdk
programs=$work/sdk/programs
export MICROKIT_SDK

# check NAME COMMAND...: one test; the command says whether it passed.
check() {
    check_name=$1
    shift
    tests=$((tests + 1))
    if "$@"; then
        echo "ok $tests - $check_name"
    else
        echo "not ok $tests - $check_name"
        failures=$((failures + 1))
    fi
}

finish() {
    echo "1..$tests"
    [ "$failures" -eq 0 ]
}

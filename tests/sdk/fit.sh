#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The fit check against the machine: is what the tool thinks the kernel hands out what it does hand
# out; does a system that just fits boot, and is one with one page more refused?
#
#     fit.sh SDK FIT_LIST BOARD...
#
# The machine has little memory: what is above the image, and what QEMU needs below it.
sdk=$(realpath "$1")
fit_list=$(realpath "$2")
shift 2
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 -$pid 2> /dev/null; rm -rf "$work"' EXIT INT TERM
tests=0
failures=0
MEGABYTES=832

check() {
    tests=$((tests + 1))
    name=$1
    shift
    if "$@"; then
        echo "ok $tests - $name"
    else
        echo "not ok $tests - $name"
        failures=$((failures + 1))
    fi
}

# An SDK for a machine with less memory.
export MICROKIT_SDK="$work/sdk"
mkdir "$MICROKIT_SDK"
cp -r "$sdk/bin" "$sdk/board" "$MICROKIT_SDK/"
end=$(printf '0x%x' $((0x40000000 + MEGABYTES * 1048576)))
sed -i "s/0xc0000000/$end/; s/\"2G\"/\"${MEGABYTES}M\"/" "$MICROKIT_SDK"/board/*/*/board.json
annona=$MICROKIT_SDK/bin/annona

# boots IMAGE PATTERN: whether a line with the pattern appears; the console is in $work/console
boots() {
    : > "$work/console"
    setsid timeout -s KILL 120 "$annona" run --board "$board" --config debug "$1" \
        < /dev/null > "$work/console" 2>&1 &
    pid=$!
    turns=0
    until grep -q "$2" "$work/console"; do
        turns=$((turns + 1))
        if [ $turns -gt 480 ] || ! kill -0 $pid 2> /dev/null; then
            kill -9 -$pid 2> /dev/null
            sed 's/^/# /' "$work/console" | tail -20
            return 1
        fi
        sleep 0.25
    done
    kill -9 -$pid 2> /dev/null
    wait $pid 2> /dev/null
    pid=
    return 0
}

compile() {
    parts=$MICROKIT_SDK/board/$board/debug
    aarch64-linux-gnu-gcc -ffreestanding -mcpu=cortex-a53 -mstrict-align -mgeneral-regs-only -O2 \
        -Wall -Wextra -Werror -I"$parts/include" -c -o "$work/$1.o" "$here/fit/$1.c"
}

same_list() {
    compile untypeds &&
        aarch64-linux-gnu-ld -nostdlib -z noexecstack -z max-page-size=4096 \
            -T "$parts/lib/root.ld" -o "$work/root.elf" "$work/untypeds.o" "$parts/lib/crt0_root.o" \
            "$parts/lib/libannona_crt.a" "$parts/lib/libsel4.a" &&
        "$annona" image --board "$board" --config debug -o "$work/root.img" "$work/root.elf" \
            > "$work/stdout" &&
        "$fit_list" "$board" debug "$work/root.img" > "$work/expected" &&
        boots "$work/root.img" 'E.$' || return 1
    tr -d '\r' < "$work/console" | grep '^[0-9a-f]\{16\}[ E]' > "$work/found"
    cmp -s "$work/expected" "$work/found" && [ "$(wc -l < "$work/found")" -gt 20 ] && return 0
    diff "$work/expected" "$work/found" | sed 's/^/# /' | head
    return 1
}

# fits LARGE SMALL: builds $work/tight.img with so many large pages and small pages
fits() {
    cat > "$work/tight.system" << END
<system>
    <domains>
        <domain name="only" id="2" />
        <domain_schedule start_index="1" index_shift="5">
            <schedule_end_marker />
            <schedule_entry domain="only" duration="10000 us" />
        </domain_schedule>
    </domains>
    <memory_region name="large" size="$(($1 * 2097152))" page_size="0x200000" />
    <memory_region name="small" size="$(($2 * 4096))" page_size="0x1000" />
    <memory_region name="tree" size="0x4000" prefill_bootinfo="fdt" />
    <protection_domain name="tight" priority="100" domain="only">
        <program_image path="tight.elf" />
        <map mr="large" vaddr="0x100000000" setvar_vaddr="large_start" setvar_size="large_size" />
        <map mr="small" vaddr="0x1000000" setvar_vaddr="small_start" setvar_size="small_size" />
        <map mr="tree" vaddr="0x800000" perms="r" setvar_vaddr="tree_start" />
    </protection_domain>
</system>
END
    rm -f "$work/tight.img"
    "$annona" build "$work/tight.system" --board "$board" --config debug --search-path "$work" \
        -o "$work/tight.img" -r "$work/report.txt" > "$work/stdout" 2> "$work/stderr"
}

# most LOW HIGH COMMAND...: the largest number below HIGH for which the command, given it, succeeds
most() {
    low=$1
    high=$2
    while [ $((high - low)) -gt 1 ]; do
        middle=$(((low + high) / 2))
        if fits $3 $middle $4; then
            low=$middle
        else
            high=$middle
        fi
    done
    echo "$low"
}

just_fits() {
    compile tight &&
        aarch64-linux-gnu-ld -nostdlib -z noexecstack "$work/tight.o" -L"$parts/lib" -lmicrokit \
            -T "$parts/lib/microkit.ld" -o "$work/tight.elf" || return 1
    large=$(most 1 512 '' 1)
    small=$(most 1 8192 "$large" '')
    echo "# $large pages of 2 MiB, $small of 4 KiB"
    [ "$large" -gt 300 ] && [ "$small" -gt 1 ] && fits "$large" "$small" &&
        boots "$work/tight.img" '^END' && grep -q '^TREE' "$work/console"
}
one_more_is_refused() {
    fits "$large" $((small + 1)) && return 1
    sed 's/^/# /' "$work/stderr"
    grep -q '0x1000 bytes of memory are missing.*\[memory\]$' "$work/stderr" &&
        grep -q '  free, .* left$' "$work/stderr" && [ ! -e "$work/tight.img" ]
}
at_the_top() {
    sed -i 's/name="small"/name="small" phys_addr="0x73800000"/' "$work/tight.system"
    ! "$annona" build "$work/tight.system" --board "$board" --config debug --search-path "$work" \
        -o "$work/tight.img" -r "$work/report.txt" > "$work/stdout" 2> "$work/stderr" &&
        grep -q 'system:10:.*the kernel puts .* there \[region-memory\]$' "$work/stderr" && return 0
    sed 's/^/# /' "$work/stderr"
    return 1
}

for board; do
    check "$board: the untyped memory at boot is what the tool thinks" same_list
    check "$board: a system that just fits boots, with schedule shifted and device tree" just_fits
    check "$board: with one page more it is refused, with a map" one_more_is_refused
    check "$board: a region where the kernel puts its objects is refused" at_the_top
done
echo "1..$tests"
[ "$failures" -eq 0 ]

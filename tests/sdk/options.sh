#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The command line: every verb, the options upstream's users know, mistakes, and the SDK folder.
# The second argument is the program `inspect`.
. "$(dirname "$0")/lib.sh"
inspect=$(realpath "$2")

cd "$work" || exit 1
cp "$here/good/hello.system" .
cp "$programs/pd.elf" .
board="--board qemu_virt_aarch64 --config debug"
microkit=$work/sdk/bin/microkit

# succeeds COMMAND...: exit status 0 and nothing on standard error
succeeds() {
    "$@" > stdout 2> stderr && [ ! -s stderr ] && return 0
    sed 's/^/# /' stderr
    return 1
}

# fails TEXT COMMAND...: exit status 1, the text on standard error, nothing on standard output
fails() {
    text=$1
    shift
    "$@" > stdout 2> stderr
    [ $? -eq 1 ] && grep -qF -- "$text" stderr && [ ! -s stdout ] && return 0
    sed 's/^/# /' stderr
    return 1
}

makes() {
    file=$1
    shift
    rm -f "$file"
    succeeds "$@" && [ -s "$file" ]
}

# shellcheck disable=SC2086
{
check "microkit: default output names" makes loader.img "$microkit" hello.system $board
check "microkit: default report" [ -s report.txt ]
check "microkit: file last" makes a.img "$microkit" $board -o a.img hello.system
check "microkit: file in the middle" makes a.img "$microkit" --board qemu_virt_aarch64 \
    hello.system --config debug -o a.img
check "microkit: file before the search path" makes a.img "$microkit" hello.system \
    --search-path . /tmp $board -o a.img -r b.txt
check "microkit: search path eats the file" fails '--search-path takes all' "$microkit" \
    $board --search-path . hello.system
check "microkit: value behind an equals sign" makes a.img "$microkit" hello.system \
    --board=qemu_virt_aarch64 --config=debug --output=a.img
check "microkit: image type binary" makes a.img "$microkit" hello.system $board -o a.img \
    --image-type binary
check "microkit: image type elf" makes a.elf "$microkit" hello.system $board -o a.elf \
    --image-type elf
check "microkit: image type uimage" fails 'not supported' "$microkit" hello.system $board \
    --image-type uimage
mkdir viper
check "microkit: viper output" makes viper/hello.vpr "$microkit" hello.system $board \
    --viper-output viper
viper_sets() {
    "$microkit" "$here/good/channels.system" $board --search-path "$programs" -o c.img \
        --viper-output viper > stdout || return 1
    for file in "$here"/good/channels.system; do
        grep -o 'protection_domain name="[^"]*"' "$file" | cut -d'"' -f2 | while read -r domain; do
            [ "$(grep -c '^function pansel4_has_[a-z]*_cap(): Set\[Int\]$' "viper/$domain.vpr")" \
                -eq 5 ] || exit 1
        done
    done
}
check "microkit: viper output for every domain" viper_sets
check "microkit: capDL JSON" makes spec.json "$microkit" hello.system $board --capdl-json spec.json
check "microkit: other kernel" makes a.img "$microkit" hello.system $board -o a.img \
    --override-kernel "$work/sdk/board/qemu_virt_aarch64/debug/elf/sel4.elf"
check "microkit: a program is no kernel" fails '[sdk-kernel]' "$microkit" hello.system $board \
    --override-kernel pd.elf
check "microkit: help" succeeds "$microkit" -h
check "microkit: no arguments" fails 'missing option' "$microkit"
check "microkit: no board" fails "missing option '--board'" "$microkit" hello.system --config debug
check "microkit: unknown board" fails 'the SDK in' "$microkit" hello.system --board b --config debug
check "microkit: unknown configuration" fails 'has: debug' "$microkit" hello.system \
    --board qemu_virt_aarch64 --config c
check "microkit: board outside of the SDK" fails "unknown board '../board/qemu_virt_aarch64'" \
    "$microkit" hello.system --board ../board/qemu_virt_aarch64 --config debug
check "microkit: missing description" fails 'no.system: error: ' "$microkit" no.system $board
check "microkit: value missing" fails 'a value is missing' "$microkit" hello.system $board -o
check "microkit: unknown option" fails "unknown option '--frobnicate'" "$microkit" hello.system \
    $board --frobnicate
check "microkit: two files" fails 'unexpected argument' "$microkit" hello.system $board hello.system
check "microkit: output into a missing folder" fails '[output]' "$microkit" hello.system $board \
    -o no/such/folder.img
}

left_alone() {
    echo old > keep.img
    fails '[output]' "$microkit" hello.system --board qemu_virt_aarch64 --config debug \
        -o keep.img -r no/such/folder.txt && [ "$(cat keep.img)" = old ]
}
check "microkit: nothing is written if one output cannot be" left_alone

same_in_elf() {
    "$microkit" hello.system --board qemu_virt_aarch64 --config debug -o a.img > /dev/null
    tail -c +4097 a.elf | cmp - a.img &&
        aarch64-linux-gnu-readelf -h a.elf | grep -q 'Entry point address: *0x70000000'
}
check "microkit: the ELF image contains the binary one" same_in_elf

check "annona: no arguments prints help" succeeds "$annona"
check "annona: help" succeeds "$annona" --help
check "annona: version" succeeds "$annona" --version
check "annona: unknown verb" fails "unknown verb 'frob'" "$annona" frob
for verb in build image run check report boards; do
    check "annona $verb: help" succeeds "$annona" $verb --help
done
check "annona build: an option of another verb" fails 'unknown option' "$annona" build --json
check "annona boards" succeeds "$annona" boards
check "annona boards: text" grep -q '^qemu_virt_aarch64 ' stdout
check "annona boards: JSON" succeeds "$annona" boards --json
json_boards() {
    python3 -c 'import json
board = json.load(open("stdout"))[0]
assert board["name"] == "qemu_virt_aarch64" and board["configs"] == ["debug"], board'
}
check "annona boards: JSON contents" json_boards
check "annona boards: no SDK" fails 'no boards' env MICROKIT_SDK=/nonexistent "$annona" boards
check "annona: the SDK is found beside the program" succeeds env -u MICROKIT_SDK "$microkit" \
    hello.system --board qemu_virt_aarch64 --config debug

# shellcheck disable=SC2086
{
check "annona check" succeeds "$annona" check hello.system $board
check "annona check: writes nothing" [ ! -s stdout ]
sed 's/pd.elf/none.elf/' hello.system > none.system
check "annona check: missing program" fails '[image-file]' "$annona" check none.system $board
check "annona check --no-images" succeeds "$annona" check --no-images none.system $board
check "annona report" succeeds "$annona" report hello.system $board
check "annona report: to standard output" grep -q '^# TCB DETAILS' stdout
check "annona report: to a file" makes r.txt "$annona" report hello.system $board -r r.txt
}

# Several errors in one run, and no more than one per place.
cat > several.system << 'END'
<system>
    <protection_domain name="a" priority="300" stack_size="1">
        <program_image path="none.elf" />
        <map mr="m" vaddr="0x1000" />
        <irq irq="1000" id="70" />
    </protection_domain>
</system>
END
several() {
    fails '[pd-priority]' "$annona" check several.system --board qemu_virt_aarch64 --config debug
    [ "$(grep -c ': error: ' stderr)" -eq 6 ]
}
check "annona check: several errors in one run" several

# More kernel objects than init has room for.
{
    echo '<system>'
    seq -f '<memory_region name="r%g" size="0x1000" />' 17000
    echo '<protection_domain name="a"><program_image path="pd.elf" />'
    seq 17000 | awk '{ printf "<map mr=\"r%d\" vaddr=\"%d\" />\n", $1, 268435456 + 4096 * $1 }'
    echo '</protection_domain></system>'
} > many.system
check "annona build: too many objects" fails 'kernel objects, 16384 are possible' "$annona" build \
    many.system --board qemu_virt_aarch64 --config debug -o many.img
tr '\n' ' ' < many.system > line.system
check "annona check: a long line" succeeds timeout 20 "$annona" check line.system \
    --board qemu_virt_aarch64 --config debug

bad_sdk() {
    cp -r "$work/sdk" "$work/broken"
    "$@" "$work/broken/board/qemu_virt_aarch64/debug"
    fails "$expected" env MICROKIT_SDK="$work/broken" "$annona" build hello.system \
        --board qemu_virt_aarch64 --config debug -o broken.img
    status=$?
    rm -rf "$work/broken"
    [ $status -eq 0 ] && [ ! -e broken.img ]
}
no_loader() { rm "$1/elf/loader.bin"; }
other_loader() { head -c 1000 /dev/zero > "$1/elf/loader.bin"; }
large_loader() { head -c 20000 /dev/zero >> "$1/elf/loader.bin"; }
other_init() { cp "$programs/pd.elf" "$1/elf/initialiser.elf"; }
other_board() { echo '{' > "$1/board.json"; }
small_board() { sed -i 's/0xc0000000/0x70008000/' "$1/board.json"; }
expected='[sdk-loader]'
check "SDK without loader" bad_sdk no_loader
check "SDK with another loader" bad_sdk other_loader
check "SDK with a loader that is too large" bad_sdk large_loader
expected='[sdk-init]'
check "SDK with another initialiser" bad_sdk other_init
expected='[sdk-board]'
check "SDK with a damaged board.json" bad_sdk other_board
expected='image is larger than memory'
check "image larger than memory" bad_sdk small_board

# Images of root tasks.

# shellcheck disable=SC2086
check "annona image" makes root.img "$annona" image $board -o root.img \
    "$work/sdk/board/qemu_virt_aarch64/debug/elf/initialiser.elf"
header() {
    "$inspect" root.img header > header
    for line in 'load_address 0x70000000' 'kernel_entry 0xffffff8070004000' \
        'kernel_start 0x70004000' 'kernel_end 0x7000700e' 'kernel_offset 0xffffff8000000000' \
        'user_start 0x70008000' 'user_end 0x7000f000' 'user_offset 0x6fc08000' \
        'user_entry 0x400000' 'zero_start 0x70009008' 'zero_end 0x7000f000' \
        'file_bytes 0x9008'; do
        grep -qx "$line" header || { echo "# not: $line"; sed 's/^/# /' header; return 1; }
    done
}
check "annona image: header" header
contents() {
    dd if=root.img bs=1 skip=$((0x4000)) count=4 2> /dev/null | cmp - kernel_start &&
        [ "$(dd if=root.img bs=1 skip=$((0x4008)) count=6 2> /dev/null)" = KERNEL ]
}
printf '\177\040\003\325' > kernel_start
check "annona image: kernel at its place" contents
check "annona image: not an ELF file" fails 'text.elf: not an ELF file [elf-format]' \
    "$annona" image --board qemu_virt_aarch64 --config debug -o bad.img "$programs/text.elf"
check "annona image: for another machine" fails '[elf-machine]' "$annona" image \
    --board qemu_virt_aarch64 --config debug -o bad.img "$programs/machine.elf"
check "annona image: no output named" fails "missing option '--output'" "$annona" image \
    --board qemu_virt_aarch64 --config debug "$programs/pd.elf"
check "annona image: no output after errors" [ ! -e bad.img ]
finish

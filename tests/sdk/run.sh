#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The verb run, with a program in QEMU's place that shows its arguments, and once with QEMU itself.
. "$(dirname "$0")/lib.sh"

cd "$work" || exit 1
json=$work/sdk/board/qemu_virt_aarch64/debug/board.json
cp "$json" real.json
: > image,1.img

# stand_in TEXT: makes a script the board's machine
stand_in() {
    printf '#!/bin/sh\n%s\n' "$1" > machine
    chmod +x machine
    sed "s|\"qemu\": .*|\"qemu\": [\"$work/machine\", \"-m\", \"2G\"]|" real.json > "$json"
}

# status EXPECTED ARGUMENT...: runs and compares the exit status
status() {
    expected=$1
    shift
    "$annona" run --board qemu_virt_aarch64 "$@" > stdout 2> stderr < /dev/null
    found=$?
    [ $found -eq "$expected" ] && return 0
    echo "# exit status $found"
    sed 's/^/# /' stderr
    return 1
}

# shellcheck disable=SC2016
stand_in 'printf "%s\n" "$@"'
check "exit status 0" status 0 image,1.img
cat > expected << 'END'
-m
2G
-display
none
-monitor
none
-serial
stdio
-parallel
none
-nic
none
-no-reboot
-device
loader,file=image,,1.img,addr=0x70000000,cpu-num=0,force-raw=on
END
check "QEMU's arguments, commas escaped, and nothing else on standard output" cmp expected stdout
check "further arguments for QEMU" status 0 image,1.img -- -icount shift=0
check "further arguments arrive" [ "$(tail -n 2 stdout | tr '\n' ' ')" = '-icount shift=0 ' ]
stand_in 'exit 7'
check "QEMU's exit status" status 7 image,1.img
stand_in 'kill -9 $$'
check "QEMU killed" status 137 image,1.img
stand_in 'exec sleep 100'
check "time-out" status 124 --timeout 0.3 image,1.img
stand_in 'trap "" TERM; echo started; sleep 1; sleep 1; sleep 1; sleep 1; echo survived'
check "time-out of a machine that does not listen" status 124 --timeout 0.2 image,1.img
check "it was killed" [ "$(cat stdout)" = started ]
stand_in 'cat; echo end'
check "standard input is not connected" status 0 image,1.img
input() { echo line | "$annona" run --board qemu_virt_aarch64 --input image,1.img > stdout; }
check "standard input on request" input
check "its contents arrive" [ "$(cat stdout)" = "line
end" ]

# A signal to the tool reaches the machine and ends both.
stand_in 'trap "echo stopped; exit 3" TERM; echo ready; while :; do sleep 0.05; done'
forwards() {
    "$annona" run --board qemu_virt_aarch64 image,1.img > stdout &
    child=$!
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        grep -q ready stdout && break
        sleep 0.1
    done
    kill -TERM $child
    wait $child
    [ $? -eq 3 ] && grep -q stopped stdout
}
check "signals are passed on" forwards

check "bad time-out" status 1 --timeout never image,1.img
check "missing image" status 1 none.img
sed 's|"qemu": .*|"qemu": []|' real.json > "$json"
check "board without a machine" status 1 image,1.img
sed 's|"qemu": .*|"qemu": ["/no/such/qemu"]|' real.json > "$json"
check "QEMU not installed" status 127 image,1.img
check "QEMU not installed: hint" grep -q 'install QEMU' stderr

# The real machine: a root task image whose "loader" prints one letter on the console and waits.
cp real.json "$json"
cat > hello.S << 'END'
        mov x1, #0x09000000
        mov w0, #'A'
        str w0, [x1]
1:      wfi
        b 1b
END
aarch64-linux-gnu-gcc -c -o hello.o hello.S && aarch64-linux-gnu-objcopy -O binary hello.o hello.img
check "QEMU: time-out" status 124 --timeout 3 hello.img
check "QEMU: console on standard output" [ "$(cat stdout)" = A ]
finish

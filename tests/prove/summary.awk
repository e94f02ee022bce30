# SPDX-License-Identifier: BSD-2-Clause
# From the log of the prover to a line per function:  awk -f summary.awk FILE.functions FILE.log
# A goal's name is typed_<function>_<what>.

FNR == NR {
    order[++count] = $1
    next
}
/ Goal typed_/ {
    goal = $0
    sub(/.* Goal typed_/, "", goal)
    sub(/ .*/, "", goal)
    name = ""
    for (i = 1; i <= count; i++) {
        if (index(goal, order[i] "_") == 1 && length(order[i]) > length(name)) {
            name = order[i]
        }
    }
    goals[name]++
    proved[name] += /: Valid/
}
/^\[wp\] Proved goals:/ { total = $4; all = $6 }
END {
    for (i = 1; i <= count; i++) {
        name = order[i]
        if (proved[name] == goals[name]) {
            printf "proved      %-28s %d goals\n", name, goals[name]
        } else {
            printf "NOT PROVED  %-28s %d of %d goals\n", name, proved[name], goals[name]
            failed = 1
        }
    }
    printf "%d of %d goals of %d functions\n", total, all, count
    exit failed || total != all || all == 0
}

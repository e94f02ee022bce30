# SPDX-License-Identifier: BSD-2-Clause
# Put annotations into a source file:  awk -f annotate.awk FILE.notes FILE.c
#
# FILE.notes has paragraphs: where, then the annotation. Where is a function's name and the number
# of a loop in it, or a function's name, the word "before" and how a line of it begins. It is an
# error if there is no such place.

FNR == NR && /^[a-z]/ {
    key = $0
    wanted[key] = ""
    next
}
FNR == NR {
    if (NF) {
        wanted[key] = wanted[key] (key ~ / before / ? "    /*@" $0 " */\n" : $0 "\n")
    }
    next
}

/^[a-z_].*\(/ {
    name = $0
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
    loop = 0
}
/^[ \t]+(do \{|while \(|for \()/ && !/;$/ {
    key = name " " ++loop
    if (key in wanted) {
        printf "    /*@\n%s    */\n", wanted[key]
        found[key] = 1
    }
}
{
    text = $0
    sub(/^[ \t]+/, "", text)
    for (key in wanted) {
        start = name " before "
        if (index(key, start) == 1 && index(text, substr(key, length(start) + 1)) == 1) {
            printf "%s", wanted[key]
            found[key] = 1
        }
    }
    print
}

END {
    for (key in wanted) {
        if (!(key in found)) {
            print "annotate: no such place: " key > "/dev/stderr"
            exit 1
        }
    }
}

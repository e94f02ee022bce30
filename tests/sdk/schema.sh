#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The RELAX NG schema and the tool have to agree: what the tool accepts is valid, as are bad
# descriptions whose shape is right; those whose shape is wrong are not.
. "$(dirname "$0")/lib.sh"

schema=$here/../../sdk/annona.rng

# The rules that are about the shape, and so the schema's too.
shape='bad-boolean bad-duration bad-number bad-pci bad-perms bad-polarity bad-rights bad-text
bad-trigger missing-attribute irq-form
missing-element root-element too-many-elements unexpected-text unknown-attribute unknown-element'

valid() {
    xmllint --noout --relaxng "$schema" "$1" > "$work/stderr" 2>&1 && return 0
    sed 's/^/# /' "$work/stderr" | head -3
    return 1
}
invalid() { ! xmllint --noout --relaxng "$schema" "$1" > /dev/null 2>&1; }

check "the schema is well formed" xmllint --noout "$schema"
for file in "$here"/good*/*.system "$here"/../../examples/*/*.system "$here"/../examples/*/*.system; do
    check "schema: valid: $(basename "$file")" valid "$file"
done
for file in "$here"/bad/*.system; do
    name=$(basename "$file" .system)
    rule=$(sed -n '1s/<!-- expect: .* \(.*\) -->/\1/p' "$file")
    case $name in
    xml-*) continue ;;                # no XML at all
    # The schema does not count so far.
    bad-number-too_large | bad-number-overflow | bad-number-long) continue ;;
    board-arch-mixed | board-arch-polarity) continue ;; # two forms of an interrupt in one
    region-bootinfo) continue ;;      # the schema has the names
    esac
    case " $(echo $shape) " in
    *" $rule "*) check "schema: not valid: $name" invalid "$file" ;;
    *) check "schema: valid: $name" valid "$file" ;;
    esac
done
finish

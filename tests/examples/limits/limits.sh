#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Prints a description at the limits: 63 protection domains, whose names are as long as they may be;
# one of them, the hub, has channels with all others under all 62 ids, supervises all others under
# all 62 ids, maps 128 memory regions, and uses all 63 slots and a large base CNode.

stations=62
regions=128
padding=_________________________________________________
name() { printf 'station_%02d____%s' "$1" "$padding"; }

echo '<?xml version="1.0" encoding="UTF-8"?>'
echo '<system>'
for region in $(seq 0 $((regions - 1))); do
    echo "    <memory_region name=\"region_$region\" size=\"0x1000\" />"
done
echo '    <protection_domain name="hub" priority="254" stack_size="0x1000000">'
echo '        <program_image path="hub.elf" />'
for region in $(seq 0 $((regions - 1))); do
    variable=
    [ "$region" -eq 0 ] && variable=' setvar_vaddr="pages"'
    printf '        <map mr="region_%d" vaddr="0x%x"%s />\n' "$region" \
        $((0x4000000 + region * 0x1000)) "$variable"
done
for station in $(seq 0 $((stations - 1))); do
    echo "        <supervise pd=\"$(name "$station")\" id=\"$station\" tcb=\"true\" sc=\"true\"" \
        'vspace="true" sched_control="true" faults="true" timeouts="true" />'
done
echo '        <cspace>'
for station in $(seq 0 $((stations - 1))); do
    echo "            <cap_tcb slot=\"$((station + 1))\" pd=\"$(name "$station")\" />"
done
echo '            <slots slot="63" count="0x10000" setvar_first="first" setvar_cnode="cnode" />'
echo '            <cap_untyped size_bits="4" count="10000" setvar="untypeds" />'
echo '        </cspace>'
echo '    </protection_domain>'
for station in $(seq 0 $((stations - 1))); do
    echo "    <protection_domain name=\"$(name "$station")\" priority=\"$((station * 4))\">"
    echo '        <program_image path="station.elf" />'
    echo "        <map mr=\"region_$station\" vaddr=\"0x4000000\" setvar_vaddr=\"first\" />"
    echo "        <map mr=\"region_$((station + 62))\" vaddr=\"0x5000000\" setvar_vaddr=\"second\" />"
    echo '    </protection_domain>'
done
for station in $(seq 0 $((stations - 1))); do
    echo "    <channel> <end pd=\"hub\" id=\"$station\" />" \
        "<end pd=\"$(name "$station")\" id=\"61\" /> </channel>"
done
echo '</system>'

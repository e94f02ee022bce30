#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Prints the description of a ring of $1 protection domains that share one page.

count=$1
echo '<?xml version="1.0" encoding="UTF-8"?>'
echo '<system>'
echo '    <memory_region name="token" size="0x1000" />'
for i in $(seq 0 $((count - 1))); do
    echo "    <protection_domain name=\"station_$i\" priority=\"$((200 - i))\">"
    echo '        <program_image path="station.elf" />'
    echo '        <map mr="token" vaddr="0x4000000" perms="rw" setvar_vaddr="token" />'
    [ "$i" -eq 0 ] && echo '        <setvar symbol="is_first" region_paddr="token" />'
    echo '    </protection_domain>'
done
for i in $(seq 0 $((count - 1))); do
    echo "    <channel> <end pd=\"station_$i\" id=\"1\" />" \
        "<end pd=\"station_$(((i + 1) % count))\" id=\"0\" /> </channel>"
done
echo '</system>'

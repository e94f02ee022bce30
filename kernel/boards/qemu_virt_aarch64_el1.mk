# SPDX-License-Identifier: BSD-2-Clause
# QEMU's "virt" machine, kernel at EL1.  A board is data: what the build needs to know about it.

qemu_virt_aarch64_el1_ARCH         := aarch64
qemu_virt_aarch64_el1_CPU          := cortex-a53
# Where the raw image is loaded; the kernel is linked for this address plus IMAGE_LOADER_BYTES.
qemu_virt_aarch64_el1_LOAD_ADDRESS := 0x70000000
# Generic timer frequency in kHz.
qemu_virt_aarch64_el1_TIMER_KHZ    := 62500
# RAM the SDK may count on: start and end (exclusive).
qemu_virt_aarch64_el1_RAM          := 0x40000000 0xc0000000
qemu_virt_aarch64_el1_QEMU         := qemu-system-aarch64 -machine virt -cpu cortex-a53 -m 2G
qemu_virt_aarch64_el1_ABOUT        := QEMU virt, Cortex-A53, kernel at EL1
# Where the device tree says nothing: PL011; GICv2 distributor and processor interface.
qemu_virt_aarch64_el1_CONSOLE      := 0x09000000
qemu_virt_aarch64_el1_GIC          := 0x08000000 0x08010000
# For the tool: the pages of boot information behind the first, which hold QEMU's device tree; and
# the interrupt controller's registers, which the kernel keeps.
qemu_virt_aarch64_el1_BOOTINFO_PAGES := 2
qemu_virt_aarch64_el1_RESERVED       := 0x08000000 0x08001000 0x08010000 0x08011000

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header of a bootable image, shared by the loader (which carries it at a fixed place in its
 * first page), the SDK tool (which fills it in) and nobody else.
 *
 * A raw image is loaded at one physical address, the board's load address, and entered at its first
 * byte.  It is laid out so that nothing has to be moved: every part lies in the file at
 * (physical address - load address).
 *
 *     load address          +-----------------------------+
 *                           | loader (header at +0x40)    |   at most IMAGE_LOADER_BYTES
 *     kernel_start          +-----------------------------+   = load address + IMAGE_LOADER_BYTES
 *                           | kernel: text, data, zeros   |   PT_LOADs at their p_paddr
 *     user_start            +-----------------------------+   page aligned
 *                           | root task, its vaddr range; |
 *                           | for a system also the spec  |
 *                           | and the domains' pages      |
 *                           +-----------------------------+   end of file
 *                           | zero_start .. zero_end      |   trailing .bss, cleared by the loader
 *     user_end              +-----------------------------+
 *
 * All fields are little-endian 64-bit words unless said otherwise; all addresses are in bytes.
 */
#pragma once
#include <stdint.h>

#define IMAGE_MAGIC         UINT64_C(0x474d49414e4f4e41) /* "ANONAIMG" */
#define IMAGE_VERSION       1
#define IMAGE_HEADER_OFFSET 0x40   /* bytes from the first byte of the loader */
#define IMAGE_LOADER_BYTES  0x4000 /* room for the loader's code and data; its .bss is elsewhere */

struct image_header {
    uint64_t magic;
    uint64_t version;
    uint64_t load_address;     /* where byte 0 of the file must be in physical memory */
    uint64_t file_bytes;       /* size of the image file */
    uint64_t kernel_entry;     /* virtual address of the kernel's first instruction */
    uint64_t kernel_start;     /* physical, first byte of the kernel's first segment */
    uint64_t kernel_end;       /* physical, exclusive, zero-filled part included */
    uint64_t kernel_offset;    /* virtual minus physical address of the kernel, modulo 2^64 */
    uint64_t user_start;       /* physical, page aligned */
    uint64_t user_end;         /* physical, exclusive, page aligned */
    uint64_t user_offset;      /* physical minus virtual address of the root task, modulo 2^64 */
    uint64_t user_entry;       /* virtual address of the root task's first instruction */
    uint64_t zero_start;       /* physical: the part of the root task that is not in the file, */
    uint64_t zero_end;         /* exclusive; both 0 if there is none */
    uint64_t dtb_start;        /* physical address of an embedded device tree, or 0: the loader */
    uint64_t dtb_bytes;        /* then looks for the firmware's */
};

_Static_assert(sizeof(struct image_header) == 128, "image header layout");

/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the runtime have in common. */
#pragma once
#include "crt.h"
#include <stdint.h>

/* The parts of a 64-bit ELF file that the runtime reads about itself. */
struct crt_elf_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, phoff, shoff;
    uint32_t flags;
    uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct crt_program_header {
    uint32_t type, flags;
    uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

#define CRT_PT_TLS 7

/* The vector of the running program; set first of all, by the start code. */
extern const struct crt_auxv *crt_auxv;

/* Finds the thread-local segment of the program in the auxiliary vector. */
void crt_tls_find(void);

/* Continues the start of a program whose stack has the form of System V. */
void crt_start_system_v(seL4_Word *stack) __attribute__((noreturn));
void crt_start_root(seL4_BootInfo *bootinfo) __attribute__((noreturn));

/* Runs the functions registered with atexit; in the same file as atexit, so there only if used. */
void crt_run_exit_functions(void) __attribute__((weak));

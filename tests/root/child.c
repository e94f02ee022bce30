/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads the System V program into this address space, builds the stack it expects, and follows its
 * reports from main to its end.
 */
#include "child.h"
#include "test.h"
#include <crt.h>
#include <string.h>

/* The parts of an ELF file that a loader needs. */
struct elf_header {
    unsigned char ident[16];
    seL4_Uint16 type, machine;
    seL4_Uint32 version;
    seL4_Word entry, program_headers, sections;
    seL4_Uint32 flags;
    seL4_Uint16 header_bytes, program_header_bytes, program_header_count;
};

struct program_header {
    seL4_Uint32 type, flags;
    seL4_Word offset, vaddr, paddr, file_bytes, memory_bytes, align;
};

#define PT_LOAD 1

extern const char child_elf[];

static const struct program_header *program_headers(void)
{
    const struct elf_header *elf = (const void *)child_elf;

    return (const void *)(child_elf + elf->program_headers);
}

/* Maps fresh pages for a segment and fills them; false if something fails. */
static bool load_segment(const struct program_header *segment)
{
    seL4_Word start = segment->vaddr & ~(PAGE_BYTES - 1);

    for (seL4_Word page = start; page < segment->vaddr + segment->memory_bytes;
         page += PAGE_BYTES) {
        seL4_CPtr frame = frame_new();

        if (frame_map(frame, VSPACE, page, seL4_ReadWrite, seL4_ARM_Default_VMAttributes)
            != seL4_NoError) {
            return false;
        }
    }
    memcpy((void *)segment->vaddr, child_elf + segment->offset, segment->file_bytes);
    __asm__ volatile("dsb ish" : : : "memory");
    for (seL4_Word line = start; line < segment->vaddr + segment->file_bytes; line += 64) {
        __asm__ volatile("dc cvau, %0\n\tdsb ish\n\tic ivau, %0" : : "r"(line) : "memory");
    }
    __asm__ volatile("dsb ish\n\tisb" : : : "memory");
    return true;
}

static bool load(void)
{
    const struct elf_header *elf = (const void *)child_elf;

    for (seL4_Word i = 0; i < elf->program_header_count; i++) {
        const struct program_header *segment = &program_headers()[i];

        if (segment->type == PT_LOAD && !load_segment(segment)) {
            return false;
        }
    }
    return true;
}

/* Where the program headers are in memory: the first segment begins with the file's header. */
static seL4_Word headers_in_memory(void)
{
    const struct elf_header *elf = (const void *)child_elf;

    return program_headers()[0].vaddr + elf->program_headers;
}

/* Writes argc, argv, envp and the auxiliary vector below `top`; returns the stack pointer. */
static seL4_Word build_stack(struct thread *thread, seL4_CPtr endpoint)
{
    static char name[] = "child";
    static char argument[] = "Zeta";
    const struct elf_header *elf = (const void *)child_elf;
    const seL4_Word words[] = {
        2, (seL4_Word)name, (seL4_Word)argument, 0, 0,
        CRT_AT_PHDR, headers_in_memory(),
        CRT_AT_PHENT, elf->program_header_bytes,
        CRT_AT_PHNUM, elf->program_header_count,
        CRT_AT_IPC_BUFFER, (seL4_Word)thread->buffer,
        CRT_AT_CAP_TCB, thread->tcb,
        CHILD_AT_ENDPOINT, endpoint,
        CRT_AT_NULL, 0,
    };
    seL4_Word stack = (thread->stack_top - sizeof(words)) & ~15ul;

    memcpy((void *)stack, words, sizeof(words));
    return stack;
}

void child_system_v_start(void)
{
    const struct elf_header *elf = (const void *)child_elf;
    struct thread *thread = thread_new(HIGH_PRIORITY, seL4_Null, seL4_Null);
    seL4_CPtr endpoint = endpoint_new();
    seL4_CPtr reply = reply_new();
    seL4_UserContext context = { .pc = elf->entry };
    seL4_MessageInfo_t info;
    seL4_MessageInfo_t none = seL4_MessageInfo_new(0, 0, 0, 0);

    require(load());
    thread_set_fault_handler(thread, endpoint);
    context.sp = build_stack(thread, endpoint);
    succeed(seL4_TCB_WriteRegisters(thread->tcb, true, 0, ABI_CONTEXT_WORDS, &context));
    info = seL4_Recv(endpoint, seL4_Null, reply);
    check_equal(info.words[0], seL4_MessageInfo_new(CHILD_MAIN, 0, 0, 5).words[0]);
    check_equal(seL4_GetMR(0), 2);
    check_equal(seL4_GetMR(1), 'Z');
    check_equal(seL4_GetMR(2), 1);
    check_equal(seL4_GetMR(3), CHILD_TLS_VALUE);
    check_equal(seL4_GetMR(4), 1);
    info = seL4_ReplyRecv(endpoint, none, seL4_Null, reply);
    check_equal(seL4_MessageInfo_get_label(info), CHILD_ATEXIT);
    info = seL4_ReplyRecv(endpoint, none, seL4_Null, reply);
    check_equal(seL4_MessageInfo_get_label(info), CHILD_DESTRUCTOR);
    seL4_Send(reply, none);
}

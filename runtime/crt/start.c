/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the entry to main.
 *
 * Both kinds of start arrive here with nothing but a stack: no thread-local storage, no IPC buffer.
 * The order matters: first the thread-local storage, because the IPC buffer's address may be in it;
 * then the IPC buffer; then constructors, which may make system calls.
 */
#include "crt_private.h"
#include <sel4/bootinfo.h>
#include <sel4/ipc_buffer.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

typedef void crt_constructor(int argc, char **argv, char **envp);

/* Bounds that the link script sets; weak, so that a script without them still works. */
extern crt_constructor *const __preinit_array_start[] __attribute__((weak));
extern crt_constructor *const __preinit_array_end[] __attribute__((weak));
extern crt_constructor *const __init_array_start[] __attribute__((weak));
extern crt_constructor *const __init_array_end[] __attribute__((weak));

/* The program's own ELF header, if the linker put it into a loaded segment. */
extern const struct crt_elf_header __ehdr_start __attribute__((weak, visibility("hidden")));

int main(int argc, char **argv, char **envp);

const struct crt_auxv *crt_auxv;

seL4_Word crt_auxv_get(seL4_Word type, seL4_Word otherwise)
{
    for (const struct crt_auxv *entry = crt_auxv; entry->type != CRT_AT_NULL; entry++) {
        if (entry->type == type) {
            return entry->value;
        }
    }
    return otherwise;
}

seL4_BootInfo *crt_bootinfo(void)
{
    return (seL4_BootInfo *)crt_auxv_get(CRT_AT_BOOT_INFO, 0);
}

static void run_constructors(crt_constructor *const *from, crt_constructor *const *to, int argc,
                             char **argv, char **envp)
{
    for (crt_constructor *const *constructor = from; constructor < to; constructor++) {
        (*constructor)(argc, argv, envp);
    }
}

/* Runs the program; `tls` is the memory for the initial thread's thread-local storage. */
static void __attribute__((noreturn, noinline)) run(int argc, char **argv, char **envp, void *tls)
{
    seL4_Word ipc_buffer = crt_auxv_get(CRT_AT_IPC_BUFFER, 0);
    seL4_BootInfo *bootinfo = crt_bootinfo();

    crt_tls_set_current(crt_tls_create(tls));
    if (bootinfo != NULL) {
        seL4_InitBootInfo(bootinfo);
    }
    if (ipc_buffer != 0) {
        *sel4_ipc_buffer_variable() = (seL4_IPCBuffer *)ipc_buffer;
    }
    run_constructors(__preinit_array_start, __preinit_array_end, argc, argv, envp);
    run_constructors(__init_array_start, __init_array_end, argc, argv, envp);
    exit(main(argc, argv, envp));
}

void crt_start_system_v(seL4_Word *stack)
{
    int argc = (int)stack[0];
    char **argv = (char **)&stack[1];
    char **envp = argv + argc + 1;
    char **end = envp;

    while (*end != NULL) {
        end++;
    }
    crt_auxv = (const struct crt_auxv *)(end + 1);
    crt_tls_find();
    run(argc, argv, envp, __builtin_alloca(crt_tls_bytes()));
}

/*
 * Builds what a System V program finds on its stack, for a program that was entered as the initial
 * task: no arguments but a name, no environment, and what is known of the program and its
 * capabilities.
 */
void crt_start_root(seL4_BootInfo *bootinfo)
{
    static char name[] = "root";
    const struct crt_elf_header *elf = &__ehdr_start;
    const struct crt_auxv auxv[] = {
        { CRT_AT_PHDR, elf == NULL ? 0 : (seL4_Word)elf + elf->phoff },
        { CRT_AT_PHENT, sizeof(struct crt_program_header) },
        { CRT_AT_PHNUM, elf == NULL ? 0 : elf->phnum },
        { CRT_AT_PAGESZ, (seL4_Word)1 << seL4_PageBits },
        { CRT_AT_ENTRY, elf == NULL ? 0 : elf->entry },
        { CRT_AT_BOOT_INFO, (seL4_Word)bootinfo },
        { CRT_AT_IPC_BUFFER, (seL4_Word)bootinfo->ipcBuffer },
        { CRT_AT_CAP_TCB, seL4_CapInitThreadTCB },
        { CRT_AT_CAP_CNODE, seL4_CapInitThreadCNode },
        { CRT_AT_CAP_VSPACE, seL4_CapInitThreadVSpace },
        { CRT_AT_CAP_SCHED_CONTEXT, seL4_CapInitThreadSC },
        { CRT_AT_NULL, 0 },
    };
    /* argc; argv and its end; the empty environment's end; the auxiliary vector */
    seL4_Word stack[4 + 2 * LENGTH(auxv)] = { 1, (seL4_Word)name, 0, 0 };

    for (size_t i = 0; i < LENGTH(auxv); i++) {
        stack[4 + 2 * i] = auxv[i].type;
        stack[5 + 2 * i] = auxv[i].value;
    }
    crt_start_system_v(stack);
}

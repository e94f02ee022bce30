/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The C runtime: what happens before main and after it, and thread-local storage.
 *
 * A program starts in one of two ways, chosen by the object it is linked with:
 *   crt0_root.o   the initial task: entered with the boot information and no stack;
 *   crt0.o        a static System V program: entered with argc, argv, envp and the auxiliary vector
 *                 on its stack.
 * The first builds the stack contents of the second, so everything after that is common: the
 * thread-local storage of the initial thread, the IPC buffer, constructors, main(argc, argv, envp),
 * and exit with what main returns.
 *
 * There is no dependency on a C library.  A C library that is linked before this one supplies its
 * own exit and atexit; then it is the one to run the destructors.
 */
#pragma once
#include <sel4/bootinfo_types.h>
#include <sel4/types.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types of the auxiliary vector: those of System V that are used here, and ours. */
enum crt_auxv_type {
    CRT_AT_NULL = 0,
    CRT_AT_PHDR = 3,
    CRT_AT_PHENT = 4,
    CRT_AT_PHNUM = 5,
    CRT_AT_PAGESZ = 6,
    CRT_AT_ENTRY = 9,
    CRT_AT_BOOT_INFO = 64,  /* seL4_BootInfo, of the initial task only */
    CRT_AT_IPC_BUFFER = 65, /* seL4_IPCBuffer of the initial thread */
    CRT_AT_CAP_TCB = 66,    /* capability pointers: the initial thread, */
    CRT_AT_CAP_CNODE = 67,  /* its CSpace root, */
    CRT_AT_CAP_VSPACE = 68, /* its address space, */
    CRT_AT_CAP_SCHED_CONTEXT = 69
};

struct crt_auxv {
    seL4_Word type;
    seL4_Word value;
};

/* The value of an entry of the auxiliary vector, or `otherwise` if there is none. */
seL4_Word crt_auxv_get(seL4_Word type, seL4_Word otherwise);

/* The boot information of an initial task; null in any other program. */
seL4_BootInfo *crt_bootinfo(void);

/*
 * Thread-local storage of further threads.  Who creates a thread provides crt_tls_bytes() of
 * memory, initialises it with crt_tls_create, and gives the result to the thread as its thread
 * pointer (seL4_TCB_SetTLSBase).  The memory must stay until the thread has ended.
 */
size_t crt_tls_bytes(void);
void *crt_tls_create(void *memory);

/* The calling thread's thread pointer. */
void *crt_tls_current(void);
void crt_tls_set_current(void *thread_pointer);

/*
 * Where another thread has its instance of a thread-local variable; `variable` is the address of
 * the calling thread's own.  Null if the variable is not thread-local.
 */
void *crt_tls_address(void *thread_pointer, const void *variable);

/* Tells another thread where its IPC buffer is; false if that is not a thread-local matter here. */
bool crt_tls_set_ipc_buffer(void *thread_pointer, seL4_IPCBuffer *buffer);

/* Writes `value` to another thread's instance of a thread-local variable. */
#define crt_tls_write(thread_pointer, variable, value)                                             \
    (*(__typeof__(variable) *)crt_tls_address((thread_pointer), &(variable)) = (value))

/* Registers a function to be called at exit, the last registered first; 0 on success. */
int atexit(void (*function)(void));

/* Runs what atexit registered and the destructors of the program, and ends it. */
void exit(int status) __attribute__((noreturn));

/*
 * Ends the program without further ado.  Suspends the calling thread if the runtime knows its
 * capability.  A program may define its own.
 */
void _exit(int status) __attribute__((noreturn));

/* Ends the program because of an error. */
void abort(void) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The C runtime: constructors, the auxiliary vector, thread-local storage of the initial and of
 * further threads, and the System V start of a child program.
 */
#include "child.h"
#include "test.h"
#include <crt.h>
#include <string.h>

static __thread seL4_Word initialised = 0x1234;
static __thread seL4_Word zero;
static __thread struct {
    char byte;
} __attribute__((aligned(64))) aligned_variable;

static seL4_Word order[4];
static seL4_Word constructed;

static void __attribute__((constructor(201))) construct_second(void)
{
    order[constructed++] = 2;
}

static void __attribute__((constructor(200))) construct_first(void)
{
    order[constructed++] = 1;
}

static void __attribute__((constructor)) construct_last(void)
{
    order[constructed++] = 3;
}

static void constructors(void)
{
    check_equal(constructed, 3);
    check_equal(order[0], 1);
    check_equal(order[1], 2);
    check_equal(order[2], 3);
}

static void auxiliary_vector(void)
{
    check_equal(crt_auxv_get(CRT_AT_CAP_TCB, 0), seL4_CapInitThreadTCB);
    check_equal(crt_auxv_get(CRT_AT_CAP_CNODE, 0), seL4_CapInitThreadCNode);
    check_equal(crt_auxv_get(CRT_AT_CAP_VSPACE, 0), seL4_CapInitThreadVSpace);
    check_equal(crt_auxv_get(CRT_AT_CAP_SCHED_CONTEXT, 0), seL4_CapInitThreadSC);
    check_equal(crt_auxv_get(CRT_AT_PAGESZ, 0), PAGE_BYTES);
    check_equal(crt_auxv_get(CRT_AT_BOOT_INFO, 0), (seL4_Word)bootinfo());
    check_equal(crt_auxv_get(CRT_AT_IPC_BUFFER, 0), (seL4_Word)bootinfo()->ipcBuffer);
    check_equal(crt_auxv_get(999, 77), 77);
    check_equal((seL4_Word)seL4_GetIPCBuffer(), (seL4_Word)bootinfo()->ipcBuffer);
}

static void tls_of_initial_thread(void)
{
    check_equal(initialised, 0x1234);
    check_equal(zero, 0);
    check_equal((seL4_Word)&aligned_variable % 64, 0);
}

static void use_tls(struct thread *self)
{
    self->word[0] = initialised;
    self->word[1] = zero;
    self->word[2] = (seL4_Word)&aligned_variable % 64;
    self->word[3] = (seL4_Word)seL4_GetIPCBuffer();
    initialised = 0x9999;
    zero = 0x8888;
}

static void tls_of_threads(void)
{
    struct thread *one = thread_run(HIGH_PRIORITY, use_tls, seL4_Null);
    struct thread *two = thread_new(HIGH_PRIORITY, use_tls, seL4_Null);

    crt_tls_write(two->tls, zero, 5);
    thread_start(two);
    thread_join(one);
    thread_join(two);
    check_equal(one->word[0], 0x1234);
    check_equal(one->word[1], 0);
    check_equal(one->word[2], 0);
    check_equal(one->word[3], (seL4_Word)one->buffer);
    check_equal(two->word[0], 0x1234);
    check_equal(two->word[1], 5);
    check_equal(two->word[3], (seL4_Word)two->buffer);
    check_equal(initialised, 0x1234);
    check_equal(zero, 0);
}

static const struct test tests[] = {
    { "constructors", constructors },
    { "auxiliary_vector", auxiliary_vector },
    { "tls_of_initial_thread", tls_of_initial_thread },
    { "tls_of_threads", tls_of_threads },
    { "system_v_start", child_system_v_start },
};
SUITE(crt, tests);

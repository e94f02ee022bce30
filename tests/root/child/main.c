/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A System V program for the test of that start style: it reports to its parent what it found when
 * main was entered, and that its destructors run in the right order.
 */
#include "../child.h"
#include <crt.h>
#include <sel4/sel4.h>

int main(int argc, char **argv, char **envp);

static __thread seL4_Word value = CHILD_TLS_VALUE;
static seL4_Word constructed;

static void report(enum child_message message, seL4_Word length)
{
    seL4_Call(crt_auxv_get(CHILD_AT_ENDPOINT, 0), seL4_MessageInfo_new(message, 0, 0, length));
}

static void __attribute__((constructor)) construct(void)
{
    constructed++;
}

static void __attribute__((destructor)) destruct(void)
{
    report(CHILD_DESTRUCTOR, 0);
}

static void at_exit(void)
{
    report(CHILD_ATEXIT, 0);
}

int main(int argc, char **argv, char **envp)
{
    seL4_SetMR(0, (seL4_Word)argc);
    seL4_SetMR(1, (seL4_Word)argv[1][0]);
    seL4_SetMR(2, constructed);
    seL4_SetMR(3, value);
    seL4_SetMR(4, envp[0] == seL4_Null);
    report(CHILD_MAIN, 5);
    atexit(at_exit);
    return 0;
}

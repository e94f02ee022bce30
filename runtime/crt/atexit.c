/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions to be called at exit: C's atexit, and __cxa_atexit, with which C++ registers the
 * destructors of static objects.  The table is fixed; registering one more than it holds fails.
 *
 * Weak, because a C library has its own.
 */
#include "crt_private.h"

#define EXIT_FUNCTIONS 64

struct exit_function {
    void (*function)(void *argument);
    void *argument;
};

static struct exit_function functions[EXIT_FUNCTIONS];
static unsigned function_count;

int __cxa_atexit(void (*function)(void *), void *argument, void *object);

/* `object` names the shared object of the function; a static program is all one object. */
__attribute__((weak)) int __cxa_atexit(void (*function)(void *), void *argument, void *object)
{
    (void)object;
    if (function_count == EXIT_FUNCTIONS) {
        return -1;
    }
    functions[function_count++] = (struct exit_function){ function, argument };
    return 0;
}

/* Calls a function that atexit was given, which came in as the argument. */
static void call_plain(void *argument)
{
    void (*function)(void) = (void (*)(void))(uintptr_t)argument;

    function();
}

__attribute__((weak)) int atexit(void (*function)(void))
{
    return __cxa_atexit(call_plain, (void *)(uintptr_t)function, NULL);
}

/* A function may register others; these run next. */
void crt_run_exit_functions(void)
{
    while (function_count > 0) {
        struct exit_function last = functions[--function_count];

        last.function(last.argument);
    }
}

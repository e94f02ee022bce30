/* SPDX-License-Identifier: BSD-2-Clause */
/* The regular end of a program: exit functions first, then the destructors from last to first. */
#include "crt_private.h"

typedef void crt_destructor(void);

extern crt_destructor *const __fini_array_start[] __attribute__((weak));
extern crt_destructor *const __fini_array_end[] __attribute__((weak));

__attribute__((weak)) void exit(int status)
{
    if (crt_run_exit_functions != NULL) {
        crt_run_exit_functions();
    }
    for (crt_destructor *const *end = __fini_array_end; end > __fini_array_start; end--) {
        end[-1]();
    }
    _exit(status);
}

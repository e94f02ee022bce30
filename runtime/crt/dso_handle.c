/* SPDX-License-Identifier: BSD-2-Clause */
/* The name of "this program" among shared objects, which C++ passes to __cxa_atexit. */
extern void *__dso_handle;
__attribute__((weak, visibility("hidden"))) void *__dso_handle;

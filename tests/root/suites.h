/* SPDX-License-Identifier: BSD-2-Clause */
/* The suites in the order in which they run. */
#pragma once
#include "test.h"

#define SUITES(entry) \
    entry(bootinfo) \
    entry(crt) \
    entry(untyped) \
    entry(cnode) \
    entry(tcb) \
    entry(ipc) \
    entry(passive) \
    entry(notification) \
    entry(fault) \
    entry(debug) \
    entry(sched) \
    entry(irq) \
    entry(vm)

#define SUITE_DECLARATION(name) extern const struct suite name##_suite;
SUITES(SUITE_DECLARATION)
#undef SUITE_DECLARATION

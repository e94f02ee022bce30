/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers for drivers that are tested on the host: words with the names of registers. */
#pragma once
#include "types.h"

/* The register's word; all are zero at first. Barriers are counted. */
word_t *test_sysreg(const char *name);
extern unsigned test_barriers;

#define SYSREG_READ(name)         (*test_sysreg(#name))
#define SYSREG_WRITE(name, value) (*test_sysreg(#name) = (value))

static inline void isb(void)
{
    test_barriers++;
}

static inline void dsb(void)
{
    test_barriers++;
}

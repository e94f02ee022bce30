/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers by name, and barriers. */
#pragma once
#include "types.h"

#define SYSREG_READ(name)                                                                          \
    ({                                                                                             \
        word_t sysreg_value;                                                                       \
        asm volatile("mrs %0, " #name : "=r"(sysreg_value));                                       \
        sysreg_value;                                                                              \
    })

#define SYSREG_WRITE(name, value)                                                                  \
    asm volatile("msr " #name ", %0" : : "r"((word_t)(value)) : "memory")

static inline void isb(void)
{
    asm volatile("isb" : : : "memory");
}

/* All earlier accesses and maintenance operations of this processor are complete. */
static inline void dsb(void)
{
    asm volatile("dsb sy" : : : "memory");
}

/* Earlier stores are visible to the table walkers of this processor. */
static inline void dsb_table_write(void)
{
    asm volatile("dsb ishst" : : : "memory");
}

/* Earlier TLB maintenance of this processor is complete. */
static inline void dsb_local(void)
{
    asm volatile("dsb nsh" : : : "memory");
}

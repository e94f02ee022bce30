/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The registers of a user thread on AArch64, and the roles they play in system calls.
 *
 * The first REGS_CONTEXT_WORDS words lie in the order of seL4_UserContext, so that reading and
 * writing them by number is plain indexing; adjacent words are saved and restored in pairs by
 * vectors.S. Two addresses belong to a stopped thread:
 *
 *     fault address   (context word 0) the instruction that trapped: where a restart goes to
 *     next address    where the thread continues otherwise, e.g. behind the system call
 *
 * tpidrro_el0 cannot be changed by user level, so it is loaded on leaving, never saved.
 */
#pragma once
#include "config.h"
#include "debug_state.h"
#include "types.h"

enum regs_index {
    REG_FAULT_IP,
    REG_SP,
    REG_SPSR,
    REG_X0,
    REG_X1,
    REG_X2,
    REG_X6 = REG_X0 + 6,
    REG_X7,
    REG_X8,
    REG_X16,
    REG_X17,
    REG_X18,
    REG_X29,
    REG_X30,
    REG_X9,
    REG_X15 = REG_X9 + 6,
    REG_X19,
    REG_X28 = REG_X19 + 9,
    REG_TPIDR_EL0,
    REG_TPIDRRO_EL0,
    REGS_CONTEXT_WORDS
};

enum {
    REGS_FRAME_WORDS = REG_X9,
    REGS_MESSAGE_WORDS = 4,
    REGS_UNKNOWN_SYSCALL_WORDS = 13,
    REGS_UNKNOWN_SYSCALL_REPLY_WORDS = 12,
    REGS_EXCEPTION_WORDS = 3,
    REGS_TIMEOUT_REPLY_WORDS = REG_TPIDR_EL0,
};

/* Control and status, then the vector registers, q0 to q31. */
struct fpu_regs {
    word_t control, status;
    word_t vector[64];
} __attribute__((aligned(16)));

/* Aligned because the stack pointer points here while the thread runs. */
struct regs {
    word_t word[REGS_CONTEXT_WORDS];
    word_t next_ip;
    struct fpu_regs fpu;
} __attribute__((aligned(16)));

_Static_assert(REGS_CONTEXT_WORDS == 36 && REG_X28 == 33, "user context order");

/* Only kernels with the debug interface have the state. */
struct arch_tcb {
    struct arch_debug debug[HARDWARE_DEBUG];
};

/* Processor state of user threads: AArch64, EL0, FIQ masked; SError too unless debugging. */
enum { REGS_USER_PSTATE = DEBUG_BUILD ? 0x40 : 0x140 };

static inline word_t regs_sanitise_spsr(word_t value)
{
    return (value & 0xf0000000) | REGS_USER_PSTATE;
}

static inline word_t regs_context(const struct regs *r, unsigned i)
{
    return r->word[i];
}

/* Writing the address means that the thread, whatever it was doing, goes on there. */
static inline void regs_set_context(struct regs *r, unsigned i, word_t value)
{
    if (i == REG_FAULT_IP) {
        r->next_ip = value;
    }
    r->word[i] = i == REG_SPSR ? regs_sanitise_spsr(value) : value;
}

static inline word_t regs_syscall(const struct regs *r)
{
    return r->word[REG_X7];
}

static inline word_t regs_cap(const struct regs *r)
{
    return r->word[REG_X0];
}

static inline word_t regs_info(const struct regs *r)
{
    return r->word[REG_X1];
}

static inline word_t regs_reply(const struct regs *r)
{
    return r->word[REG_X6];
}

static inline word_t regs_nbsend_dest(const struct regs *r)
{
    return r->word[REG_X8];
}

static inline word_t regs_message(const struct regs *r, unsigned i)
{
    return r->word[REG_X2 + i];
}

static inline void regs_set_message(struct regs *r, unsigned i, word_t value)
{
    r->word[REG_X2 + i] = value;
}

static inline void regs_set_badge(struct regs *r, word_t value)
{
    r->word[REG_X0] = value;
}

static inline void regs_set_info(struct regs *r, word_t value)
{
    r->word[REG_X1] = value;
}

static inline void regs_set_cap(struct regs *r, word_t value)
{
    r->word[REG_X0] = value;
}

static inline word_t regs_fault_ip(const struct regs *r)
{
    return r->word[REG_FAULT_IP];
}

static inline void regs_set_fault_ip(struct regs *r, word_t value)
{
    r->word[REG_FAULT_IP] = value;
}

static inline word_t regs_next_ip(const struct regs *r)
{
    return r->next_ip;
}

static inline void regs_set_next_ip(struct regs *r, word_t value)
{
    r->next_ip = value;
}

static inline void regs_set_tls(struct regs *r, word_t value)
{
    r->word[REG_TPIDR_EL0] = value;
}

/* The memory is zero already. */
static inline void regs_init(struct regs *r)
{
    r->word[REG_SPSR] = REGS_USER_PSTATE;
}

/* Words of an UnknownSyscall message: X0 to X7, FaultIP, SP, next address, SPSR, number. */
static inline word_t regs_unknown_syscall(const struct regs *r, unsigned i)
{
    switch (i) {
    case 8:
        return r->word[REG_FAULT_IP];
    case 9:
        return r->word[REG_SP];
    case 10:
        return r->next_ip;
    case 11:
        return r->word[REG_SPSR];
    case 12:
        return regs_syscall(r);
    default:
        return r->word[REG_X0 + i];
    }
}

static inline void regs_set_unknown_syscall(struct regs *r, unsigned i, word_t value)
{
    switch (i) {
    case 8:
        r->word[REG_FAULT_IP] = value;
        break;
    case 9:
        r->word[REG_SP] = value;
        break;
    case 10:
        r->next_ip = value;
        break;
    case 11:
        r->word[REG_SPSR] = regs_sanitise_spsr(value);
        break;
    default:
        r->word[REG_X0 + i] = value;
        break;
    }
}

/* Words of a UserException message: FaultIP, SP, SPSR. */
static inline word_t regs_exception(const struct regs *r, unsigned i)
{
    return r->word[REG_FAULT_IP + i];
}

static inline void regs_set_exception(struct regs *r, unsigned i, word_t value)
{
    regs_set_context(r, i, value);
}

static inline void regs_set_timeout(struct regs *r, unsigned i, word_t value)
{
    regs_set_context(r, i, value);
}

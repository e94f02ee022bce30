/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host port's register file: that of AArch64, so that system calls, fault messages and register
 * contexts have the same shape there and here.
 *
 *     x0 capability in, badge out    x1 message information    x2..x5 message registers
 *     x6 reply capability            x7 system call number     x8 NBSendRecv destination
 *
 * `pc` is where execution continues, `fault_ip` the instruction a restart repeats. There is a small
 * floating-point register file, enough to see whose contents it has.
 */
#pragma once
#include "faults.h"
#include "../aarch64/debug_state.h"
#include "types.h"

enum {
    REGS_CONTEXT_WORDS = 36,
    REGS_FRAME_WORDS = 17,
    REGS_MESSAGE_WORDS = 4,
    REGS_UNKNOWN_SYSCALL_WORDS = seL4_UnknownSyscall_Length,
    REGS_UNKNOWN_SYSCALL_REPLY_WORDS = seL4_UnknownSyscall_Syscall,
    REGS_EXCEPTION_WORDS = seL4_UserException_Number,
    REGS_TIMEOUT_REPLY_WORDS = seL4_TimeoutReply_Length,
    REGS_FPU_WORDS = 4,
};

struct regs {
    word_t x[31];
    word_t sp, pc, spsr, fault_ip;
    word_t tpidr, tpidrro;
    word_t fpu[REGS_FPU_WORDS];
};

/* What a thread has beyond its registers: how often it was switched to, for tests, and its debug
 * registers, those of AArch64. */
struct arch_tcb {
    unsigned switches;
    struct arch_debug debug[1];
};

/* Processor state of user level, as AArch64 debug kernels have it: fast interrupts masked. */
#define REGS_USER_SPSR UINT64_C(0x40)
#define REGS_SPSR_FLAGS UINT64_C(0xf0000000)

static inline word_t regs_syscall(const struct regs *r)
{
    return r->x[7];
}

static inline word_t regs_cap(const struct regs *r)
{
    return r->x[0];
}

static inline word_t regs_info(const struct regs *r)
{
    return r->x[1];
}

static inline word_t regs_reply(const struct regs *r)
{
    return r->x[6];
}

static inline word_t regs_nbsend_dest(const struct regs *r)
{
    return r->x[8];
}

static inline word_t regs_message(const struct regs *r, unsigned i)
{
    return r->x[2 + i];
}

static inline void regs_set_message(struct regs *r, unsigned i, word_t value)
{
    r->x[2 + i] = value;
}

static inline void regs_set_badge(struct regs *r, word_t value)
{
    r->x[0] = value;
}

static inline void regs_set_cap(struct regs *r, word_t value)
{
    r->x[0] = value;
}

static inline void regs_set_info(struct regs *r, word_t value)
{
    r->x[1] = value;
}

static inline word_t regs_fault_ip(const struct regs *r)
{
    return r->fault_ip;
}

static inline void regs_set_fault_ip(struct regs *r, word_t value)
{
    r->fault_ip = value;
}

static inline word_t regs_next_ip(const struct regs *r)
{
    return r->pc;
}

static inline void regs_set_next_ip(struct regs *r, word_t value)
{
    r->pc = value;
}

static inline void regs_set_tls(struct regs *r, word_t value)
{
    r->tpidr = value;
}

/* Only the condition flags are the user's. */
static inline void regs_set_spsr(struct regs *r, word_t value)
{
    r->spsr = (value & REGS_SPSR_FLAGS) | REGS_USER_SPSR;
}

static inline void regs_init(struct regs *r)
{
    *r = (struct regs){ .spsr = REGS_USER_SPSR };
}

/* The general register at word i of a user context (3 <= i < 34). */
static inline unsigned regs_context_general(unsigned i)
{
    static const uint8_t order[] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  16, 17, 18, 29, 30, 9,  10,
        11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    };

    return order[i - 3];
}

static inline word_t regs_context(const struct regs *r, unsigned i)
{
    switch (i) {
    case 0:
        return r->fault_ip;
    case 1:
        return r->sp;
    case 2:
        return r->spsr;
    case 34:
        return r->tpidr;
    case 35:
        return r->tpidrro;
    default:
        return r->x[regs_context_general(i)];
    }
}

static inline void regs_set_context(struct regs *r, unsigned i, word_t value)
{
    switch (i) {
    case 0:
        r->fault_ip = value;
        r->pc = value;
        break;
    case 1:
        r->sp = value;
        break;
    case 2:
        regs_set_spsr(r, value);
        break;
    case 34:
        r->tpidr = value;
        break;
    case 35:
        r->tpidrro = value;
        break;
    default:
        r->x[regs_context_general(i)] = value;
    }
}

/* Timeout replies have the words of a user context up to the thread registers. */
static inline void regs_set_timeout(struct regs *r, unsigned i, word_t value)
{
    regs_set_context(r, i, value);
}

static inline word_t regs_unknown_syscall(const struct regs *r, unsigned i)
{
    switch (i) {
    case seL4_UnknownSyscall_FaultIP:
        return r->fault_ip;
    case seL4_UnknownSyscall_SP:
        return r->sp;
    case seL4_UnknownSyscall_LR:
        return r->pc;
    case seL4_UnknownSyscall_SPSR:
        return r->spsr;
    case seL4_UnknownSyscall_Syscall:
        return r->x[7];
    default:
        return r->x[i];
    }
}

static inline void regs_set_unknown_syscall(struct regs *r, unsigned i, word_t value)
{
    switch (i) {
    case seL4_UnknownSyscall_FaultIP:
        r->fault_ip = value;
        break;
    case seL4_UnknownSyscall_SP:
        r->sp = value;
        break;
    case seL4_UnknownSyscall_LR:
        r->pc = value;
        break;
    case seL4_UnknownSyscall_SPSR:
        regs_set_spsr(r, value);
        break;
    default:
        r->x[i] = value;
    }
}

static inline word_t regs_exception(const struct regs *r, unsigned i)
{
    return regs_context(r, i);
}

static inline void regs_set_exception(struct regs *r, unsigned i, word_t value)
{
    if (i == seL4_UserException_FaultIP) {
        r->fault_ip = value;
    } else {
        regs_set_context(r, i, value);
    }
}

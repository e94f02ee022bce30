/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's interface as a stranger knows it: numbers copied by hand from its reference, and
 * system calls written out.  Nothing of the runtime is used; only gen_config.h, which every build
 * of a kernel installs, says what the configuration is.
 *
 * Labels behind TCBUnbindNotification move by four where there is a hardware debug interface.
 */
#pragma once
#include <kernel/gen_config.h>

typedef unsigned long word;

enum system_call {
    CALL = -1,
    REPLY_RECV = -2,
    NB_SEND_RECV = -3,
    NB_SEND_WAIT = -4,
    SEND = -5,
    NB_SEND = -6,
    RECV = -7,
    NB_RECV = -8,
    WAIT = -9,
    NB_WAIT = -10,
    YIELD = -11,
    DEBUG_PUT_CHAR = -12,
    DEBUG_CAP_IDENTIFY = -15
};

#ifdef CONFIG_HARDWARE_DEBUG_API
#define LATER(label) ((label) + 4)
enum { TCB_BITS = 12 };
#else
#define LATER(label) (label)
enum { TCB_BITS = 11 };
#endif

enum label {
    UNTYPED_RETYPE = 1,
    TCB_READ_REGISTERS = 2,
    TCB_WRITE_REGISTERS = 3,
    TCB_CONFIGURE = 5,
    TCB_SET_PRIORITY = 6,
    TCB_SET_SCHED_PARAMS = 8,
    TCB_SET_TIMEOUT_ENDPOINT = 9,
    TCB_SUSPEND = 12,
    TCB_RESUME = 13,
    TCB_BIND_NOTIFICATION = 14,
    TCB_UNBIND_NOTIFICATION = 15,
    TCB_SET_TLS_BASE = LATER(16),
    TCB_SET_FLAGS = LATER(17),
    CNODE_REVOKE = LATER(18),
    CNODE_DELETE = LATER(19),
    CNODE_COPY = LATER(21),
    CNODE_MINT = LATER(22),
    CNODE_MOVE = LATER(23),
    CNODE_MUTATE = LATER(24),
    CNODE_ROTATE = LATER(25),
    IRQ_GET = LATER(26),
    IRQ_ACK = LATER(27),
    IRQ_SET_NOTIFICATION = LATER(28),
    DOMAIN_SCHEDULE_CONFIGURE = LATER(31),
    DOMAIN_SCHEDULE_SET_START = LATER(32),
    SCHED_CONTROL_CONFIGURE_FLAGS = LATER(33),
    SCHED_CONTEXT_BIND = LATER(34),
    SCHED_CONTEXT_UNBIND = LATER(35),
    SCHED_CONTEXT_CONSUMED = LATER(37),
    SCHED_CONTEXT_YIELD_TO = LATER(38),
    VSPACE_CLEAN = LATER(39),
    PAGE_TABLE_MAP = LATER(44),
    PAGE_MAP = LATER(46),
    PAGE_UNMAP = LATER(47),
    PAGE_GET_ADDRESS = LATER(52),
    MAKE_POOL = LATER(53),
    ASSIGN = LATER(54),
    IRQ_ISSUE_SGI = LATER(56)
};

enum object { UNTYPED, TCB, ENDPOINT, NOTIFICATION, CNODE, SCHED_CONTEXT, REPLY };
enum { HUGE_PAGE = 7, VSPACE, SMALL_PAGE, LARGE_PAGE, PAGE_TABLE };

enum initial_slot {
    SLOT_TCB = 1,
    SLOT_CNODE = 2,
    SLOT_VSPACE = 3,
    SLOT_IRQ_CONTROL = 4,
    SLOT_ASID_CONTROL = 5,
    SLOT_ASID_POOL = 6,
    SLOT_BOOT_INFO = 9,
    SLOT_IPC_BUFFER = 10,
    SLOT_DOMAIN = 11,
    SLOT_SCHED_CONTEXT = 14,
    SLOT_SMC = 15,
    SLOT_FIRST = 16
};

enum error {
    NO_ERROR,
    INVALID_ARGUMENT,
    INVALID_CAPABILITY,
    ILLEGAL_OPERATION,
    RANGE_ERROR,
    ALIGNMENT_ERROR,
    FAILED_LOOKUP,
    TRUNCATED_MESSAGE,
    DELETE_FIRST,
    REVOKE_FIRST,
    NOT_ENOUGH_MEMORY
};

enum fault { CAP_FAULT = 1, UNKNOWN_SYSCALL = 2, USER_EXCEPTION = 3, TIMEOUT = 5, VM_FAULT = 6 };

/* Words of the boot information. */
enum boot_word {
    BOOT_EXTRA_BYTES,
    BOOT_NODE,
    BOOT_NODES,
    BOOT_IO_LEVELS,
    BOOT_IPC_BUFFER,
    BOOT_EMPTY,
    BOOT_SHARED = BOOT_EMPTY + 2,
    BOOT_IMAGE = BOOT_SHARED + 2,
    BOOT_PAGING = BOOT_IMAGE + 2,
    BOOT_IO_SPACE = BOOT_PAGING + 2,
    BOOT_EXTRA_PAGES = BOOT_IO_SPACE + 2,
    BOOT_CNODE_BITS = BOOT_EXTRA_PAGES + 2,
    BOOT_DOMAIN,
    BOOT_SCHED_CONTROL,
    BOOT_UNTYPED = BOOT_SCHED_CONTROL + 2,
    BOOT_UNTYPED_LIST = BOOT_UNTYPED + 2 /* two words each: address; size bits, device flag */
};

/* Words of an IPC buffer. */
enum { BUFFER_MESSAGE = 1, BUFFER_CAPS = 122, BUFFER_RECEIVE = 125 };

struct registers {
    word cap, info, mr[4], reply, dest;
};

static inline word info(word label, word caps, word length)
{
    return label << 12 | caps << 7 | length;
}

static inline word info_length(word i)
{
    return i & 127;
}

static inline word info_label(word i)
{
    return i >> 12;
}

static inline void trap(enum system_call number, struct registers *r)
{
    register word x0 __asm__("x0") = r->cap, x1 __asm__("x1") = r->info;
    register word x2 __asm__("x2") = r->mr[0], x3 __asm__("x3") = r->mr[1];
    register word x4 __asm__("x4") = r->mr[2], x5 __asm__("x5") = r->mr[3];
    register word x6 __asm__("x6") = r->reply, x8 __asm__("x8") = r->dest;
    register long x7 __asm__("x7") = number;

    __asm__ volatile("svc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5)
                     : "r"(x6), "r"(x7), "r"(x8)
                     : "memory");
    r->cap = x0;
    r->info = x1;
    r->mr[0] = x2;
    r->mr[1] = x3;
    r->mr[2] = x4;
    r->mr[3] = x5;
}

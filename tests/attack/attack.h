/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the referee, the puppets and the generator of attacks share.
 *
 * A system under attack is a copy of the described one in which every domain's program is the
 * puppet and to which one domain is added, the referee.  It shares a page of orders with each
 * puppet, which gives the puppets nothing over each other, and it can stop and start them.  The
 * generator, attack.py, makes the plan: a list of orders that the referee has them carry out one at
 * a time.  After each it prints what changed, with the number of the order.
 *
 * Memory.  Every page has room for marks at its end, from MARK_OFFSET on:
 *
 *     0xc00   word i: domain i was made to write here as an attacker
 *     0xe00   word i: domain i could write here when the system started
 *     0xff8   the page's number, with a mark
 *
 * A mark is a word nobody knows by chance: mark_of().
 */
#pragma once
#include <microkit.h>

#define PUPPETS_MAX         60
#define CONTROL_VADDR       0x5f00000000 /* in a puppet */
#define CONTROLS_VADDR      0x5f40000000 /* in the referee: all of them, one after another */
#define CONTROL_BYTES       0x8000
#define PLAN_VADDR          0x5f80000000
#define MARK_OFFSET         0xc00
#define OWN_MARK_OFFSET     0xe00
#define PAGE_NUMBER         63
#define ROW_WORDS           64
#define LOG_ENTRIES         24
#define CHANGES_SHOWN       16
#define RESULT_WORDS        36
#define SPANS_MAX           72
#define TYPES_MAX           0x5000
#define PAGE_BYTES          0x1000
#define PING_BADGE          ((seL4_Word)1 << 60)
#define FAULT_ADDRESS       0x666000
#define MESSAGE_LABEL       0x7a7a
#define MESSAGE_LABEL_SHIFT 12 /* in a message information word */

/* Slots of the referee's CNode `kit`. */
enum kit {
    KIT_SCHED_CONTROL,
    KIT_FAULT_ENDPOINT,
    KIT_OWN_TCB,
    KIT_PING = 64,
    KIT_TCB = 128,
    KIT_SCHED_CONTEXT = 192,
};

enum order_code {
    ORDER_END,
    ORDER_LISTEN,  /* receive from caps[0] with reply object caps[1]; args: where caps go */
    ORDER_PARK,    /* stop */
    ORDER_INVOKE,  /* cptr, label, args, caps */
    ORDER_LOAD,    /* the marks of the page at cptr */
    ORDER_STORE,   /* one's mark into the page at cptr */
    ORDER_SCAN,    /* marks of attackers in all pages one has */
    ORDER_FAULT,   /* at FAULT_ADDRESS + 8 * domain */
    ORDER_SPIN,    /* until the budget is used up */
    ORDER_WALK,    /* types of args[0] capabilities, cptr and every args[1] on */
    ORDER_SPRAY,   /* all labels on cptr; which were accepted */
    ORDER_GUESS,   /* args[2] times: send to cptr, then cptr + args[1], … */
    ORDER_PREPARE, /* write own marks, remember the types of all capabilities */
    ORDER_COMPARE, /* which capabilities are not what they were; remember */
    ORDER_RESULT,  /* print the result of an order that was left blocked */
    ORDER_SILENCE, /* all: faults go to the referee, budgets are as large as their periods */
};

enum order_flags {
    ORDER_CALL = 0,
    ORDER_NBSEND = 1,
    ORDER_SEND = 2,
    ORDER_MODE = 3,
    ORDER_ANSWER = 4, /* listening: answer with one's mark */
    ORDER_OWN = 8,    /* args[2], args[3]: program counter puppet_owned, and a stack pointer */
    ORDER_PING = 16,  /* afterwards see who reacts, and in which order; repair that */
    ORDER_SLOTS = 32, /* afterwards have everyone compare */
    ORDER_LEAVE = 64, /* if it blocks, let it */
    ORDER_HOLD = 128, /* listening: keep the reply object for the first caller */
};

struct order {
    seL4_Uint8 code;
    seL4_Uint8 actor;
    seL4_Uint8 flags;
    seL4_Uint8 cap_count;
    seL4_Uint16 label;
    seL4_Uint16 length;
    seL4_Word cptr;
    seL4_Word args[6];
    seL4_Word caps[3];
};

struct span {
    seL4_Word start; /* address or capability pointer */
    seL4_Word count; /* pages or slots */
    seL4_Word writable;
};

/* What the generator tells about a domain. */
struct puppet_plan {
    seL4_Word stack;
    seL4_Word priority, mcp;
    seL4_Word budget_us, period_us;
    seL4_Word bound; /* the notification is bound to the thread */
    seL4_Word map_count, slots_count;
    struct span maps[SPANS_MAX];
    struct span slots[SPANS_MAX];
};

struct plan {
    seL4_Word puppet_count;
    seL4_Word order_count;
    seL4_Word orders_offset;
    seL4_Word region_count; /* of the regions the referee numbers the pages of */
    seL4_Word mark;
    seL4_Word padding[3];
    struct span regions[SPANS_MAX];
    struct puppet_plan puppets[];
};

struct log_entry {
    seL4_Word badge, info, mr[2];
};

/* The page of orders and answers. */
struct control {
    seL4_Word index;
    seL4_Word mark;
    struct puppet_plan plan;
    seL4_Word entry, owned; /* code addresses, from the puppet */
    struct order order;
    struct order listening;
    seL4_Word done;
    seL4_Word result_info;
    seL4_Word result[RESULT_WORDS];
    seL4_Word row[2 * ROW_WORDS];
    seL4_Word owner;     /* the mark of who had puppet_owned called */
    seL4_Word ping_time; /* when the referee's last signal arrived */
    seL4_Word log_count;
    struct log_entry log[LOG_ENTRIES];
    seL4_Uint8 types[TYPES_MAX];
    seL4_Word changed; /* slots that are not what they were, the first of them … */
    seL4_Word changed_cptr[CHANGES_SHOWN]; /* … and their types before and now */
    seL4_Uint8 changed_from[CHANGES_SHOWN], changed_to[CHANGES_SHOWN];
};

_Static_assert(sizeof(struct control) <= CONTROL_BYTES, "the page of orders");
_Static_assert(sizeof(struct order) == 88, "order layout, also in attack.py");

static inline seL4_Word mark_of(seL4_Word mark, seL4_Word index)
{
    return mark ^ (index + 1) * 0x100000001b3;
}

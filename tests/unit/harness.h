/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small running system to test the kernel in, and the means to act in it.
 *
 * world_create() boots the host machine's kernel with one thread, the root task, that has the
 * capabilities of a root task in the slots of bootinfo.h and untypeds behind them. Tests then act
 * as threads do: they make the current thread execute system calls. After each kernel entry the
 * harness runs the invariant checker, and whenever an invocation returned an error it makes sure
 * that nothing but the caller's answer has changed (the commit rule).
 *
 * Capability addresses are slot numbers of the root CNode, which every thread made here shares.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "arch/host/host.h"
#include "bootinfo.h"
#include "config.h"
#include "entry.h"
#include "errors.h"
#include "faults.h"
#include "flags.h"
#include "invocation.h"
#include "kernel.h"
#include "lookup.h"
#include "message.h"
#include "objects.h"
#include "objects/cnode.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "objects/untyped.h"
#include "objects/vm.h"
#include "objects/zombie.h"
#include "refill.h"
#include "slot.h"
#include "syscalls.h"

enum {
    ROOT_RADIX = 10,
    WORLD_SCHED_CONTROL = seL4_NumInitialCaps, /* slots behind the initial ones */
    WORLD_PAGE_TABLES,                         /* three, from the highest level down */
    WORLD_DEVICE = WORLD_PAGE_TABLES + 3,      /* a device untyped */
    WORLD_UNTYPED,                             /* the first untyped, of 64 KiB; each next one is */
                                               /* twice as large */
    WORLD_MAX_WORDS = 120,
};

#define WORLD_RAM_BYTES (1u << 20)   /* of world_create() */
#define WORLD_UNTYPED_BITS 16
#define WORLD_IPC_BUFFER UINT64_C(0x10000000) /* where the root task's buffer is mapped */

/* Boot anew; with 2^n bytes of RAM (at least 128 KiB). The clock starts at a round number. */
void world_create(void);
void world_create_sized(word_t ram_bytes);
/* For cmocka: setup and teardown functions. */
int world_setup(void **state);
int world_teardown(void **state);
#define WORLD_TEST(function)                                                                       \
    cmocka_unit_test_setup_teardown(function, world_setup, world_teardown)
/* The number of untypeds from WORLD_UNTYPED on. */
unsigned world_untyped_count(void);

/* The slot of the root CNode with this number, and what is in it. */
struct slot *slot_at(word_t cptr);
struct cap cap_at(word_t cptr);
struct tcb *thread_at(word_t cptr);
struct sched_context *context_at(word_t cptr);
/* A slot of the root CNode that has not been used yet. */
word_t new_slot(void);

/* Lists of message words and of capability addresses. */
struct words {
    unsigned count;
    word_t w[WORLD_MAX_WORDS];
};
#define WORDS(...)                                                                                 \
    ((struct words){ sizeof((word_t[]){ __VA_ARGS__ }) / sizeof(word_t), { __VA_ARGS__ } })

/* What a system call left in the caller's registers and buffer. */
struct answer {
    bool returned;    /* the caller has done the call and goes on: the rest is meaningful */
    word_t label;
    unsigned length, extra_caps, unwrapped;
    word_t badge;
    word_t mr[WORLD_MAX_WORDS];
};

/* Registers of a system call by the current thread; message words beyond the fourth and
 * capabilities go to its IPC buffer. */
struct request {
    int number; /* enum seL4_Syscall_ID */
    word_t cap, reply, nbsend_dest;
    word_t label;
    struct words words, caps;
};

struct answer syscall(const struct request *request);
/* What the current thread's registers say now. */
struct answer answer_of(const struct tcb *thread);

/* The usual system calls. */
struct answer call(word_t cap, word_t label, struct words words, struct words caps);
struct answer send(word_t cap, word_t label, struct words words, struct words caps);
struct answer nbsend(word_t cap, word_t label, struct words words, struct words caps);
struct answer recv(word_t cap, word_t reply);
struct answer nbrecv(word_t cap, word_t reply);
struct answer wait_on(word_t cap);
struct answer nbwait(word_t cap);
struct answer reply_recv(word_t cap, word_t reply, word_t label, struct words words);
void yield(void);
/* Signal a notification. */
void signal_on(word_t cap);

/* A fault of the current thread, and an interrupt, if one is pending. */
void fault(struct fault f);
void interrupt(void);
/* Let the clock go on by this many ticks while the current thread (or nobody) executes user code,
 * with timer interrupts when they are due. */
void run_for(ticks_t ticks);

/* Let this runnable thread be current, as if the one before had been preempted. They should have
 * the same priority. */
void run_as(struct tcb *thread);

/* New objects, by invocation; they fail the test if the kernel refuses. */
word_t new_object(word_t type, word_t size_bits);
/* A copy of a capability with these rights and, if not 0, this badge. */
word_t mint(word_t cptr, word_t rights, word_t badge);
word_t copy_of(word_t cptr);
struct answer delete(word_t cptr);
struct answer revoke(word_t cptr);

/* A thread in the root task's spaces with its own IPC buffer. */
struct new_thread {
    word_t cptr;
    word_t sched_context; /* 0: it has none */
    word_t buffer;        /* the frame */
    struct tcb *tcb;
};
/* Suspended; with a round-robin scheduling context of 5 ms. */
struct new_thread new_thread(unsigned priority);
/* The same without scheduling context. */
struct new_thread new_passive_thread(unsigned priority);
void start(const struct new_thread *thread);
/* Configure a scheduling context; times in microseconds. */
void configure_context(word_t cptr, word_t budget, word_t period, word_t extra_refills,
                       word_t flags);

/* Is this number a system call of benchmark kernels, such as those built for the host? */
bool is_benchmark_call(int number);

/* Assertions. */
void assert_success(struct answer a);
void assert_error(struct answer a, word_t code);
void assert_error_1(struct answer a, word_t code, word_t mr0);
void assert_error_2(struct answer a, word_t code, word_t mr0, word_t mr1);
/* FailedLookup with the flag `source` and the failure's words. */
void assert_failed_lookup(struct answer a, word_t source, struct words failure);
/* Run the invariant checker now. */
void assert_invariants(void);

/* All invariants, and that the machine is set up as the kernel's state says: NULL, or what is
 * broken. assert_invariants() does nothing while checks are skipped. */
const char *world_check(void);
void world_skip_checks(bool skip);
bool world_checks_are_skipped(void);

/*
 * Make the current thread's system call, as its registers say. Call and ReplyRecv are also tried on
 * the fast path from the same state: NULL, or how the two differ. Remembers the state before.
 */
const char *world_enter(void);
/* How often the fast path was taken in this world. */
unsigned world_fastpath_count(void);

/* The commit rule by hand: remember everything; what has changed since then, except the caller's
 * registers and message, or NULL. */
void world_remember(void);
const char *world_difference(const struct tcb *caller);

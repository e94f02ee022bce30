/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reply objects. One is used by a receiver for a call: while it waits, then, when the call has come,
 * to hold the caller. Reply objects whose callers' scheduling context has been passed on form the
 * context's call stack:
 *
 *     sched_context.reply --> newest reply --older--> ... --older--> oldest reply
 *
 * The newest one points back to the scheduling context (`sched_context`), the others to the next
 * newer one (`newer`). Grant via reply follows RFC 0130, second alternative: `can_grant` is taken
 * from the endpoint capability used to receive.
 */
#pragma once
#include "object.h"

struct sched_context;

/* 32 bytes (ABI). */
struct reply {
    struct tcb *tcb;     /* the caller held, or the receiver waiting with it; NULL: unused */
    struct reply *older;
    word_t up;           /* newer reply or, with bit 0 set, the scheduling context it is newest of */
    bool can_grant;      /* meaningful while tcb is set */
};

#define REPLY_BITS 5
_Static_assert(sizeof(struct reply) == 1u << REPLY_BITS, "reply size is ABI");

static inline struct reply *reply_of(struct cap c)
{
    return cap_object(c);
}

static inline struct cap reply_cap(struct reply *r)
{
    return cap_make(CAP_REPLY, 0, (word_t)r, 0);
}

/* Is it the newest of a scheduling context's stack, and of which? NULL: it is not. */
static inline struct sched_context *reply_stack_of(const struct reply *r)
{
    return r->up & 1 ? (struct sched_context *)(r->up & ~(word_t)1) : NULL;
}

static inline struct reply *reply_newer(const struct reply *r)
{
    return r->up & 1 ? NULL : (struct reply *)r->up;
}

/* A receiver waits with the object. */
void reply_attach_receiver(struct reply *r, struct tcb *receiver, bool can_grant);
void reply_detach_receiver(struct reply *r);
/* The caller waits for an answer; if it may and the callee has none, its scheduling context goes to
 * the callee and the reply on the context's stack. */
void reply_push(struct reply *r, struct tcb *caller, struct tcb *callee, bool can_donate);
/* The caller no longer waits: it is answered, or the object goes away. As newest of a stack it gives
 * the scheduling context back to the caller; elsewhere the stack is cut on both sides. */
void reply_pop(struct reply *r);
/* The caller gives up waiting (suspended, deleted): the stack is cut here, the context stays. */
void reply_abandon(struct reply *r);
/* A receiver is about to use the object: whoever it still holds is let go. */
void reply_free_for(struct reply *r, struct tcb *receiver);

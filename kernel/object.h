/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invocations: what a caller asked of an object, how its type answers, and the two tables that
 * connect them.
 *
 * An object type is one file, objects/<stem>.c, that ends with its `struct object_ops`.  A method
 * checks everything first, then says commit(), then changes state.  Above commit() it writes
 * nothing but locals and the invocation's error; below it cannot fail (it may be PREEMPTED, leaving
 * a consistent state from which the same call goes on).  The host port checks this.
 */
#pragma once
#include "cap.h"
#include "errors.h"
#include "slot.h"

struct tcb;

enum status {
    OK,
    FAILED,    /* the invocation's error says why; nothing was changed */
    PREEMPTED, /* consistent; the system call will run again */
};

/* Why a capability address did not resolve (the words of the user-visible lookup failure). */
struct lookup_failure {
    unsigned type; /* enum seL4_LookupFailureType */
    word_t bits_left, bits_found, guard_found;
};

struct error {
    unsigned code; /* enum seL4_Error */
    word_t a, b;   /* argument or capability index; min, max; bytes; was-source flag */
    struct lookup_failure lookup;
};

enum { INVOCATION_MAX_CAPS = 3 };

/* How a system call sends. */
struct invoke_options {
    bool call;        /* the caller waits for an answer */
    bool block;       /* may wait for the other side */
    bool can_donate;  /* may lend its scheduling context */
    bool first_phase; /* send part of a combined system call: errors are dropped */
};

/* Filled once by invoke.c, then read-only but for `error` and the results. */
struct invocation {
    struct tcb *caller;
    struct slot *slot; /* the invoked capability */
    word_t cptr;       /* its address in the caller's CSpace */
    word_t label;
    unsigned argc;     /* message words that can be read */
    const word_t *buffer; /* the caller's IPC buffer for reading, NULL if there is none */
    unsigned capc;
    struct slot *capv[INVOCATION_MAX_CAPS];
    struct invoke_options how;
    bool answered;     /* no success reply is due: the method has sent, or will */
    unsigned results;
    struct error error;
};

/* Message word i < argc of the caller. */
word_t invocation_arg(const struct invocation *inv, unsigned i);
/* Set result word i; to be called in rising order, below commit(). Ignored unless it is a call. */
void invocation_result(struct invocation *inv, unsigned i, word_t value);

/* To be returned by a method that works on a range, the beginning of which is message word 0, and
 * got to `done`. Before the `end` that was an interruption: the caller's register is moved on, so
 * that the repeated call goes on there. At the end the register is again what it was. */
enum status invocation_advance(struct invocation *inv, word_t done, word_t end);

/* The line that separates checking from changing. */
static inline void commit(struct invocation *inv)
{
    (void)inv;
}

struct method {
    unsigned label;
    uint8_t args, caps; /* fewer than this is TruncatedMessage; what else is checked is the method's */
    enum status (*run)(struct invocation *inv);
};

struct object_ops {
    const char *name;
    /* log2 of the bytes of memory the object has; NULL: it has none. */
    unsigned (*size_bits)(struct cap cap);
    /* Are two capabilities of this type to the same object? NULL: equal addresses. */
    bool (*same_object)(struct cap a, struct cap b);
    /* Does the first capability contain the second, of whatever type, beyond being the same
     * object? NULL: no. */
    bool (*contains)(struct cap a, struct cap b);
    /* Apply a badge or guard word; the null capability if not allowed. NULL: unchanged. */
    struct cap (*update)(struct cap cap, bool preserve, word_t data);
    /* Restrict the rights. NULL: rights have no meaning for the type. */
    struct cap (*mask)(struct cap cap, unsigned rights);
    /* May it be copied, and as what? NULL: as it is. May make it null. */
    enum status (*derive)(struct slot *slot, struct cap *cap, struct error *error);
    /* A capability is going away; `last` if no other to the same object is left. A short step:
     * returns what remains (most often a zombie), for which it will be called again, or the null
     * capability. NULL: nothing to do. */
    struct cap (*finalise)(struct cap cap, bool last);
    /* Invocation of any label (endpoint, notification, reply, ...). NULL: use the methods. */
    enum status (*invoke)(struct invocation *inv);
    const struct method *methods;
    unsigned method_count;
    /* Methods that depend on the configuration, looked up after the others. NULL: none. */
    const struct method *more_methods;
    const unsigned *more_method_count;
    /* May not be invoked by the send part of a combined system call. */
    bool alone;
};

#define CAP(NAME, stem, tag) extern const struct object_ops stem##_ops;
#include "caps.def"
#undef CAP

const struct object_ops *object_ops_of(struct cap cap);
/* The tag DebugCapIdentify shows. */
unsigned object_tag(struct cap cap);

/* Find the method and run it. */
enum status object_invoke(struct invocation *inv);

/* The generic parts of capability copying: see the members of struct object_ops. */
enum status cap_derive(struct slot *slot, struct cap *cap, struct error *error);
struct cap cap_update(struct cap cap, bool preserve, word_t data);
struct cap cap_mask(struct cap cap, unsigned rights);
struct cap cap_finalise(struct cap cap, bool last);

/* Error returns: one line at each check. */
static inline enum status error_set(struct error *e, unsigned code, word_t a, word_t b)
{
    e->code = code;
    e->a = a;
    e->b = b;
    return FAILED;
}

static inline enum status err_argument(struct invocation *inv, unsigned index)
{
    return error_set(&inv->error, seL4_InvalidArgument, index, 0);
}

static inline enum status err_capability(struct invocation *inv, unsigned index)
{
    return error_set(&inv->error, seL4_InvalidCapability, index, 0);
}

static inline enum status err_illegal(struct invocation *inv)
{
    return error_set(&inv->error, seL4_IllegalOperation, 0, 0);
}

static inline enum status err_range(struct invocation *inv, word_t min, word_t max)
{
    return error_set(&inv->error, seL4_RangeError, min, max);
}

static inline enum status err_alignment(struct invocation *inv)
{
    return error_set(&inv->error, seL4_AlignmentError, 0, 0);
}

static inline enum status err_truncated(struct invocation *inv)
{
    return error_set(&inv->error, seL4_TruncatedMessage, 0, 0);
}

static inline enum status err_delete_first(struct invocation *inv)
{
    return error_set(&inv->error, seL4_DeleteFirst, 0, 0);
}

static inline enum status err_revoke_first(struct invocation *inv)
{
    return error_set(&inv->error, seL4_RevokeFirst, 0, 0);
}

static inline enum status err_memory(struct invocation *inv, word_t bytes_available)
{
    return error_set(&inv->error, seL4_NotEnoughMemory, bytes_available, 0);
}

/* `source`: whether the failed lookup was that of a source slot. */
static inline enum status err_lookup(struct invocation *inv, bool source,
                                     struct lookup_failure failure)
{
    inv->error.lookup = failure;
    return error_set(&inv->error, seL4_FailedLookup, source, 0);
}

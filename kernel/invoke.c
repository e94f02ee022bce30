/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invocation: resolve the capability and the extra ones, run the object's method, answer.
 *
 * While a method runs the caller is in the Restart state. If that is still so afterwards the caller
 * goes on; a method that blocked, suspended or deleted it has changed the state. Being preempted is
 * leaving it as it is: the system call is executed again.
 */
#include "invoke.h"
#include "arch/arch.h"
#include "faults.h"
#include "kernel.h"
#include "lookup.h"
#include "message_info.h"

word_t invocation_arg(const struct invocation *inv, unsigned i)
{
    return i < REGS_MESSAGE_WORDS ? regs_message(&inv->caller->regs, i)
                                  : inv->buffer[ABI_BUFFER_MESSAGE + i];
}

void invocation_result(struct invocation *inv, unsigned i, word_t value)
{
    if (inv->how.call
        && tcb_set_message_word(inv->caller, tcb_ipc_buffer(inv->caller, true), i, value)) {
        inv->results = i + 1;
    }
}

/* What the thread remembers of it is of a call interrupted before, if that one has led here. */
enum status invocation_advance(struct invocation *inv, word_t done, word_t end)
{
    struct tcb *caller = inv->caller;
    word_t at = regs_message(&caller->regs, 0);
    word_t first = at == caller->advanced_to ? caller->advanced_from : at;
    bool over = done == end;

    caller->advanced_from = over ? 0 : first;
    caller->advanced_to = over ? 0 : done;
    regs_set_message(&caller->regs, 0, over ? first : done);
    return over ? OK : PREEMPTED;
}

void invoke_cap_fault(word_t cptr, bool receiving, struct lookup_failure failure)
{
    struct tcb *thread = current_thread();

    thread->lookup_failure = failure;
    fault_handle(thread, (struct fault){ .kind = seL4_Fault_CapFault, .a = cptr, .b = receiving });
}

/* An address does not lead to a slot; whoever does not block does not fault. */
static void invoke_unresolved(const struct invocation *inv, word_t cptr)
{
    cancel_forget(inv->caller);
    if (inv->how.block) {
        invoke_cap_fault(cptr, false, lookup_slot(inv->caller, cptr).failure);
    }
}

/* Resolve the extra capabilities; false if one does not and a fault was raised for it. */
static bool invoke_extra_caps(struct invocation *inv, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        word_t cptr = inv->buffer[ABI_BUFFER_CAPS_OR_BADGES + i];
        struct slot *slot = lookup_find(inv->caller, cptr);

        if (!slot) {
            invoke_unresolved(inv, cptr);
            return false;
        }
        inv->capv[i] = slot;
    }
    inv->capc = count;
    return true;
}

/* The part of the message that is not in registers; without a buffer there is none. False: as
 * above. */
static bool invoke_message(struct invocation *inv, unsigned caps)
{
    inv->buffer = tcb_ipc_buffer(inv->caller, false);
    if (!inv->buffer) {
        inv->argc = inv->argc < REGS_MESSAGE_WORDS ? inv->argc : REGS_MESSAGE_WORDS;
        return true;
    }
    return caps == 0 || invoke_extra_caps(inv, caps);
}

static void answer_success(const struct invocation *inv)
{
    regs_set_badge(&inv->caller->regs, 0);
    regs_set_info(&inv->caller->regs, info_make(0, 0, 0, inv->results));
}

/* The words after an error code; returns their number. */
static unsigned error_words(const struct error *e, word_t words[1 + LOOKUP_FAILURE_WORDS])
{
    words[0] = e->a;
    words[1] = e->b;
    switch (e->code) {
    case seL4_InvalidArgument:
    case seL4_InvalidCapability:
    case seL4_NotEnoughMemory:
        return 1;
    case seL4_RangeError:
        return 2;
    case seL4_FailedLookup:
        return 1 + lookup_failure_words(&e->lookup, words + 1);
    default:
        return 0;
    }
}

static void answer_error(const struct invocation *inv)
{
    word_t words[1 + LOOKUP_FAILURE_WORDS];
    unsigned count = error_words(&inv->error, words), set = 0;
    word_t *buffer = count > REGS_MESSAGE_WORDS ? tcb_ipc_buffer(inv->caller, true) : NULL;

    while (set < count && tcb_set_message_word(inv->caller, buffer, set, words[set])) {
        set++;
    }
    regs_set_badge(&inv->caller->regs, 0);
    regs_set_info(&inv->caller->regs, info_make(inv->error.code, 0, 0, set));
}

static enum status invoke_run(struct invocation *inv)
{
    struct tcb *caller = inv->caller;
    enum status status;

    tcb_set_state(caller, THREAD_RESTART);
    status = object_invoke(inv);
    if (status == PREEMPTED || caller->state != THREAD_RESTART) {
        return status;
    }
    if (status == FAILED) {
        cancel_forget(caller);
    }
    if (inv->how.call && status == FAILED) {
        answer_error(inv);
    } else if (inv->how.call && !inv->answered) {
        answer_success(inv);
    }
    tcb_set_state(caller, THREAD_RUNNING);
    return OK;
}

enum status invoke_capability(word_t cptr, struct invoke_options options)
{
    struct tcb *caller = current_thread();
    word_t info = regs_info(&caller->regs);
    struct invocation inv;

    /* One by one: the parts that mean nothing yet are not written. */
    inv.caller = caller;
    inv.slot = lookup_find(caller, cptr);
    inv.cptr = cptr;
    inv.label = info_label(info);
    inv.argc = info_length(info);
    inv.buffer = NULL;
    inv.capc = 0;
    inv.how = options;
    inv.answered = false;
    inv.results = 0;
    if (!inv.slot) {
        invoke_unresolved(&inv, cptr);
        return OK;
    }
    if ((inv.argc > REGS_MESSAGE_WORDS || info_extra_caps(info))
        && !invoke_message(&inv, info_extra_caps(info))) {
        return OK;
    }
    if (options.first_phase && object_ops_of(inv.slot->cap)->alone) {
        return OK;
    }
    return invoke_run(&inv);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuring a thread: its CSpace, VSpace, IPC buffer, priorities, scheduling context, fault and
 * timeout handlers. Each method first prepares what it will install, checking it, and then installs
 * it; the installed copies are children of the capabilities given.
 *
 * SetSchedParams, SetTimeoutEndpoint and SetSpace have two further words (RFC "set fault and timeout
 * handler parameters"): badge and rights of the handler. A message without them, as older programs
 * send it, or with both zero, leaves the handler capability as it is.
 */
#include "tcb_config.h"
#include "cnode.h"
#include "kernel.h"
#include "message.h"
#include "refill.h"
#include "sched.h"
#include "vm.h"

/* A capability to be installed in a slot of a TCB, and where it comes from. */
struct install {
    enum tcb_slot where;
    struct slot *source;
    struct cap cap; /* null: the slot is only emptied */
};

static struct tcb *target(const struct invocation *inv)
{
    return tcb_of(inv->slot->cap);
}

static void install(struct tcb *thread, const struct install *i)
{
    struct slot *slot = &thread->slots[i->where];

    slot_delete_simple(slot);
    if (!cap_is_null(i->cap)) {
        slot_insert(slot, i->source, i->cap);
    }
}

/* Threads may be waiting for the former handler, which nobody can receive from any more if this was
 * the last capability to it: that may be long. */
static enum status install_handler(struct tcb *thread, const struct install *i)
{
    if (slot_delete(&thread->slots[i->where]) == PREEMPTED) {
        return PREEMPTED;
    }
    install(thread, i);
    return OK;
}

/* The source with badge or guard `data` applied (0: none), ready to be copied. */
static enum status prepare_derived(struct invocation *inv, struct install *i, word_t data)
{
    i->cap = i->source->cap;
    if (data) {
        i->cap = cap_update(i->cap, false, data);
    }
    return cap_derive(i->source, &i->cap, &inv->error);
}

static enum status prepare_cspace(struct invocation *inv, struct install *i, unsigned cap,
                                  word_t data)
{
    *i = (struct install){ .where = TCB_CSPACE, .source = inv->capv[cap] };
    if (prepare_derived(inv, i, data) != OK) {
        return FAILED;
    }
    return cap_type(i->cap) == CAP_CNODE ? OK : err_illegal(inv);
}

static enum status prepare_vspace(struct invocation *inv, struct install *i, unsigned cap,
                                  word_t data)
{
    *i = (struct install){ .where = TCB_VSPACE, .source = inv->capv[cap] };
    if (prepare_derived(inv, i, data) != OK) {
        return FAILED;
    }
    return cap_type(i->cap) == CAP_VSPACE && vspace_is_valid(i->cap) ? OK : err_illegal(inv);
}

/* Address 0 takes the buffer away. */
static enum status prepare_buffer(struct invocation *inv, struct install *i, unsigned cap,
                                  word_t address)
{
    *i = (struct install){ .where = TCB_IPC_BUFFER, .source = inv->capv[cap] };
    if (!address) {
        return OK;
    }
    if (prepare_derived(inv, i, 0) != OK) {
        return FAILED;
    }
    if (cap_type(i->cap) != CAP_FRAME || frame_is_device(i->cap)) {
        return err_illegal(inv);
    }
    return is_aligned(address, seL4_IPCBufferSizeBits) ? OK : err_alignment(inv);
}

/* Can this be a fault or timeout handler? */
static bool handler_is_valid(struct cap cap)
{
    return cap_is_null(cap)
           || (cap_type(cap) == CAP_ENDPOINT && cap_has(cap, RIGHT_WRITE)
               && (cap_rights(cap) & (RIGHT_GRANT | RIGHT_GRANT_REPLY)));
}

/* `params`: the index of the message word with the badge; the rights follow. */
static enum status prepare_handler(struct invocation *inv, struct install *i, enum tcb_slot where,
                                   unsigned cap, unsigned params)
{
    word_t badge = 0, rights = 0;

    *i = (struct install){ .where = where, .source = inv->capv[cap], .cap = inv->capv[cap]->cap };
    if (inv->argc >= params + 2) {
        badge = invocation_arg(inv, params);
        rights = invocation_arg(inv, params + 1);
    }
    if ((badge || rights) && cap_type(i->cap) == CAP_ENDPOINT) {
        if (badge) {
            i->cap = cap_update(i->cap, false, badge);
        }
        if (cap_is_null(i->cap)) {
            return err_illegal(inv);
        }
        i->cap = cap_mask(i->cap, (unsigned)rights & RIGHT_ALL);
    }
    return handler_is_valid(i->cap) ? OK : err_capability(inv, cap + 1);
}

/* Replacing a root whose deletion may take long has to be done by deleting it first. */
static bool roots_are_busy(const struct tcb *thread)
{
    return slot_delete_is_long(&thread->slots[TCB_CSPACE])
           || slot_delete_is_long(&thread->slots[TCB_VSPACE]);
}

static void install_buffer(struct tcb *thread, const struct install *buffer, word_t address)
{
    install(thread, buffer);
    thread->ipc_buffer = address;
}

static void install_roots(struct tcb *thread, const struct install *cspace,
                          const struct install *vspace)
{
    install(thread, cspace);
    install(thread, vspace);
    if (thread == current_thread()) {
        vspace_switch_to(thread);
    }
}

enum status tcb_configure(struct invocation *inv)
{
    struct tcb *thread = target(inv);
    struct install cspace, vspace, buffer;
    word_t address = invocation_arg(inv, 2);

    if (prepare_buffer(inv, &buffer, 2, address) != OK) {
        return FAILED;
    }
    if (roots_are_busy(thread)) {
        return err_illegal(inv);
    }
    if (prepare_cspace(inv, &cspace, 0, invocation_arg(inv, 0)) != OK
        || prepare_vspace(inv, &vspace, 1, invocation_arg(inv, 1)) != OK) {
        return FAILED;
    }
    commit(inv);
    install_roots(thread, &cspace, &vspace);
    install_buffer(thread, &buffer, address);
    return OK;
}

enum status tcb_set_space(struct invocation *inv)
{
    struct tcb *thread = target(inv);
    struct install cspace, vspace, handler;

    if (roots_are_busy(thread)) {
        return err_illegal(inv);
    }
    if (prepare_cspace(inv, &cspace, 1, invocation_arg(inv, 0)) != OK
        || prepare_vspace(inv, &vspace, 2, invocation_arg(inv, 1)) != OK
        || prepare_handler(inv, &handler, TCB_FAULT_HANDLER, 0, 2) != OK) {
        return FAILED;
    }
    commit(inv);
    if (install_handler(thread, &handler) == PREEMPTED) {
        return PREEMPTED;
    }
    install_roots(thread, &cspace, &vspace);
    return OK;
}

enum status tcb_set_ipc_buffer(struct invocation *inv)
{
    struct install buffer;
    word_t address = invocation_arg(inv, 0);

    if (prepare_buffer(inv, &buffer, 0, address) != OK) {
        return FAILED;
    }
    commit(inv);
    install_buffer(target(inv), &buffer, address);
    return OK;
}

enum status tcb_set_timeout_endpoint(struct invocation *inv)
{
    struct install handler;

    if (prepare_handler(inv, &handler, TCB_TIMEOUT_HANDLER, 0, 0) != OK) {
        return FAILED;
    }
    commit(inv);
    return install_handler(target(inv), &handler);
}

/* May somebody holding the thread in capv[0] give out priority `value`? */
static enum status check_priority(struct invocation *inv, word_t value)
{
    const struct tcb *authority;

    if (cap_type(inv->capv[0]->cap) != CAP_TCB) {
        return err_capability(inv, 1);
    }
    authority = tcb_of(inv->capv[0]->cap);
    return value <= authority->mcp ? OK : err_range(inv, 0, authority->mcp);
}

enum status tcb_set_priority_method(struct invocation *inv)
{
    word_t priority = invocation_arg(inv, 0);

    if (check_priority(inv, priority) != OK) {
        return FAILED;
    }
    commit(inv);
    tcb_set_priority(target(inv), (unsigned)priority);
    return OK;
}

enum status tcb_set_mcp_method(struct invocation *inv)
{
    word_t mcp = invocation_arg(inv, 0);

    if (check_priority(inv, mcp) != OK) {
        return FAILED;
    }
    commit(inv);
    tcb_set_mcp(target(inv), (unsigned)mcp);
    return OK;
}

/* The scheduling context the thread shall have; NULL: none. */
static enum status check_sched_context(struct invocation *inv, struct sched_context **result)
{
    struct tcb *thread = target(inv);
    struct cap cap = inv->capv[1]->cap;
    struct sched_context *sc;

    *result = NULL;
    if (cap_is_null(cap)) {
        return thread == current_thread() ? err_illegal(inv) : OK;
    }
    if (cap_type(cap) != CAP_SCHED_CONTEXT) {
        return err_capability(inv, 2);
    }
    sc = sched_context_of(cap);
    *result = sc;
    if (thread->sched_context == sc) {
        return OK;
    }
    if (thread->sched_context || sc->tcb || sc->notification || !sched_context_fits(sc, thread)) {
        return err_illegal(inv);
    }
    return OK;
}

enum status tcb_set_sched_params(struct invocation *inv)
{
    struct tcb *thread = target(inv);
    word_t mcp = invocation_arg(inv, 0), priority = invocation_arg(inv, 1);
    struct sched_context *sc;
    struct install handler;

    if (check_priority(inv, mcp) != OK || check_priority(inv, priority) != OK
        || check_sched_context(inv, &sc) != OK
        || prepare_handler(inv, &handler, TCB_FAULT_HANDLER, 2, 2) != OK) {
        return FAILED;
    }
    commit(inv);
    if (install_handler(thread, &handler) == PREEMPTED) {
        return PREEMPTED;
    }
    tcb_set_mcp(thread, (unsigned)mcp);
    tcb_set_priority(thread, (unsigned)priority);
    if (sc && thread->sched_context != sc) {
        sched_context_bind_tcb(sc, thread);
    } else if (!sc && thread->sched_context) {
        sched_context_take_from_tcb(thread->sched_context);
    }
    return OK;
}

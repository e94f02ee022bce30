/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The model's beginning: the world of tests/unit/harness.h, just after it was created. The root
 * CNode's capabilities are read from the kernel; everything after is the model's own.
 */
#include "harness.h"
#include "model.h"
#include "refill.h"
#include "steps.h"
#include <stdlib.h>
#include <string.h>

static void forget(void)
{
    for (unsigned i = 0; i < M_OBJECTS; i++) {
        if (m.object[i].type == CAP_CNODE) {
            free(m.object[i].slot);
        }
    }
    memset(&m, 0, sizeof(m));
}

static unsigned size_bits_of(struct cap c)
{
    switch (cap_type(c)) {
    case CAP_UNTYPED:
        return untyped_size_bits(c);
    case CAP_CNODE:
        return cnode_radix(c) + 5;
    case CAP_SCHED_CONTEXT:
        return sched_context_size_bits(c);
    default:
        return 12;
    }
}

static bool has_object(enum cap_type type)
{
    return type == CAP_UNTYPED || type == CAP_CNODE || type == CAP_TCB || type == CAP_SCHED_CONTEXT
           || type == CAP_FRAME || type == CAP_PAGE_TABLE || type == CAP_VSPACE;
}

/* A capability made at boot. */
static struct m_cap *boot_cap(struct cap c)
{
    struct m_object *o = NULL;
    struct m_cap *cap;

    if (has_object(cap_type(c))) {
        o = m_object_new(cap_type(c), cap_address(c), size_bits_of(c));
        o->device = cap_type(c) == CAP_UNTYPED && untyped_is_device(c);
    }
    cap = m_cap_new(cap_type(c), o);
    cap->original = true;
    cap->mapped = true;
    if (cap_type(c) == CAP_UNTYPED) {
        cap->watermark = untyped_free_offset(c);
    } else if (cap_type(c) == CAP_CNODE) {
        cap->guard_bits = WORD_BITS - ROOT_RADIX;
    } else if (cap_type(c) == CAP_FRAME) {
        cap->frame_rights = M_READ_WRITE;
    }
    m_tree_add(cap, &m.root);
    return cap;
}

static void boot_thread(struct m_cap **root)
{
    static const unsigned from[] = { seL4_CapInitThreadCNode, seL4_CapInitThreadVSpace,
                                     seL4_CapInitThreadIPCBuffer };
    struct m_object *thread = root[seL4_CapInitThreadTCB]->object;
    struct m_object *sc = root[seL4_CapInitThreadSC]->object;

    for (unsigned i = 0; i < 3; i++) {
        m_cap_insert(&thread->t.slot[i], root[from[i]], root[from[i]]);
    }
    thread->t.priority = thread->t.mcp = 255;
    thread->t.state = M_RUNNING;
    m_budget_fill(sc, 2, ticks_from_us(5000), 0);
    m_sc_bind(sc, thread);
    m.current = thread;
    m.charged = sc;
}

void model_boot(void)
{
    struct m_cap *root_cap;
    struct m_cap **root;

    forget();
    m.now = kernel.cpu.now;
    m.slices[0].ticks = DOMAIN_FOREVER;
    m.domain_end = m.now + DOMAIN_FOREVER;
    m.idle = m_object_new(CAP_TCB, (word_t)&kernel.cpu.idle, 12);
    m.idle->t.sc = m_object_new(CAP_SCHED_CONTEXT, (word_t)idle_context(), 7);
    m.idle->t.sc->s.thread = m.idle;
    root_cap = boot_cap(cap_at(seL4_CapInitThreadCNode));
    root = root_cap->object->slot;
    root[seL4_CapInitThreadCNode] = root_cap;
    for (unsigned i = 0; i < 1u << ROOT_RADIX; i++) {
        if (!slot_is_empty(slot_at(i)) && !root[i]) {
            root[i] = boot_cap(cap_at(i));
        }
    }
    boot_thread(root);
}

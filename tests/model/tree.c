/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities as nodes of an explicit derivation tree, and what is deleted with them.
 *
 * A copy of an original capability is its child; a copy of a copy is its sibling. When a node goes,
 * its children take its place. When the last capability to an object goes, so does the object.
 */
#include "model.h"
#include <stdlib.h>
#include <string.h>

struct m_state m;

struct m_object *m_object_new(enum cap_type type, word_t address, unsigned bits)
{
    for (unsigned i = 0; i < M_OBJECTS; i++) {
        struct m_object *o = &m.object[i];

        if (o->type == CAP_NULL) {
            memset(o, 0, sizeof(*o));
            o->type = type;
            o->address = address;
            o->bits = bits;
            if (type == CAP_TCB) {
                o->slot = o->t.slot;
                o->t.domain = m.domain;
                o->t.regs.spsr = 0x40;
            } else if (type == CAP_CNODE) {
                o->radix = bits - 5;
                o->slot = calloc((size_t)1 << o->radix, sizeof(struct m_cap *));
            }
            return o;
        }
    }
    m.full = true;
    return NULL;
}

struct m_cap *m_cap_new(enum cap_type type, struct m_object *object)
{
    for (unsigned i = 0; i < M_CAPS; i++) {
        struct m_cap *cap = &m.cap[i];

        if (!cap->used) {
            *cap = (struct m_cap){ .type = type, .object = object, .used = true };
            if (object) {
                object->caps++;
            }
            return cap;
        }
    }
    m.full = true;
    return NULL;
}

void m_tree_add(struct m_cap *cap, struct m_cap *parent)
{
    cap->parent = parent;
    cap->next = parent->first_child;
    parent->first_child = cap;
}

static void tree_add_after(struct m_cap *cap, struct m_cap *sibling)
{
    cap->parent = sibling->parent;
    cap->next = sibling->next;
    sibling->next = cap;
}

/* The children take the place of the node that leaves. */
static void tree_remove(struct m_cap *cap)
{
    struct m_cap **link = &cap->parent->first_child;

    while (*link != cap) {
        link = &(*link)->next;
    }
    *link = cap->first_child;
    while (*link) {
        (*link)->parent = cap->parent;
        link = &(*link)->next;
    }
    *link = cap->next;
}

bool m_cap_has_children(const struct m_cap *cap)
{
    return cap->first_child != NULL;
}

/* Is what is derived from this capability an original in turn? */
static bool makes_original(const struct m_cap *value, const struct m_cap *source)
{
    if (value->type == CAP_ENDPOINT || value->type == CAP_NOTIFICATION) {
        return value->badge != source->badge;
    }
    return value->type == CAP_UNTYPED;
}

void m_cap_insert(struct m_cap **slot, struct m_cap *source, const struct m_cap *value)
{
    struct m_cap *cap = m_cap_new(value->type, value->object);

    if (!cap) {
        return;
    }
    cap->rights = value->rights;
    cap->badge = value->badge;
    cap->guard = value->guard;
    cap->guard_bits = value->guard_bits;
    cap->watermark = value->watermark;
    cap->frame_rights = value->frame_rights;
    cap->mapped = value->mapped;
    cap->original = makes_original(value, source);
    if (source->original) {
        m_tree_add(cap, source);
    } else {
        tree_add_after(cap, source);
    }
    if (source->type == CAP_UNTYPED) {
        source->watermark = word_bit(source->object->bits);
    }
    *slot = cap;
}

static void slots_delete(struct m_cap **slots, unsigned count)
{
    while (count > 0) {
        m_slot_delete(&slots[--count]);
    }
}

static void context_destroy(struct m_object *o)
{
    struct m_sched_context *sc = &o->s;

    m_sc_unbind_for_good(o);
    if (sc->notification) {
        sc->notification->sc = NULL;
    }
    if (sc->reply) {
        sc->reply->r.sc = NULL;
    }
}

/* The last capability to an object has gone. */
static void object_destroy(struct m_object *o)
{
    switch (o->type) {
    case CAP_ENDPOINT:
        m_endpoint_cancel_all(o);
        break;
    case CAP_NOTIFICATION:
        m_notification_destroy(o);
        break;
    case CAP_REPLY:
        if (o->r.thread && o->r.thread->t.state == M_REPLYING) {
            struct m_object *caller = o->r.thread;

            m_reply_remove(o);
            caller->t.state = M_INACTIVE;
            caller->t.fault.kind = 0;
        } else if (o->r.thread) {
            m_cancel(o->r.thread);
        }
        break;
    case CAP_SCHED_CONTEXT:
        context_destroy(o);
        break;
    case CAP_TCB:
        m_thread_destroy(o);
        slots_delete(o->slot, M_THREAD_SLOTS);
        break;
    case CAP_CNODE:
        slots_delete(o->slot, 1u << o->radix);
        free(o->slot);
        break;
    default:
        break;
    }
    o->type = CAP_NULL;
}

void m_slot_delete(struct m_cap **slot)
{
    struct m_cap *cap = *slot;
    struct m_object *object;

    if (!cap) {
        return;
    }
    object = cap->object;
    *slot = NULL;
    tree_remove(cap);
    cap->used = false;
    if (object && --object->caps == 0) {
        object_destroy(object);
    }
}

/* The slot that holds a capability. */
static struct m_cap **slot_of(const struct m_cap *cap)
{
    for (unsigned i = 0; i < M_OBJECTS; i++) {
        struct m_object *o = &m.object[i];
        unsigned count = o->type == CAP_CNODE ? 1u << o->radix
                         : o->type == CAP_TCB ? M_THREAD_SLOTS
                                              : 0;

        for (unsigned j = 0; j < count; j++) {
            if (o->slot[j] == cap) {
                return &o->slot[j];
            }
        }
    }
    abort();
}

void m_slot_revoke(struct m_cap **slot)
{
    struct m_cap *cap = *slot;

    while (cap && *slot == cap && cap->first_child) {
        m_slot_delete(slot_of(cap->first_child));
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of CNodes and of untyped memory, with their errors in the order of the sheets. */
#include "model.h"
#include "invocation.h"
#include "objects.h"

enum { MAX_UNTYPED_BITS = 47, FAN_OUT = 256 };

/* Values. */

bool m_cap_update(struct m_cap *value, bool preserve, word_t data)
{
    switch (value->type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        if (preserve || value->badge != 0) {
            return false;
        }
        value->badge = data;
        return true;
    case CAP_CNODE:
        if ((data & 63) + value->object->radix > 64) {
            return false;
        }
        value->guard_bits = data & 63;
        value->guard = data >> 6 & word_mask(value->guard_bits);
        return true;
    default:
        return true;
    }
}

void m_cap_mask(struct m_cap *value, unsigned rights)
{
    switch (value->type) {
    case CAP_ENDPOINT:
    case CAP_NOTIFICATION:
        value->rights &= rights;
        break;
    case CAP_FRAME:
        if (value->frame_rights == M_KERNEL_ONLY || !(rights & RIGHT_READ)) {
            value->frame_rights = M_KERNEL_ONLY;
        } else if (!(rights & RIGHT_WRITE)) {
            value->frame_rights = M_READ_ONLY;
        }
        break;
    default:
        break;
    }
}

unsigned m_cap_derive(struct m_cap *source, struct m_cap *value)
{
    switch (value->type) {
    case CAP_UNTYPED:
        return m_cap_has_children(source) ? seL4_RevokeFirst : seL4_NoError;
    case CAP_IRQ_CONTROL:
        return seL4_IllegalOperation;
    case CAP_PAGE_TABLE:
    case CAP_VSPACE: /* in the model only boot capabilities are mapped */
        return value->mapped ? seL4_NoError : seL4_IllegalOperation;
    default:
        return seL4_NoError;
    }
}

/* CNode methods. */

static bool source_lookup(struct m_call *c, struct m_cap **root, word_t index, word_t depth,
                          struct m_cap ***source)
{
    *source = m_lookup(c, true, *root, index, depth);
    if (!*source) {
        return false;
    }
    if (!**source) {
        m_error_lookup(
            c, true,
            (struct m_lookup_failure){ .type = seL4_MissingCapability, .bits_left = depth });
        return false;
    }
    return true;
}

static void copy_or_mint(struct m_call *c, struct m_cap **dest, struct m_cap *source, bool is_mint)
{
    struct m_cap value = *source;
    unsigned error;

    if (c->argc < (is_mint ? 6 : 5)) {
        m_error(c, seL4_TruncatedMessage);
        return;
    }
    m_cap_mask(&value, c->arg[4] & RIGHT_ALL);
    if (is_mint && !m_cap_update(&value, false, c->arg[5])) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    error = m_cap_derive(source, &value);
    if (error) {
        m_error(c, error);
        return;
    }
    m_cap_insert(dest, source, &value);
}

static void move_or_mutate(struct m_call *c, struct m_cap **dest, struct m_cap **source,
                           bool is_mutate)
{
    if (is_mutate && c->argc < 5) {
        m_error(c, seL4_TruncatedMessage);
        return;
    }
    if (is_mutate && !m_cap_update(*source, true, c->arg[4])) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    *dest = *source;
    *source = NULL;
}

static void cnode_transfer(struct m_call *c, struct m_cap **dest)
{
    struct m_cap **source;

    if (c->argc < 4 || c->capc < 1) {
        m_error(c, seL4_TruncatedMessage);
        return;
    }
    if (*dest) {
        m_error(c, seL4_DeleteFirst);
        return;
    }
    if (!source_lookup(c, c->cap[0], c->arg[2], c->arg[3], &source)) {
        return;
    }
    if (c->label == CNodeCopy || c->label == CNodeMint) {
        copy_or_mint(c, dest, *source, c->label == CNodeMint);
    } else {
        move_or_mutate(c, dest, source, c->label == CNodeMutate);
    }
}

static void cnode_rotate_caps(struct m_call *c, struct m_cap **dest, struct m_cap **pivot,
                              struct m_cap **source)
{
    struct m_cap to_pivot = **source, to_dest = **pivot;
    struct m_cap *moving = *pivot;

    if (!m_cap_update(&to_pivot, true, c->arg[5]) || !m_cap_update(&to_dest, true, c->arg[2])) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    **source = to_pivot;
    **pivot = to_dest;
    *pivot = *source;
    *source = NULL;
    *dest = moving;
}

static void cnode_rotate(struct m_call *c, struct m_cap **dest)
{
    struct m_cap **pivot, **source;

    if (c->argc < 8 || c->capc < 2) {
        m_error(c, seL4_TruncatedMessage);
        return;
    }
    source = m_lookup(c, true, *c->cap[1], c->arg[6], c->arg[7]);
    if (!source) {
        return;
    }
    pivot = m_lookup(c, false, *c->cap[0], c->arg[3], c->arg[4]);
    if (!pivot) {
        return;
    }
    if (pivot == source || pivot == dest) {
        m_error(c, seL4_IllegalOperation);
    } else if (source != dest && *dest) {
        m_error(c, seL4_DeleteFirst);
    } else if (!*source) {
        m_error_lookup(
            c, true,
            (struct m_lookup_failure){ .type = seL4_MissingCapability, .bits_left = c->arg[7] });
    } else if (!*pivot) {
        m_error_lookup(
            c, false,
            (struct m_lookup_failure){ .type = seL4_MissingCapability, .bits_left = c->arg[4] });
    } else {
        cnode_rotate_caps(c, dest, pivot, source);
    }
}

static void cancel_badged_sends(struct m_call *c, struct m_cap *cap)
{
    if (!cap || cap->type != CAP_ENDPOINT || cap->rights != RIGHT_ALL) {
        m_error(c, seL4_IllegalOperation);
    } else if (cap->badge != 0) {
        m_endpoint_cancel_badged(cap->object, cap->badge);
    }
}

void m_invoke_cnode(struct m_call *c)
{
    struct m_cap **dest;

    if (c->label < CNodeRevoke || c->label > CNodeRotate) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    if (c->argc < 2) {
        m_error(c, seL4_TruncatedMessage);
        return;
    }
    dest = m_lookup(c, false, *c->slot, c->arg[0], c->arg[1]);
    if (!dest) {
        return;
    }
    switch (c->label) {
    case CNodeRevoke:
        m_slot_revoke(dest);
        break;
    case CNodeDelete:
        m_slot_delete(dest);
        break;
    case CNodeCancelBadgedSends:
        cancel_badged_sends(c, *dest);
        break;
    case CNodeRotate:
        cnode_rotate(c, dest);
        break;
    default:
        cnode_transfer(c, dest);
    }
}

/* Untyped memory. */

struct kind {
    enum cap_type type;
    unsigned fixed, unit, least; /* log2 of the size, or of the size of one and the least number */
};

static const struct kind kinds[seL4_ObjectTypeCount] = {
    [seL4_UntypedObject] = { CAP_UNTYPED, 0, 0, 4 },
    [seL4_TCBObject] = { CAP_TCB, seL4_TCBBits, 0, 0 },
    [seL4_EndpointObject] = { CAP_ENDPOINT, 4, 0, 0 },
    [seL4_NotificationObject] = { CAP_NOTIFICATION, 6, 0, 0 },
    [seL4_CapTableObject] = { CAP_CNODE, 0, 5, 1 },
    [seL4_SchedContextObject] = { CAP_SCHED_CONTEXT, 0, 0, 7 },
    [seL4_ReplyObject] = { CAP_REPLY, 5, 0, 0 },
    [seL4_ARM_HugePageObject] = { CAP_FRAME, 30, 0, 0 },
    [seL4_ARM_VSpaceObject] = { CAP_VSPACE, 12, 0, 0 },
    [seL4_ARM_SmallPageObject] = { CAP_FRAME, 12, 0, 0 },
    [seL4_ARM_LargePageObject] = { CAP_FRAME, 21, 0, 0 },
    [seL4_ARM_PageTableObject] = { CAP_PAGE_TABLE, 12, 0, 0 },
};

/* The CNode whose slots are to be filled; NULL: the call has its error. */
static struct m_cap *retype_cnode(struct m_call *c)
{
    struct m_cap *cnode = *c->cap[0];

    if (c->arg[3] != 0) {
        struct m_cap **slot = m_lookup(c, false, cnode, c->arg[2], c->arg[3]);

        if (!slot) {
            return NULL;
        }
        cnode = *slot;
    }
    if (!cnode || cnode->type != CAP_CNODE) {
        m_error_lookup(
            c, false,
            (struct m_lookup_failure){ .type = seL4_MissingCapability, .bits_left = c->arg[3] });
        return NULL;
    }
    return cnode;
}

static struct m_cap **retype_window(struct m_call *c)
{
    struct m_cap *cnode = retype_cnode(c);
    word_t offset = c->arg[4], count = c->arg[5], slots;

    if (!cnode) {
        return NULL;
    }
    slots = word_bit(cnode->object->radix);
    if (offset > slots - 1) {
        m_error_2(c, seL4_RangeError, 0, slots - 1);
        return NULL;
    }
    if (count < 1 || count > FAN_OUT) {
        m_error_2(c, seL4_RangeError, 1, FAN_OUT);
        return NULL;
    }
    if (count > slots - offset) {
        m_error_2(c, seL4_RangeError, 1, slots - offset);
        return NULL;
    }
    for (word_t i = 0; i < count; i++) {
        if (cnode->object->slot[offset + i]) {
            m_error(c, seL4_DeleteFirst);
            return NULL;
        }
    }
    return &cnode->object->slot[offset];
}

/* Type and size; the log2 of the bytes, or 0 and the call has its error. */
static unsigned retype_size(struct m_call *c)
{
    word_t type = c->arg[0], size = c->arg[1];
    const struct kind *kind;

    if (type >= seL4_ObjectTypeCount) {
        m_error_1(c, seL4_InvalidArgument, 0);
        return 0;
    }
    kind = &kinds[type];
    if (size >= 64 || (kind->fixed ? kind->fixed : size + kind->unit) > MAX_UNTYPED_BITS) {
        m_error_2(c, seL4_RangeError, 0, MAX_UNTYPED_BITS);
        return 0;
    }
    if (!kind->fixed && size < kind->least) {
        m_error_1(c, seL4_InvalidArgument, 1);
        return 0;
    }
    return kind->fixed ? kind->fixed : (unsigned)size + kind->unit;
}

static void retype_create(struct m_cap *untyped, const struct kind *kind, unsigned bits,
                          struct m_cap **slots, word_t count)
{
    word_t start = round_up(untyped->watermark, bits);

    for (word_t i = 0; i < count && !m.full; i++) {
        struct m_object *o =
            m_object_new(kind->type, untyped->object->address + start + (i << bits), bits);
        struct m_cap *cap = o ? m_cap_new(kind->type, o) : NULL;

        if (!cap) {
            return;
        }
        o->device = untyped->object->device;
        cap->original = true;
        cap->rights = kind->type == CAP_ENDPOINT || kind->type == CAP_NOTIFICATION ? RIGHT_ALL : 0;
        cap->frame_rights = kind->type == CAP_FRAME ? M_READ_WRITE : 0;
        m_tree_add(cap, untyped);
        slots[i] = cap;
    }
    untyped->watermark = start + (count << bits);
}

void m_invoke_untyped(struct m_call *c)
{
    struct m_cap *untyped = *c->slot, **slots;
    unsigned bits;
    word_t used, left;

    if (c->label != UntypedRetype) {
        m_error(c, seL4_IllegalOperation);
        return;
    }
    if (c->argc < 6 || c->capc < 1) {
        m_error(c, seL4_TruncatedMessage);
        return;
    }
    bits = retype_size(c);
    slots = bits ? retype_window(c) : NULL;
    if (!slots) {
        return;
    }
    used = m_cap_has_children(untyped) ? untyped->watermark : 0;
    left = word_bit(untyped->object->bits) - used;
    if (left >> bits < c->arg[5]) {
        m_error_1(c, seL4_NotEnoughMemory, left);
        return;
    }
    if (untyped->object->device && kinds[c->arg[0]].type != CAP_FRAME
        && kinds[c->arg[0]].type != CAP_UNTYPED) {
        m_error_1(c, seL4_InvalidArgument, 1);
        return;
    }
    untyped->watermark = used;
    retype_create(untyped, &kinds[c->arg[0]], bits, slots, c->arg[5]);
}

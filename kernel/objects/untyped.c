/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped memory, and retyping: how all objects come into being.
 *
 * Objects are placed one behind the other from a watermark, the free offset in the capability. It
 * never goes back while there are children. The first Retype after all children are gone starts
 * again from the beginning, and first fills what was used with zeros; so the memory above the
 * watermark is always zero (unless it is device memory, which is never touched), and an object is
 * made in zeroed memory. Zeroing goes backwards in short steps, each of which lowers the watermark,
 * so that an interrupted Retype finds its work shorter when it runs again.
 *
 * Two capabilities to the same untyped memory are never to hand out the same bytes: copying is
 * refused while there are children, and slot_insert() marks what was copied as full.
 */
#include "objects/untyped.h"
#include "arch/arch.h"
#include "invocation.h"
#include "lookup.h"
#include "objects.h"
#include "objects/cnode.h"
#include "objects/endpoint.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "objects/sched_context.h"
#include "objects/tcb.h"
#include "sched.h"

enum { RESET_CHUNK_BITS = 12 };

enum retype_arg {
    RETYPE_TYPE,
    RETYPE_SIZE_BITS,
    RETYPE_NODE_INDEX,
    RETYPE_NODE_DEPTH,
    RETYPE_NODE_OFFSET,
    RETYPE_OBJECT_COUNT,
    RETYPE_ARGS
};

/* A checked request. */
struct retype {
    const struct object_type *type;
    unsigned size_bits;   /* as given by the caller */
    unsigned object_bits; /* log2 of the bytes of one object */
    struct slot *dest;
    word_t count;
};

/* The object types of all architectures. */

static struct cap create_untyped(word_t address, unsigned size_bits, bool device)
{
    return untyped_cap(address, size_bits, device, 0);
}

static struct cap create_tcb(word_t address, unsigned size_bits, bool device)
{
    struct tcb *thread = (struct tcb *)address;

    (void)size_bits;
    (void)device;
    tcb_init(thread);
    return tcb_cap(thread);
}

static struct cap create_endpoint(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    (void)device;
    return endpoint_cap((struct endpoint *)address, 0, RIGHT_ALL);
}

static struct cap create_notification(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    (void)device;
    return notification_cap((struct notification *)address, 0, RIGHT_WRITE | RIGHT_READ);
}

static struct cap create_cnode(word_t address, unsigned size_bits, bool device)
{
    (void)device;
    return cnode_cap((struct slot *)address, size_bits, 0, 0);
}

static struct cap create_sched_context(word_t address, unsigned size_bits, bool device)
{
    (void)device;
    return sched_context_cap((struct sched_context *)address, size_bits);
}

static struct cap create_reply(word_t address, unsigned size_bits, bool device)
{
    (void)size_bits;
    (void)device;
    return reply_cap((struct reply *)address);
}

static const struct object_type object_types[] = {
    [seL4_UntypedObject] = { .min_bits = seL4_MinUntypedBits,
                             .device_ok = true,
                             .create = create_untyped },
    [seL4_TCBObject] = { .fixed_bits = seL4_TCBBits, .create = create_tcb },
    [seL4_EndpointObject] = { .fixed_bits = seL4_EndpointBits, .create = create_endpoint },
    [seL4_NotificationObject] = { .fixed_bits = seL4_NotificationBits,
                                  .create = create_notification },
    [seL4_CapTableObject] = { .unit_bits = seL4_SlotBits, .min_bits = 1, .create = create_cnode },
    [seL4_SchedContextObject] = { .min_bits = seL4_MinSchedContextBits,
                                  .create = create_sched_context },
    [seL4_ReplyObject] = { .fixed_bits = seL4_ReplyBits, .create = create_reply },
};

_Static_assert(ARRAY_COUNT(object_types) == seL4_NonArchObjectTypeCount,
               "every generic type of the ABI has a line");
_Static_assert(sizeof(struct tcb) <= (size_t)1 << seL4_TCBBits, "TCB size is ABI");

/* NULL: there is no such type. */
static const struct object_type *object_type_of(word_t number)
{
    if (number < ARRAY_COUNT(object_types)) {
        return &object_types[number];
    }
    number -= ARRAY_COUNT(object_types);
    return number < arch_object_type_count ? &arch_object_types[number] : NULL;
}

/* The capability. */

static unsigned untyped_cap_size_bits(struct cap cap)
{
    return untyped_size_bits(cap);
}

/* Every capability is the last one to its memory, as far as finalising goes. */
static bool untyped_same_object(struct cap a, struct cap b)
{
    (void)a;
    (void)b;
    return false;
}

static bool untyped_contains(struct cap a, struct cap b)
{
    unsigned (*size_bits)(struct cap) = object_ops_of(b)->size_bits;
    word_t offset = cap_address(b) - cap_address(a), bytes = word_bit(untyped_size_bits(a));

    return size_bits != NULL && offset < bytes && word_bit(size_bits(b)) <= bytes - offset;
}

static enum status untyped_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    (void)cap;
    return slot_has_children(slot) ? error_set(error, seL4_RevokeFirst, 0, 0) : OK;
}

/* Retype. */

static enum status retype_check_object(struct invocation *inv, struct retype *r)
{
    word_t size_bits = invocation_arg(inv, RETYPE_SIZE_BITS);

    r->type = object_type_of(invocation_arg(inv, RETYPE_TYPE));
    if (r->type == NULL) {
        return err_argument(inv, RETYPE_TYPE);
    }
    if (size_bits >= WORD_BITS) {
        return err_range(inv, 0, seL4_MaxUntypedBits);
    }
    r->size_bits = (unsigned)size_bits;
    r->object_bits =
        r->type->fixed_bits != 0 ? r->type->fixed_bits : r->type->unit_bits + r->size_bits;
    if (r->object_bits > seL4_MaxUntypedBits) {
        return err_range(inv, 0, seL4_MaxUntypedBits);
    }
    return r->size_bits < r->type->min_bits ? err_argument(inv, RETYPE_SIZE_BITS) : OK;
}

/* The CNode the new capabilities go to: the root given, or one below it. */
static enum status retype_check_node(struct invocation *inv, struct cap *node)
{
    word_t depth = invocation_arg(inv, RETYPE_NODE_DEPTH);
    struct slot *slot = inv->capv[0];

    if (depth != 0
        && lookup_target(inv, false, slot->cap, invocation_arg(inv, RETYPE_NODE_INDEX), depth,
                         &slot)
               != OK) {
        return FAILED;
    }
    if (cap_type(slot->cap) != CAP_CNODE) {
        return err_lookup(
            inv, false,
            (struct lookup_failure){ .type = seL4_MissingCapability, .bits_left = depth });
    }
    *node = slot->cap;
    return OK;
}

static enum status retype_check_window(struct invocation *inv, struct cap node, struct retype *r)
{
    word_t slots = word_bit(cnode_radix(node)), offset = invocation_arg(inv, RETYPE_NODE_OFFSET);

    r->count = invocation_arg(inv, RETYPE_OBJECT_COUNT);
    if (offset > slots - 1) {
        return err_range(inv, 0, slots - 1);
    }
    if (r->count < 1 || r->count > seL4_UntypedRetypeMaxObjects) {
        return err_range(inv, 1, seL4_UntypedRetypeMaxObjects);
    }
    if (r->count > slots - offset) {
        return err_range(inv, 1, slots - offset);
    }
    r->dest = cnode_slots(node) + offset;
    for (word_t i = 0; i < r->count; i++) {
        if (!slot_is_empty(&r->dest[i])) {
            return err_delete_first(inv);
        }
    }
    return OK;
}

/* Fill what is in use of an untyped without children with zeros. */
static enum status untyped_reset(struct slot *slot)
{
    struct cap cap = slot->cap;
    word_t used = untyped_free_offset(cap);

    if (untyped_is_device(cap)) {
        used = 0;
        slot->cap = untyped_with_free_offset(cap, 0);
    }
    while (used > 0) {
        word_t start = round_down(used - 1, RESET_CHUNK_BITS), address = cap_address(cap) + start;

        /* Cleaned, for a mapping may bypass the cache. */
        __builtin_memset((void *)address, 0, used - start);
        arch_cache_clean(address, used - start);
        used = start;
        slot->cap = untyped_with_free_offset(cap, used);
        if (preemption_point()) {
            return PREEMPTED;
        }
    }
    return OK;
}

static void retype_create(struct slot *slot, const struct retype *r)
{
    struct cap cap = slot->cap;
    word_t start = round_up(untyped_free_offset(cap), r->object_bits);
    word_t address = cap_address(cap) + start;
    bool device = untyped_is_device(cap);

    slot->cap = untyped_with_free_offset(cap, start + (r->count << r->object_bits));
    for (word_t i = 0; i < r->count; i++) {
        slot_insert_new(&r->dest[i], slot, r->type->create(address, r->size_bits, device));
        address += word_bit(r->object_bits);
    }
}

static enum status untyped_retype(struct invocation *inv)
{
    struct slot *slot = inv->slot;
    bool reset = !slot_has_children(slot);
    struct retype r;
    struct cap node;
    word_t bytes_left;

    if (retype_check_object(inv, &r) != OK || retype_check_node(inv, &node) != OK
        || retype_check_window(inv, node, &r) != OK) {
        return FAILED;
    }
    bytes_left = word_bit(untyped_size_bits(slot->cap));
    bytes_left -= reset ? 0 : untyped_free_offset(slot->cap);
    if (bytes_left >> r.object_bits < r.count) {
        return err_memory(inv, bytes_left);
    }
    if (untyped_is_device(slot->cap) && !r.type->device_ok) {
        return err_argument(inv, RETYPE_SIZE_BITS);
    }
    commit(inv);
    if (reset && untyped_reset(slot) == PREEMPTED) {
        return PREEMPTED;
    }
    retype_create(slot, &r);
    return OK;
}

static const struct method untyped_methods[] = {
    { UntypedRetype, RETYPE_ARGS, 1, untyped_retype },
};

const struct object_ops untyped_ops = {
    .name = "untyped",
    .size_bits = untyped_cap_size_bits,
    .same_object = untyped_same_object,
    .contains = untyped_contains,
    .derive = untyped_derive,
    .methods = untyped_methods,
    .method_count = ARRAY_COUNT(untyped_methods),
};

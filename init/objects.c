/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Creation of all objects.
 *
 * The order in which objects are made decides whether memory is wasted (see untyped.h), so the
 * objects are first sorted: those with a fixed physical address by address, then all others by
 * falling size.  Neighbours of the same kind are then made by one kernel call.  Objects that need
 * no memory of their own - interrupt handlers, capabilities init was born with, pages that lie in
 * the image already - only get their place noted.
 */
#include "objects.h"
#include "arch.h"

/* The kernel's object type, and log2 of the memory it takes, for an object of the specification. */
static struct untyped_request request_for(const struct spec_object *object)
{
    uint8_t bits = object->size_bits;
    switch (object->type) {
    case SPEC_ENDPOINT:
        return (struct untyped_request){ .type = seL4_EndpointObject, .bits = seL4_EndpointBits };
    case SPEC_NOTIFICATION:
        return (struct untyped_request){ .type = seL4_NotificationObject,
                                         .bits = seL4_NotificationBits };
    case SPEC_REPLY:
        return (struct untyped_request){ .type = seL4_ReplyObject, .bits = seL4_ReplyBits };
    case SPEC_TCB:
        return (struct untyped_request){ .type = seL4_TCBObject, .bits = seL4_TCBBits };
    case SPEC_CNODE:
        return (struct untyped_request){ .type = seL4_CapTableObject,
                                         .size_argument = bits,
                                         .bits = (uint8_t)(bits + seL4_SlotBits) };
    case SPEC_SCHED_CONTEXT:
        return (struct untyped_request){ .type = seL4_SchedContextObject,
                                         .size_argument = bits,
                                         .bits = bits };
    case SPEC_UNTYPED:
        return (struct untyped_request){ .type = seL4_UntypedObject,
                                         .size_argument = bits,
                                         .bits = bits };
    case SPEC_VSPACE:
        return (struct untyped_request){ .type = arch_vspace_type, .bits = arch_vspace_bits };
    case SPEC_PAGE_TABLE:
        return (struct untyped_request){ .type = arch_table_type, .bits = arch_table_bits };
    default:
        return (struct untyped_request){ .type = arch_frame_type(bits), .bits = bits };
    }
}

static bool needs_memory(const struct spec_object *object)
{
    switch (object->type) {
    case SPEC_IRQ_HANDLER:
    case SPEC_SGI:
    case SPEC_IRQ_IOAPIC:
    case SPEC_IRQ_MSI:
    case SPEC_IO_PORTS:
        return false;
    default:
        return specification_is_created(object);
    }
}

/* True if object a is to be made before object b. */
static bool comes_before(const struct specification *spec, uint32_t a, uint32_t b)
{
    const struct spec_object *first = &spec->objects[a];
    const struct spec_object *second = &spec->objects[b];
    if (first->paddr != second->paddr) {
        return first->paddr < second->paddr; /* SPEC_ANYWHERE is the largest address */
    }
    struct untyped_request x = request_for(first);
    struct untyped_request y = request_for(second);
    if (x.bits != y.bits) {
        return x.bits > y.bits;
    }
    return x.type != y.type ? x.type < y.type : a < b;
}

/* Moves the element at `root` down until the heap order holds again. */
static void sift_down(const struct specification *spec, uint32_t *order, uint32_t root,
                      uint32_t count)
{
    for (;;) {
        uint32_t child = 2 * root + 1;
        if (child >= count) {
            return;
        }
        if (child + 1 < count && comes_before(spec, order[child], order[child + 1])) {
            child++;
        }
        if (!comes_before(spec, order[root], order[child])) {
            return;
        }
        uint32_t moved = order[root];
        order[root] = order[child];
        order[child] = moved;
        root = child;
    }
}

/* Heap sort: no recursion, no memory, no bad case. */
static void sort_objects(const struct specification *spec, uint32_t *order, uint32_t count)
{
    for (uint32_t root = count / 2; root > 0; root--) {
        sift_down(spec, order, root - 1, count);
    }
    for (uint32_t end = count; end > 1; end--) {
        uint32_t last = order[end - 1];
        order[end - 1] = order[0];
        order[0] = last;
        sift_down(spec, order, 0, end - 1);
    }
}

static seL4_CPtr reserve(struct init *init, uint32_t object, uint64_t count)
{
    seL4_CPtr slot = untyped_reserve_slots(&init->pool, count);
    init_require(init, slot == seL4_CapNull ? seL4_NotEnoughMemory : seL4_NoError,
                 "find free slots", object);
    return slot;
}

/* Notes or makes an object that takes no memory. */
static void create_without_memory(struct init *init, uint32_t index)
{
    const struct spec_object *object = &init->spec.objects[index];
    switch (object->type) {
    case SPEC_INITIAL:
        init->object_slot[index] = object->arg;
        break;
    case SPEC_SCHED_CONTROL:
        init->object_slot[index] = init->boot->schedcontrol.start + object->arg;
        break;
    case SPEC_IRQ_HANDLER: {
        seL4_CPtr slot = reserve(init, index, 1);
        bool edge = (object->flags & SPEC_IRQ_EDGE) != 0;
        init->object_slot[index] = slot;
        init_require(init, arch_irq_get(object->arg, edge, slot, init->cnode_bits),
                     "get the interrupt handler", index);
        break;
    }
    case SPEC_SGI: {
        seL4_CPtr slot = reserve(init, index, 1);
        init->object_slot[index] = slot;
        init_require(init,
                     arch_sgi_get(object->arg & 0xff, object->arg >> 8, slot, init->cnode_bits),
                     "get the software generated interrupt", index);
        break;
    }
    case SPEC_IRQ_IOAPIC:
    case SPEC_IRQ_MSI:
    case SPEC_IO_PORTS: {
        seL4_CPtr slot = reserve(init, index, 1);
        init->object_slot[index] = slot;
        init_require(init, arch_object_get(object, slot, init->cnode_bits),
                     "get what only another architecture has", index);
        break;
    }
    default:
        init->object_slot[index] = init->image_frames + object->arg;
        break;
    }
}

/* Makes the objects with a fixed physical address; returns how many there were in the order. */
static uint32_t create_fixed(struct init *init, uint32_t count)
{
    uint32_t i = 0;
    for (; i < count; i++) {
        uint32_t index = init->order[i];
        const struct spec_object *object = &init->spec.objects[index];
        if (object->paddr == SPEC_ANYWHERE) {
            break;
        }
        struct untyped_request request = request_for(object);
        request.count = object->count;
        request.slot = reserve(init, index, object->count);
        init->object_slot[index] = request.slot;
        init_require(init, untyped_take_at(&init->pool, request, object->paddr),
                     "make the object at its physical address", index);
    }
    return i;
}

/* Makes the run of equal objects that starts at position `first`; returns the position after it. */
static uint32_t create_run(struct init *init, uint32_t first, uint32_t count)
{
    const struct spec_object *objects = init->spec.objects;
    struct untyped_request request = request_for(&objects[init->order[first]]);
    uint32_t end = first;
    while (end < count) {
        struct untyped_request other = request_for(&objects[init->order[end]]);
        if (other.type != request.type || other.bits != request.bits) {
            break;
        }
        request.count += objects[init->order[end++]].count;
    }
    request.slot = reserve(init, init->order[first], request.count);
    seL4_CPtr slot = request.slot;
    for (uint32_t i = first; i < end; i++) {
        init->object_slot[init->order[i]] = slot;
        slot += objects[init->order[i]].count;
    }
    init_require(init, untyped_take(&init->pool, request), "make the object", init->order[first]);
    return end;
}

void objects_create(struct init *init)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < init->spec.header->objects.count; i++) {
        if (needs_memory(&init->spec.objects[i])) {
            init->order[count++] = i;
        } else {
            create_without_memory(init, i);
        }
    }
    sort_objects(&init->spec, init->order, count);
    uint32_t next = create_fixed(init, count);
    init_require(init, untyped_split(&init->pool), "split untyped memory", SPEC_NONE);
    while (next < count) {
        next = create_run(init, next, count);
    }
    for (uint32_t i = 0; i < init->spec.header->objects.count; i++) {
        if (init->spec.objects[i].type == SPEC_VSPACE) {
            init_require(init, arch_vspace_assign(init_cap(init, i, 0)), "assign an ASID", i);
        }
    }
}

/*
 * Whether a capability goes to its holder instead of a copy of it: untyped memory, because making a
 * copy uses up the original, and the capability for interrupts, because it cannot be copied.
 */
static bool is_moved(const struct spec_object *object)
{
    return object->type == SPEC_UNTYPED
           || (object->type == SPEC_INITIAL && object->arg == seL4_CapIRQControl);
}

static seL4_Error hand_out(const struct init *init, const struct spec_cap *cap)
{
    const struct spec_object *objects = init->spec.objects;
    seL4_CPtr cnode = init_cap(init, cap->cnode, 0);
    seL4_Uint8 depth = objects[cap->cnode].size_bits;
    seL4_CPtr source = init_cap(init, cap->object, cap->index);
    if (is_moved(&objects[cap->object])) {
        return (seL4_Error)seL4_CNode_Move(cnode, cap->slot, depth, seL4_CapInitThreadCNode, source,
                                           (seL4_Uint8)init->cnode_bits);
    }
    return (seL4_Error)seL4_CNode_Mint(cnode, cap->slot, depth, seL4_CapInitThreadCNode, source,
                                       (seL4_Uint8)init->cnode_bits, init_rights(cap->rights),
                                       cap->badge);
}

void objects_distribute(const struct init *init)
{
    const struct specification *spec = &init->spec;
    for (uint32_t i = 0; i < spec->header->caps.count; i++) {
        const struct spec_cap *cap = &spec->caps[i];
        init_require(init, hand_out(init, cap), "hand out a capability", cap->object);
    }
}

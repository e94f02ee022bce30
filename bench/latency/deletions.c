/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations that take things away: revocation, and the deletion of objects with much in them. */
#include "latency.h"

#define WIDE       4096ul
#define WIDE_RADIX 12
#define FULL_RADIX 16
#define DEEP       16ul
#define DEEP_BITS  22ul
#define PAGES      512ul
#define SPACES     500ul
#define BADGE      7ul

static seL4_CPtr target, cnode, slots, pool;

static void revoke_target(void)
{
    succeed(seL4_CNode_Revoke(ROOT, target, DEPTH), "revoke");
}

static void delete_target(void)
{
    succeed(seL4_CNode_Delete(ROOT, target, DEPTH), "delete");
}

static void fill(seL4_Word radix)
{
    target = endpoint_new();
    cnode = cnode_new(radix);
    for (seL4_Word i = 0; i < 1ul << radix; i++) {
        succeed(seL4_CNode_Mint(cnode, i, (seL4_Uint8)radix, ROOT, target, DEPTH, seL4_AllRights,
                                i + 1),
                "mint");
    }
}

static void prepare_wide(void)
{
    fill(WIDE_RADIX);
}

static void prepare_full_cnode(void)
{
    fill(FULL_RADIX);
    target = cnode;
}

/* Untyped memory in untyped memory and so on, with objects on every level. */
static void prepare_deep(void)
{
    seL4_CPtr outer = arena();

    target = seL4_CapNull;
    for (seL4_Word i = 0; i < DEEP; i++) {
        seL4_CPtr inner = slot_new();

        succeed(seL4_Untyped_Retype(outer, seL4_UntypedObject, DEEP_BITS - i, ROOT, 0, 0, inner, 1),
                "untyped");
        for (seL4_Word k = 0; k < 4 && i < DEEP / 2; k++) {
            succeed(seL4_Untyped_Retype(inner, seL4_TCBObject, 0, ROOT, 0, 0, slot_new(), 1),
                    "thread");
        }
        target = i == 0 ? inner : target;
        outer = inner;
    }
}

static void prepare_mapped(void)
{
    target = untyped_new(21);
    slots = spare_slots(PAGES);
    for (seL4_Word i = 0; i < PAGES; i++) {
        succeed(seL4_Untyped_Retype(target, seL4_ARM_SmallPageObject, 0, ROOT, 0, 0, slots + i, 1),
                "page");
        succeed(frame_map(slots + i, VSPACE, TEST_WINDOW + i * PAGE_BYTES, seL4_AllRights,
                          seL4_ARM_Default_VMAttributes),
                "map");
    }
}

static void prepare_threads(void)
{
    crowd_add_all(&(struct crowd_plan){ .priority = 10 });
    crowd_settle();
    target = arena();
}

/* A CNode of threads and CNodes, and of itself. */
static void prepare_cycle(void)
{
    enum { RADIX = 8 };

    cnode = cnode_new(RADIX);
    target = arena();
    for (seL4_Word i = 0; i < 1ul << RADIX; i++) {
        seL4_CPtr inner = i % 2 == 0 ? cnode_new(4) : tcb_new();

        if (i % 2 == 0) {
            succeed(seL4_CNode_Copy(inner, 3, 4, ROOT, cnode, DEPTH, seL4_AllRights), "copy");
        } else {
            succeed(seL4_TCB_Configure(inner, cnode, 0, VSPACE, 0, 0, 0), "thread");
        }
        succeed(seL4_CNode_Move(cnode, i, RADIX, ROOT, inner, DEPTH), "move");
    }
}

static void prepare_waiters(seL4_CPtr cap, seL4_Word number)
{
    crowd_add_all(&(struct crowd_plan){ .priority = 10, .call = { .cap = cap, .number = number } });
    crowd_settle();
}

static void prepare_endpoint(void)
{
    target = endpoint_new();
    prepare_waiters(target, (seL4_Word)seL4_SysSend);
}

static void prepare_notification(void)
{
    target = notification_new();
    prepare_waiters(target, (seL4_Word)seL4_SysWait);
}

/* Every second of the senders has the badge. */
static void prepare_badged(void)
{
    seL4_CPtr endpoint = endpoint_new();

    target = cap_mint(endpoint, seL4_AllRights, BADGE);
    for (seL4_Word i = 0; i < CROWD; i++) {
        crowd_add(i, &(struct crowd_plan){ .priority = 10,
                                           .call = { .cap = i % 2 == 0 ? target : endpoint,
                                                     .number = (seL4_Word)seL4_SysSend } });
    }
    crowd_settle();
}

static void cancel_badged(void)
{
    succeed(seL4_CNode_CancelBadgedSends(ROOT, target, DEPTH), "cancel");
}

/* A space with a page in each of its tables. */
static void prepare_space(void)
{
    target = vspace_new();
    for (seL4_Word i = 0; i < 64; i++) {
        succeed(frame_map(frame_new(), target, TEST_WINDOW + (i << 30), seL4_AllRights,
                          seL4_ARM_Default_VMAttributes),
                "map");
    }
}

static void prepare_pool(void)
{
    seL4_CPtr memory = untyped_new(12);

    pool = slot_new();
    succeed(seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, memory, ROOT, pool, DEPTH), "pool");
    slots = spare_slots(SPACES);
    for (seL4_Word i = 0; i < SPACES; i++) {
        succeed(seL4_Untyped_Retype(arena(), seL4_ARM_VSpaceObject, 0, ROOT, 0, 0, slots + i, 1),
                "space");
    }
}

static void assign_all(void)
{
    for (seL4_Word i = 0; i < SPACES; i++) {
        succeed(seL4_ARM_ASIDPool_Assign(pool, slots + i), "assign");
    }
}

static void prepare_full_pool(void)
{
    prepare_pool();
    assign_all();
    target = pool;
}

static void unmap_table(void)
{
    succeed(seL4_ARM_PageTable_Unmap(target), "unmap");
}

static void prepare_table(void)
{
    seL4_CPtr space = vspace_new();
    seL4_CPtr table = seL4_CapNull;

    for (seL4_Word level = 0; level < 3; level++) {
        table = object_new(seL4_ARM_PageTableObject, 0);
        succeed(seL4_ARM_PageTable_Map(table, space, TEST_WINDOW, seL4_ARM_Default_VMAttributes),
                "map");
    }
    target = table;
    for (seL4_Word i = 0; i < 128; i++) {
        succeed(seL4_ARM_Page_Map(frame_new(), space, TEST_WINDOW + i * PAGE_BYTES, seL4_AllRights,
                                  seL4_ARM_Default_VMAttributes),
                "map");
    }
}

const struct operation deletions[] = {
    { "revoke_wide", prepare_wide, revoke_target },
    { "revoke_deep", prepare_deep, revoke_target },
    { "revoke_mapped", prepare_mapped, revoke_target },
    { "revoke_threads", prepare_threads, revoke_target },
    { "delete_cnode", prepare_full_cnode, delete_target },
    { "revoke_cycle", prepare_cycle, revoke_target },
    { "delete_endpoint", prepare_endpoint, delete_target },
    { "delete_notification", prepare_notification, delete_target },
    { "cancel_badged", prepare_badged, cancel_badged },
    { "delete_space", prepare_space, delete_target },
    { "assign_space", prepare_pool, assign_all },
    { "delete_pool", prepare_full_pool, delete_target },
    { "unmap_table", prepare_table, unmap_table },
};
const seL4_Word deletion_count = COUNT_OF(deletions);

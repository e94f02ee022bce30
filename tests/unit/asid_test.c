/* SPDX-License-Identifier: BSD-2-Clause */
/* asid.c, objects/asid_control.c and objects/asid_pool.c: making pools, assigning, taking back. */
#include "objects/cnode.h"
#include "vm_fixture.h"

enum { RADIX = 2 };

static struct slot *fresh_vspace(void)
{
    return vm_slot(vspace_cap(vm_memory(12), 0));
}

static struct slot *pool_untyped(void)
{
    return vm_slot(untyped_cap(vm_memory(12), 12, false, 0));
}

/* A CNode of four slots that resolves the lowest two bits at depth 2. */
static struct slot *cnode(void)
{
    return vm_slot(cnode_cap((void *)vm_memory(SLOT_BITS + RADIX), RADIX, 0, 0));
}

static enum status make_pool(struct slot *control, struct slot *untyped, struct slot *root,
                             word_t index)
{
    return vm_invoke(control, LABEL_ASID_CONTROL_MAKE_POOL, VM_WORDS(index, RADIX),
                     VM_CAPS(untyped, root));
}

static void assign_gives_lowest_free_asid(void **state)
{
    struct slot *a = vm_vspace(), *b = vm_vspace();
    (void)state;

    assert_int_equal(map_asid(a->cap), 1);
    assert_int_equal(map_asid(b->cap), 2);
    assert_int_equal(asid_root(1), cap_address(a->cap));
    vm_delete(a);
    assert_int_equal(asid_root(1), 0);
    assert_int_equal(map_asid(vm_vspace()->cap), 1);
}

static void assign_errors_in_order(void **state)
{
    struct slot *space = vm_vspace(), *fresh = fresh_vspace();
    (void)state;

    assert_error(vm_invoke(vm.pool, LABEL_ASID_POOL_ASSIGN, VM_NO_WORDS, VM_NO_CAPS),
                 seL4_TruncatedMessage, 0, 0);
    assert_error(vm_invoke(vm.pool, LABEL_ASID_CONTROL_MAKE_POOL, VM_NO_WORDS, VM_NO_CAPS),
                 seL4_IllegalOperation, 0, 0);
    assert_error(vm_assign(space), seL4_InvalidCapability, 1, 0);
    assert_error(vm_assign(vm.pool), seL4_InvalidCapability, 1, 0);
    for (unsigned i = 2; i < 512; i++) {
        asid_assign(i, 0x1000);
    }
    assert_error(vm_assign(fresh), seL4_DeleteFirst, 0, 0);
    struct asid_pool *pool = kernel.asid_pool[0];
    kernel.asid_pool[0] = (struct asid_pool *)vm_memory(12);
    assert_error(vm_assign(fresh), seL4_InvalidCapability, 0, 0);
    kernel.asid_pool[0] = NULL;
    assert_lookup_error(vm_assign(fresh), seL4_InvalidRoot, 0);
    kernel.asid_pool[0] = pool;
    asid_assign(511, 0);
    assert_ok(vm_assign(fresh));
    assert_int_equal(map_asid(fresh->cap), 511);
}

static void make_pool_and_use_it(void **state)
{
    struct slot *control = vm_slot(asid_control_cap()), *untyped = pool_untyped();
    struct slot *root = cnode(), *fresh = fresh_vspace();
    struct slot *dest = (struct slot *)cap_object(root->cap) + 3;
    (void)state;

    memset(cap_object(untyped->cap), 0xa5, 4096);
    assert_ok(make_pool(control, untyped, root, 3));
    assert_int_equal(cap_type(dest->cap), CAP_ASID_POOL);
    assert_int_equal(map_asid(dest->cap), 512);
    assert_ptr_equal(kernel.asid_pool[1], cap_object(dest->cap));
    assert_true(slot_is_parent_of(untyped, dest));
    assert_int_equal(untyped_free_offset(untyped->cap), 4096);
    assert_ok(vm_invoke(dest, LABEL_ASID_POOL_ASSIGN, VM_NO_WORDS, VM_CAPS(fresh)));
    assert_int_equal(map_asid(fresh->cap), 512);
    assert_true(vspace_is_valid(fresh->cap));
    vm_delete(fresh);
    assert_int_equal(asid_root(512), 0);
}

static void make_pool_errors_in_order(void **state)
{
    struct slot *control = vm_slot(asid_control_cap()), *untyped = pool_untyped();
    struct slot *root = cnode(), *small, *device, *child;
    (void)state;

    small = vm_slot(untyped_cap(vm_memory(11), 11, false, 0));
    device = vm_slot(untyped_cap(window_address((paddr_t){ HOST_DEVICE_BASE }), 12, true, 0));
    assert_error(vm_invoke(control, LABEL_ASID_POOL_ASSIGN, VM_NO_WORDS, VM_NO_CAPS),
                 seL4_IllegalOperation, 0, 0);
    assert_error(vm_invoke(control, LABEL_ASID_CONTROL_MAKE_POOL, VM_WORDS(3),
                           VM_CAPS(untyped, root)), seL4_TruncatedMessage, 0, 0);
    assert_error(vm_invoke(control, LABEL_ASID_CONTROL_MAKE_POOL, VM_WORDS(3, 2),
                           VM_CAPS(untyped)), seL4_TruncatedMessage, 0, 0);
    assert_error(make_pool(control, small, control, 3), seL4_InvalidCapability, 1, 0);
    assert_error(make_pool(control, device, control, 3), seL4_InvalidCapability, 1, 0);
    assert_error(make_pool(control, root, control, 3), seL4_InvalidCapability, 1, 0);
    child = vm_slot(cap_null());
    slot_insert_new(child, untyped, page_table_cap(cap_address(untyped->cap), 0));
    assert_error(make_pool(control, untyped, control, 3), seL4_RevokeFirst, 0, 0);
    vm_delete(child);
    assert_lookup_error(make_pool(control, untyped, control, 3), seL4_InvalidRoot, 0);
    slot_insert_root((struct slot *)cap_object(root->cap) + 3, asid_control_cap());
    assert_error(make_pool(control, untyped, root, 3), seL4_DeleteFirst, 0, 0);
    for (unsigned i = 0; i < ASID_POOLS; i++) {
        kernel.asid_pool[i] = kernel.asid_pool[0];
    }
    assert_error(make_pool(control, small, control, 3), seL4_DeleteFirst, 0, 0);
}

static void deleted_pool_takes_asids(void **state)
{
    struct slot *a = vm_vspace(), *b = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    struct slot *copy = vm_copy(vm.pool), *table = vm_page_table();
    (void)state;

    vm_map_tables(a, 0);
    assert_ok(vm_map_table(table, b, 0));
    assert_ok(vm_map(frame, a, 0, RIGHT_READ, 1));
    vm.caller.slots[TCB_VSPACE].cap = b->cap;
    vspace_switch_to(&vm.caller);
    vm_delete(copy);
    assert_true(vspace_is_valid(a->cap));
    unsigned flushes = host_machine.tlb_flushes;
    vm_delete(vm.pool);
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
    assert_false(vspace_is_valid(a->cap));
    assert_false(vspace_is_valid(b->cap));
    assert_int_equal(kernel.cpu.arch.root, 0);
    assert_null(kernel.asid_pool[0]);
    /* Everything that was in them can still be used for other things. */
    assert_ok(vm_unmap(frame));
    assert_int_equal(vm_invoke(table, ARMPageTableUnmap, VM_NO_WORDS, VM_NO_CAPS), OK);
    vm_delete(a);
    vm_delete(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(assign_gives_lowest_free_asid, vm_setup),
        cmocka_unit_test_setup(assign_errors_in_order, vm_setup),
        cmocka_unit_test_setup(make_pool_and_use_it, vm_setup),
        cmocka_unit_test_setup(make_pool_errors_in_order, vm_setup),
        cmocka_unit_test_setup(deleted_pool_takes_asids, vm_setup),
    };
    return cmocka_run_group_tests_name("asid", tests, NULL, NULL);
}

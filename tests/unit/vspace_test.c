/* SPDX-License-Identifier: BSD-2-Clause */
/* vspace.c, objects/page_table.c and objects/vspace.c: tables, switching, deletion, and cache
 * maintenance of address ranges. */
#include "vm_fixture.h"

static const word_t V = 0x400000;
enum { RW = RIGHT_READ | RIGHT_WRITE, CACHED = 1 };

static enum status unmap_table(struct slot *table)
{
    return vm_invoke(table, LABEL_PAGE_TABLE_UNMAP, VM_NO_WORDS, VM_NO_CAPS);
}

static void tables_fill_levels_in_order(void **state)
{
    static const unsigned shifts[] = { 39, 30, 21 };
    struct slot *space = vm_vspace();
    word_t vaddr = 0x123456789abc;
    (void)state;

    for (unsigned i = 0; i < ARRAY_COUNT(shifts); i++) {
        struct slot *table = vm_page_table();
        unsigned flushes = host_machine.tlb_flushes;
        assert_ok(vm_map_table(table, space, vaddr));
        assert_int_equal(map_address(table->cap), round_down(vaddr, shifts[i]));
        assert_int_equal(vspace_find(cap_address(space->cap), vaddr).level, i + 1);
        assert_int_equal(host_machine.tlb_flushes, flushes);
    }
    assert_error(vm_map_table(vm_page_table(), space, vaddr), seL4_DeleteFirst, 0, 0);
}

static void table_map_errors_in_order(void **state)
{
    struct slot *space = vm_vspace(), *table = vm_page_table(), *mapped = vm_page_table();
    unsigned asid = map_asid(space->cap);
    (void)state;

    assert_ok(vm_map_table(mapped, space, V));
    assert_error(vm_invoke(table, LABEL_PAGE_TABLE_MAP, VM_WORDS(V), VM_CAPS(space)),
                 seL4_TruncatedMessage, 0, 0);
    assert_error(vm_invoke(table, LABEL_PAGE_TABLE_MAP, VM_WORDS(V, 0), VM_NO_CAPS),
                 seL4_TruncatedMessage, 0, 0);
    assert_error(vm_map_table(mapped, table, ~(word_t)0), seL4_InvalidCapability, 0, 0);
    assert_error(vm_map_table(table, table, ~(word_t)0), seL4_InvalidCapability, 1, 0);
    asid_assign(asid, 0);
    assert_error(vm_map_table(table, space, PTE_USER_TOP + 1), seL4_InvalidArgument, 0, 0);
    assert_lookup_error(vm_map_table(table, space, PTE_USER_TOP), seL4_InvalidRoot, 0);
    asid_assign(asid, vm_memory(12));
    assert_error(vm_map_table(table, space, PTE_USER_TOP), seL4_InvalidCapability, 1, 0);
    asid_assign(asid, cap_address(space->cap));
    assert_ok(vm_map_table(table, space, PTE_USER_TOP));
}

static void table_under_large_page(void **state)
{
    struct slot *space = vm_vspace(), *large = vm_frame(FRAME_LARGE), *table = vm_page_table();
    (void)state;

    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_ok(vm_map(large, space, V, RW, CACHED));
    assert_error(vm_map_table(table, space, V), seL4_DeleteFirst, 0, 0);
    assert_ok(vm_unmap(large));
    assert_ok(vm_map_table(table, space, V));
}

static void unmapped_table_is_empty(void **state)
{
    struct slot *space = vm_vspace(), *table, *frame = vm_frame(FRAME_SMALL);
    (void)state;

    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_ok(vm_map_table(vm_page_table(), space, V));
    table = vm_page_table();
    assert_ok(unmap_table(table));
    assert_ok(vm_map_table(table, space, V));
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    unsigned flushes = host_machine.tlb_flushes;
    assert_ok(unmap_table(table));
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
    assert_int_equal(table->cap.w[0], 0);
    assert_true(vm_faults(space, V, HOST_READ));
    assert_ok(vm_map_table(table, space, V));
    assert_true(vm_faults(space, V, HOST_READ));
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    assert_true(vm_sees(space, V, HOST_READ, frame));
}

/* Taking out a table of a high level takes out all below it. */
static void unmapped_upper_table(void **state)
{
    struct slot *space = vm_vspace(), *upper = vm_page_table(), *frame = vm_frame(FRAME_SMALL);
    struct slot *lower = vm_page_table();
    (void)state;

    assert_ok(vm_map_table(upper, space, V));
    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_ok(vm_map_table(lower, space, V));
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    assert_ok(unmap_table(upper));
    assert_true(vm_faults(space, V, HOST_READ));
    assert_lookup_error(vm_map(frame, space, V, RW, CACHED), seL4_MissingCapability, 39);
    /* The lower one still says it is mapped, until it is unmapped, which does no harm. */
    assert_error(vm_map_table(lower, space, V), seL4_InvalidCapability, 0, 0);
    assert_ok(unmap_table(lower));
    assert_ok(vm_map_table(lower, space, V));
}

static void table_unmap_needs_the_only_cap(void **state)
{
    struct slot *space = vm_vspace(), *table = vm_page_table(), *copy;
    (void)state;

    assert_ok(vm_map_table(table, space, V));
    copy = vm_copy(table);
    assert_error(unmap_table(copy), seL4_RevokeFirst, 0, 0);
    vm_delete(copy);
    assert_int_equal(vspace_find(cap_address(space->cap), V).level, 1);
    assert_ok(unmap_table(table));
    assert_int_equal(vspace_find(cap_address(space->cap), V).level, 0);
}

static void deleted_table_is_not_reachable(void **state)
{
    struct slot *space = vm_vspace(), *table = vm_page_table();
    (void)state;

    assert_ok(vm_map_table(table, space, V));
    unsigned flushes = host_machine.tlb_flushes;
    vm_delete(table);
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
    assert_int_equal(vspace_find(cap_address(space->cap), V).level, 0);
    assert_int_equal(vspace_find(cap_address(space->cap), V).entry->raw, 0);
}

/* A table of a dead address space whose number lives on must not touch the new one. */
static void stale_table_is_harmless(void **state)
{
    struct slot *old = vm_vspace(), *new, *table = vm_page_table();
    unsigned asid = map_asid(old->cap);
    (void)state;

    assert_ok(vm_map_table(table, old, V));
    vm_delete(old);
    new = vm_vspace();
    assert_int_equal(map_asid(new->cap), asid);
    vm_map_tables(new, V);
    unsigned flushes = host_machine.tlb_flushes;
    vm_delete(table);
    assert_int_equal(host_machine.tlb_flushes, flushes);
    assert_int_equal(vspace_find(cap_address(new->cap), V).level, LEVEL_LAST);
}

static void unmapped_tables_and_fresh_vspaces_cannot_be_copied(void **state)
{
    struct slot *table = vm_page_table(), *fresh = vm_slot(vspace_cap(vm_memory(12), 0));
    struct slot *space = vm_vspace();
    struct error error;
    struct cap cap = table->cap;
    (void)state;

    assert_int_equal(cap_derive(table, &cap, &error), FAILED);
    assert_int_equal(error.code, seL4_IllegalOperation);
    cap = fresh->cap;
    error.code = 0;
    assert_int_equal(cap_derive(fresh, &cap, &error), FAILED);
    assert_int_equal(error.code, seL4_IllegalOperation);
    cap = space->cap;
    assert_int_equal(cap_derive(space, &cap, &error), OK);
    assert_true(cap_equal(cap, space->cap));
}

static void switching(void **state)
{
    struct slot *space = vm_vspace();
    static struct tcb thread;
    (void)state;

    memset(&thread, 0, sizeof(thread));
    vspace_switch_to(&thread);
    assert_int_equal(kernel.cpu.arch.root, 0);
    thread.slots[TCB_VSPACE].cap = space->cap;
    assert_true(vspace_is_valid(space->cap));
    vspace_switch_to(&thread);
    assert_int_equal(kernel.cpu.arch.root, cap_address(space->cap));
    assert_int_equal(kernel.cpu.arch.asid, map_asid(space->cap));
    asid_assign(map_asid(space->cap), 0);
    assert_false(vspace_is_valid(space->cap));
    vspace_switch_to(&thread);
    assert_int_equal(kernel.cpu.arch.root, 0);
    assert_false(vspace_is_valid(vspace_cap(0x1000, 0)));
    assert_false(vspace_is_valid(cap_null()));
}

static void deleting_the_current_vspace(void **state)
{
    struct slot *space = vm_vspace();
    unsigned asid = map_asid(space->cap);
    (void)state;

    vm.caller.slots[TCB_VSPACE].cap = space->cap;
    vspace_switch_to(&vm.caller);
    assert_int_equal(kernel.cpu.arch.root, cap_address(space->cap));
    unsigned flushes = host_machine.tlb_flushes;
    vm_delete(space);
    assert_int_equal(asid_root(asid), 0);
    assert_int_equal(kernel.cpu.arch.root, 0);
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
}

static void deleting_a_copy_keeps_the_vspace(void **state)
{
    struct slot *space = vm_vspace(), *copy = vm_copy(space);
    (void)state;

    vm_delete(copy);
    assert_true(vspace_is_valid(space->cap));
}

static void boot_mappings(void **state)
{
    word_t root = vm_memory(12), page = vm_memory(12);
    paddr_t paddr;
    (void)state;

    for (unsigned i = 1; i < LEVEL_COUNT; i++) {
        vspace_boot_map_table(root, vm_memory(12), V);
    }
    vspace_boot_map_page(root, page, V, true);
    vspace_boot_map_page(root, page, V + 0x1000, false);
    assert_true(host_translate(root, V, HOST_EXECUTE, &paddr));
    assert_int_equal(paddr.raw, window_paddr(page).raw);
    assert_true(host_translate(root, V, HOST_WRITE, &paddr));
    assert_false(host_translate(root, V + 0x1000, HOST_EXECUTE, &paddr));
    assert_true(host_translate(root, V + 0x1000, HOST_WRITE, &paddr));
}

static enum status cache(struct slot *space, unsigned op, word_t start, word_t end)
{
    return vm_invoke(space, LABEL_VSPACE_CACHE + op, VM_WORDS(start, end), VM_NO_CAPS);
}

static void cache_errors_in_order(void **state)
{
    struct slot *space = vm_vspace(), *fresh = vm_slot(vspace_cap(vm_memory(12), 0));
    unsigned asid = map_asid(space->cap);
    (void)state;

    for (unsigned op = CACHE_CLEAN; op <= CACHE_UNIFY; op++) {
        assert_error(vm_invoke(space, LABEL_VSPACE_CACHE + op, VM_WORDS(V), VM_NO_CAPS),
                     seL4_TruncatedMessage, 0, 0);
        assert_error(cache(fresh, op, PTE_USER_TOP + 9, PTE_USER_TOP + 9), seL4_InvalidArgument, 1,
                     0);
        assert_error(cache(fresh, op, V, PTE_USER_TOP + 1), seL4_IllegalOperation, 0, 0);
        assert_error(cache(fresh, op, V, V + 1), seL4_InvalidCapability, 0, 0);
        asid_assign(asid, 0);
        assert_lookup_error(cache(space, op, V, V + 1), seL4_InvalidRoot, 0);
        asid_assign(asid, vm_memory(12));
        assert_error(cache(space, op, V, V + 1), seL4_InvalidCapability, 0, 0);
        asid_assign(asid, cap_address(space->cap));
        assert_ok(cache(space, op, V, V + 0x10000));
    }
    assert_int_equal(host_machine.cache_operations, 0);
}

static void cache_ranges(void **state)
{
    struct slot *space = vm_vspace(), *own = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_map(frame, space, V, RIGHT_READ, CACHED));
    vm.caller.slots[TCB_VSPACE].cap = own->cap;
    assert_error(cache(space, CACHE_CLEAN, V + 8, V + 0x1001), seL4_RangeError, V + 8, V + 0xfff);
    assert_ok(cache(space, CACHE_CLEAN, V + 8, V + 0x1000));
    assert_error(cache(space, CACHE_INVALIDATE, V, V + 1), seL4_IllegalOperation, 0, 0);
    assert_int_equal(host_machine.cache_operations, 1);
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    assert_ok(cache(space, CACHE_INVALIDATE, V, V + 1));
    assert_int_equal(host_machine.cache_operations, 2);
    /* The caller's own address space is current again. */
    assert_int_equal(kernel.cpu.arch.root, cap_address(own->cap));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(tables_fill_levels_in_order, vm_setup),
        cmocka_unit_test_setup(table_map_errors_in_order, vm_setup),
        cmocka_unit_test_setup(table_under_large_page, vm_setup),
        cmocka_unit_test_setup(unmapped_table_is_empty, vm_setup),
        cmocka_unit_test_setup(unmapped_upper_table, vm_setup),
        cmocka_unit_test_setup(table_unmap_needs_the_only_cap, vm_setup),
        cmocka_unit_test_setup(deleted_table_is_not_reachable, vm_setup),
        cmocka_unit_test_setup(stale_table_is_harmless, vm_setup),
        cmocka_unit_test_setup(unmapped_tables_and_fresh_vspaces_cannot_be_copied, vm_setup),
        cmocka_unit_test_setup(switching, vm_setup),
        cmocka_unit_test_setup(deleting_the_current_vspace, vm_setup),
        cmocka_unit_test_setup(deleting_a_copy_keeps_the_vspace, vm_setup),
        cmocka_unit_test_setup(boot_mappings, vm_setup),
        cmocka_unit_test_setup(cache_errors_in_order, vm_setup),
        cmocka_unit_test_setup(cache_ranges, vm_setup),
    };
    return cmocka_run_group_tests_name("vspace", tests, NULL, NULL);
}

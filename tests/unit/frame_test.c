/* SPDX-License-Identifier: BSD-2-Clause */
/* objects/frame.c: mapping, remapping and unmapping pages, their errors in order, what copies and
 * deletion do, cache maintenance. */
#include "vm_fixture.h"

static const word_t V = 0x400000;
enum { RW = RIGHT_READ | RIGHT_WRITE, CACHED = 1, NO_EXECUTE = 4 };

static void map_makes_page_visible(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    assert_true(vm_faults(space, V, HOST_READ));
    unsigned flushes = host_machine.tlb_flushes;
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    assert_true(vm_sees(space, V, HOST_WRITE, frame));
    assert_true(vm_sees(space, V, HOST_EXECUTE, frame));
    assert_true(vm_faults(space, V + 0x1000, HOST_READ));
    assert_int_equal(map_address(frame->cap), V);
    assert_int_equal(map_asid(frame->cap), map_asid(space->cap));
    assert_int_equal(host_machine.tlb_flushes, flushes);
}

/* Every combination of the capability's rights and those asked for. */
static void map_rights(void **state)
{
    static const struct {
        enum vm_rights cap;
        word_t asked;
        bool read, write;
    } rows[] = {
        { VM_READ_WRITE, RW, true, true },
        { VM_READ_WRITE, RIGHT_READ, true, false },
        { VM_READ_WRITE, RIGHT_WRITE, false, false },
        { VM_READ_WRITE, 0, false, false },
        { VM_READ_ONLY, RW, true, false },
        { VM_READ_ONLY, RIGHT_READ, true, false },
        { VM_READ_ONLY, RIGHT_WRITE, false, false },
        { VM_KERNEL_ONLY, RW, false, false },
        { VM_KERNEL_ONLY, RIGHT_READ, false, false },
        { VM_READ_WRITE, RW | RIGHT_GRANT | 0xf00, true, true },
    };
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    for (unsigned i = 0; i < ARRAY_COUNT(rows); i++) {
        word_t map = frame->cap.w[0];
        frame->cap = frame_cap(cap_address(frame->cap), FRAME_SMALL, rows[i].cap, false, map);
        assert_ok(vm_map(frame, space, V, rows[i].asked, CACHED));
        assert_int_equal(vm_sees(space, V, HOST_READ, frame), rows[i].read);
        assert_int_equal(vm_sees(space, V, HOST_WRITE, frame), rows[i].write);
        assert_int_equal(frame_vm_rights(frame->cap), rows[i].cap);
    }
}

static void mask_restricts_rights(void **state)
{
    struct cap rw = frame_cap(0x1000, FRAME_SMALL, VM_READ_WRITE, false, 0);
    struct cap ro = frame_cap(0x1000, FRAME_SMALL, VM_READ_ONLY, false, 0);
    (void)state;

    assert_int_equal(frame_vm_rights(cap_mask(rw, RIGHT_ALL)), VM_READ_WRITE);
    assert_int_equal(frame_vm_rights(cap_mask(rw, RIGHT_READ)), VM_READ_ONLY);
    assert_int_equal(frame_vm_rights(cap_mask(rw, RIGHT_WRITE)), VM_KERNEL_ONLY);
    assert_int_equal(frame_vm_rights(cap_mask(ro, RIGHT_ALL)), VM_READ_ONLY);
    assert_int_equal(frame_vm_rights(cap_mask(ro, 0)), VM_KERNEL_ONLY);
}

static void attributes_forbid_execution(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_map(frame, space, V, RW, CACHED | NO_EXECUTE));
    assert_true(vm_faults(space, V, HOST_EXECUTE));
    assert_true(vm_sees(space, V, HOST_READ, frame));
}

static void map_errors_in_order(void **state)
{
    struct slot *space = vm_vspace(), *other = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    struct slot *fresh = vm_slot(vspace_cap(vm_memory(12), 0));
    (void)state;

    assert_error(vm_invoke(frame, LABEL_PAGE_MAP, VM_WORDS(V, RW), VM_CAPS(space)),
                 seL4_TruncatedMessage, 0, 0);
    assert_error(vm_invoke(frame, LABEL_PAGE_MAP, VM_WORDS(V, RW, 1), VM_NO_CAPS),
                 seL4_TruncatedMessage, 0, 0);
    assert_error(vm_map(frame, frame, V + 1, RW, 1), seL4_InvalidCapability, 1, 0);
    assert_error(vm_map(frame, fresh, V + 1, RW, 1), seL4_InvalidCapability, 1, 0);
    assert_error(vm_map(frame, space, V + 1, RW, 1), seL4_AlignmentError, 0, 0);
    assert_error(vm_map(frame, space, PTE_USER_TOP + 1, RW, 1), seL4_InvalidArgument, 0, 0);
    assert_error(vm_map(frame, space, ~word_mask(12), RW, 1), seL4_InvalidArgument, 0, 0);
    assert_lookup_error(vm_map(frame, space, V, RW, 1), seL4_MissingCapability, 39);
    vm_map_tables(space, V);
    assert_ok(vm_map(frame, space, V, RW, 1));
    assert_error(vm_map(frame, other, V, RW, 1), seL4_InvalidCapability, 1, 0);
    assert_error(vm_map(frame, space, V + 0x1000, RW, 1), seL4_InvalidArgument, 0, 0);
    assert_error(vm_map(frame, other, V + 1, RW, 1), seL4_AlignmentError, 0, 0);
    assert_error(vm_invoke(frame, LABEL_PAGE_TABLE_MAP, VM_WORDS(V, 0), VM_CAPS(space)),
                 seL4_IllegalOperation, 0, 0);
}

static void last_page_of_user_space(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    word_t last = PTE_USER_TOP & ~word_mask(12);
    (void)state;

    vm_map_tables(space, last);
    assert_ok(vm_map(frame, space, last, RW, 1));
    assert_true(vm_sees(space, last, HOST_READ, frame));
}

static void stale_vspace_is_refused(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    unsigned asid = map_asid(space->cap);
    (void)state;

    asid_assign(asid, 0);
    assert_lookup_error(vm_map(frame, space, V + 1, RW, 1), seL4_InvalidRoot, 0);
    asid_assign(asid, vm_memory(12));
    assert_error(vm_map(frame, space, V + 1, RW, 1), seL4_InvalidCapability, 1, 0);
}

static void missing_levels(void **state)
{
    struct slot *space = vm_vspace(), *small = vm_frame(FRAME_SMALL);
    struct slot *large = vm_frame(FRAME_LARGE);
    struct slot *huge = vm_slot(frame_cap(window_address((paddr_t){ 0x40000000 }), FRAME_HUGE,
                                          VM_READ_WRITE, false, 0));
    (void)state;

    assert_lookup_error(vm_map(huge, space, 0, RW, 1), seL4_MissingCapability, 39);
    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_lookup_error(vm_map(small, space, V, RW, 1), seL4_MissingCapability, 30);
    assert_lookup_error(vm_map(large, space, V, RW, 1), seL4_MissingCapability, 30);
    assert_ok(vm_map(huge, space, 0x40000000, RW, 1));
    assert_true(vm_sees(space, 0x40000000, HOST_WRITE, huge));
    assert_lookup_error(vm_map(small, space, 0x40000000, RW, 1), seL4_MissingCapability, 30);
    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_lookup_error(vm_map(small, space, V, RW, 1), seL4_MissingCapability, 21);
    assert_ok(vm_map(large, space, V, RW, 1));
    assert_true(vm_sees(space, V, HOST_WRITE, large));
    assert_ok(vm_unmap(large));
    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_lookup_error(vm_map(large, space, V, RW, 1), seL4_MissingCapability, 12);
    assert_ok(vm_map(small, space, V, RW, 1));
}

static void map_again_changes_rights(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    unsigned flushes = host_machine.tlb_flushes;
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    assert_int_equal(host_machine.tlb_flushes, flushes);
    assert_ok(vm_map(frame, space, V, RIGHT_READ, CACHED | NO_EXECUTE));
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
    assert_true(vm_faults(space, V, HOST_WRITE));
    assert_true(vm_faults(space, V, HOST_EXECUTE));
    assert_true(vm_sees(space, V, HOST_READ, frame));
}

static void map_replaces_silently(void **state)
{
    struct slot *space = vm_vspace(), *a = vm_frame(FRAME_SMALL), *b = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_map(a, space, V, RW, CACHED));
    unsigned flushes = host_machine.tlb_flushes;
    assert_ok(vm_map(b, space, V, RW, CACHED));
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
    assert_true(vm_sees(space, V, HOST_WRITE, b));
    /* What a remembers is out of date, and does no harm. */
    assert_ok(vm_unmap(a));
    assert_int_equal(map_asid(a->cap), 0);
    assert_true(vm_sees(space, V, HOST_WRITE, b));
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
}

static void unmap_removes_own_mapping(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL), *copy;
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_unmap(frame));
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    copy = vm_copy(frame);
    assert_int_equal(copy->cap.w[0], 0);
    assert_ok(vm_map(copy, space, V + 0x1000, RIGHT_READ, CACHED));
    unsigned flushes = host_machine.tlb_flushes;
    assert_ok(vm_unmap(frame));
    assert_int_equal(host_machine.tlb_flushes, flushes + 1);
    assert_true(vm_faults(space, V, HOST_READ));
    assert_true(vm_sees(space, V + 0x1000, HOST_READ, copy));
    assert_int_equal(frame->cap.w[0], 0);
}

static void each_deleted_cap_unmaps(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL), *copy;
    (void)state;

    vm_map_tables(space, V);
    copy = vm_copy(frame);
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    assert_ok(vm_map(copy, space, V + 0x1000, RW, CACHED));
    vm_delete(copy);
    assert_true(vm_faults(space, V + 0x1000, HOST_READ));
    assert_true(vm_sees(space, V, HOST_READ, frame));
    vm_delete(frame);
    assert_true(vm_faults(space, V, HOST_READ));
}

/* A mapping word that names a place where now a table or a page of another size is. */
static void stale_mapping_of_other_size(void **state)
{
    struct slot *space = vm_vspace(), *large = vm_frame(FRAME_LARGE), *small;
    (void)state;

    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_ok(vm_map_table(vm_page_table(), space, V));
    assert_ok(vm_map(large, space, V, RW, CACHED));
    struct place place = vspace_find(cap_address(space->cap), V);
    *place.entry = pte_none();
    assert_ok(vm_map_table(vm_page_table(), space, V));
    small = vm_slot(frame_cap(cap_address(large->cap), FRAME_SMALL, VM_READ_WRITE, false, 0));
    assert_ok(vm_map(small, space, V, RW, CACHED));
    assert_ok(vm_unmap(large));
    assert_true(vm_sees(space, V, HOST_WRITE, small));
}

static void unmap_after_vspace_is_gone(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_map(frame, space, V, RW, CACHED));
    vm_delete(space);
    assert_ok(vm_unmap(frame));
    assert_int_equal(frame->cap.w[0], 0);
}

static void get_address(void **state)
{
    struct slot *frame = vm_frame(FRAME_SMALL);
    struct slot *device = vm_slot(frame_cap(window_address((paddr_t){ HOST_DEVICE_BASE }),
                                            FRAME_SMALL, VM_READ_WRITE, true, 0));
    (void)state;

    assert_ok(vm_invoke(frame, LABEL_PAGE_GET_ADDRESS, VM_NO_WORDS, VM_NO_CAPS));
    assert_int_equal(vm_result(0), window_paddr(cap_address(frame->cap)).raw);
    assert_int_equal(vm.inv.results, 1);
    assert_ok(vm_invoke(device, LABEL_PAGE_GET_ADDRESS, VM_NO_WORDS, VM_NO_CAPS));
    assert_int_equal(vm_result(0), HOST_DEVICE_BASE);
}

static enum status cache(struct slot *frame, unsigned op, word_t start, word_t end)
{
    return vm_invoke(frame, LABEL_PAGE_CACHE + op, VM_WORDS(start, end), VM_NO_CAPS);
}

static void cache_errors_in_order(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    for (unsigned op = CACHE_CLEAN; op <= CACHE_UNIFY; op++) {
        assert_error(vm_invoke(frame, LABEL_PAGE_CACHE + op, VM_WORDS(0), VM_NO_CAPS),
                     seL4_TruncatedMessage, 0, 0);
        assert_error(cache(frame, op, 8, 8), seL4_IllegalOperation, 0, 0);
        assert_ok(vm_map(frame, space, V, RW, CACHED));
        assert_error(cache(frame, op, 8, 8), seL4_InvalidArgument, 1, 0);
        assert_error(cache(frame, op, 0x1000, 0x1001), seL4_InvalidArgument, 0, 0);
        assert_error(cache(frame, op, 0, 0x1001), seL4_InvalidArgument, 0, 0);
        unsigned operations = host_machine.cache_operations;
        assert_ok(cache(frame, op, 0, 0x1000));
        assert_ok(cache(frame, op, 0xfff, 0x1000));
        assert_int_equal(host_machine.cache_operations, operations + 2);
        asid_assign(map_asid(space->cap), 0);
        assert_lookup_error(cache(frame, op, 8, 8), seL4_InvalidRoot, 0);
        asid_assign(map_asid(space->cap), cap_address(space->cap));
        *vspace_find(cap_address(space->cap), V).entry = pte_none();
        assert_error(cache(frame, op, 0, 8), seL4_InvalidCapability, 0, 0);
        assert_ok(vm_unmap(frame));
    }
}

static void invalidate_needs_write_access(void **state)
{
    struct slot *space = vm_vspace(), *frame = vm_frame(FRAME_SMALL);
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_map(frame, space, V, RIGHT_READ, CACHED));
    assert_error(cache(frame, CACHE_INVALIDATE, 0, 64), seL4_IllegalOperation, 0, 0);
    assert_ok(cache(frame, CACHE_CLEAN, 0, 64));
    assert_ok(cache(frame, CACHE_CLEAN_INVALIDATE, 0, 64));
    assert_ok(cache(frame, CACHE_UNIFY, 0, 64));
    /* The mapping may be another capability's, with more rights. */
    frame->cap = frame_cap(cap_address(frame->cap), FRAME_SMALL, VM_READ_ONLY, false,
                           frame->cap.w[0]);
    struct slot *other = vm_slot(frame_cap(cap_address(frame->cap), FRAME_SMALL, VM_READ_WRITE,
                                           false, 0));
    assert_ok(vm_map(other, space, V, RW, CACHED));
    assert_error(cache(frame, CACHE_INVALIDATE, 0, 64), seL4_IllegalOperation, 0, 0);
    assert_ok(cache(other, CACHE_INVALIDATE, 0, 64));
}

static void device_frames_have_no_cache(void **state)
{
    struct slot *space = vm_vspace();
    struct slot *device = vm_slot(frame_cap(window_address((paddr_t){ HOST_DEVICE_BASE }),
                                            FRAME_SMALL, VM_READ_WRITE, true, 0));
    (void)state;

    vm_map_tables(space, V);
    assert_ok(vm_map(device, space, V, RW, 0));
    unsigned operations = host_machine.cache_operations;
    assert_ok(cache(device, CACHE_CLEAN, 0, 64));
    assert_int_equal(host_machine.cache_operations, operations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(map_makes_page_visible, vm_setup),
        cmocka_unit_test_setup(map_rights, vm_setup),
        cmocka_unit_test_setup(mask_restricts_rights, vm_setup),
        cmocka_unit_test_setup(attributes_forbid_execution, vm_setup),
        cmocka_unit_test_setup(map_errors_in_order, vm_setup),
        cmocka_unit_test_setup(last_page_of_user_space, vm_setup),
        cmocka_unit_test_setup(stale_vspace_is_refused, vm_setup),
        cmocka_unit_test_setup(missing_levels, vm_setup),
        cmocka_unit_test_setup(map_again_changes_rights, vm_setup),
        cmocka_unit_test_setup(map_replaces_silently, vm_setup),
        cmocka_unit_test_setup(unmap_removes_own_mapping, vm_setup),
        cmocka_unit_test_setup(each_deleted_cap_unmaps, vm_setup),
        cmocka_unit_test_setup(stale_mapping_of_other_size, vm_setup),
        cmocka_unit_test_setup(unmap_after_vspace_is_gone, vm_setup),
        cmocka_unit_test_setup(get_address, vm_setup),
        cmocka_unit_test_setup(cache_errors_in_order, vm_setup),
        cmocka_unit_test_setup(invalidate_needs_write_access, vm_setup),
        cmocka_unit_test_setup(device_frames_have_no_cache, vm_setup),
    };
    return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of the address-space objects share: a machine with a little memory, slots to put
 * capabilities in, one calling thread, and a way to invoke a method and look at what it answered.
 *
 * Each invocation that fails is checked to have changed nothing: neither the kernel's state, nor
 * the slots, nor the memory that small objects come from.
 */
#pragma once
#include "asid.h"
#include "host.h"
#include "message.h"
#include "objects.h"
#include "objects/untyped.h"
#include "pte.h"
#include "vm_labels.h"
#include "vspace.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka needs the four headers before it. */
#include <cmocka.h>

enum { VM_RAM = 16 << 20, VM_SMALL = 1 << 20, VM_SLOTS = 64 };

static struct {
    struct slot slots[VM_SLOTS];
    unsigned slots_used;
    struct tcb caller;
    word_t next; /* physical address of the next small object */
    word_t top;  /* and of the last large one */
    struct slot *pool;
    struct invocation inv;
} vm;

/* Zeroed memory for an object; a kernel address. */
static inline word_t vm_memory(unsigned bits)
{
    if (bits > 12) {
        vm.top = round_down(vm.top - word_bit(bits), bits);
        return window_address((paddr_t){ vm.top });
    }
    vm.next = round_up(vm.next, bits);
    vm.next += word_bit(bits);
    assert_true(vm.next <= HOST_RAM_BASE + VM_SMALL);
    return window_address((paddr_t){ vm.next - word_bit(bits) });
}

/* An original capability in a slot of its own. */
static inline struct slot *vm_slot(struct cap cap)
{
    assert_true(vm.slots_used < VM_SLOTS);
    struct slot *slot = &vm.slots[vm.slots_used++];
    if (!cap_is_null(cap)) {
        slot_insert_root(slot, cap);
    }
    return slot;
}

/* A copy, as CNode.Copy makes it. */
static inline struct slot *vm_copy(struct slot *source)
{
    struct slot *slot = vm_slot(cap_null());
    struct cap cap = source->cap;
    struct error error;
    assert_int_equal(cap_derive(source, &cap, &error), OK);
    slot_insert(slot, source, cap);
    return slot;
}

static inline struct slot *vm_frame(enum frame_size size)
{
    return vm_slot(frame_cap(vm_memory(12 + 9 * (unsigned)size), size, VM_READ_WRITE, false, 0));
}

static inline struct slot *vm_page_table(void)
{
    return vm_slot(page_table_cap(vm_memory(12), 0));
}

/* The caller's IPC buffer. */
static inline word_t *vm_buffer(void)
{
    return cap_object(vm.caller.slots[TCB_IPC_BUFFER].cap);
}

/* Result word i of the last invocation. */
static inline word_t vm_result(unsigned i)
{
    return i < REGS_MESSAGE_WORDS ? regs_message(&vm.caller.regs, i)
                                  : vm_buffer()[ABI_BUFFER_MESSAGE + i];
}

static inline enum status vm_invoke(struct slot *slot, unsigned label, unsigned argc,
                                    const word_t *args, unsigned capc, struct slot *const *caps)
{
    static uint8_t memory[VM_SMALL];
    static struct kernel before;
    static struct slot slots[VM_SLOTS];
    const void *ram = (const void *)window_address((paddr_t){ HOST_RAM_BASE });

    vm.inv = (struct invocation){ .caller = &vm.caller, .slot = slot, .label = label,
                                  .argc = argc, .capc = capc, .how = { .call = true } };
    vm.inv.buffer = vm_buffer();
    for (unsigned i = 0; i < argc; i++) {
        vm_buffer()[ABI_BUFFER_MESSAGE + i] = args[i];
        if (i < REGS_MESSAGE_WORDS) {
            regs_set_message(&vm.caller.regs, i, args[i]);
        }
    }
    for (unsigned i = 0; i < capc; i++) {
        vm.inv.capv[i] = caps[i];
    }
    memcpy(memory, ram, sizeof(memory));
    memcpy(&before, &kernel, sizeof(before));
    memcpy(slots, vm.slots, sizeof(slots));
    enum status status = object_invoke(&vm.inv);
    if (status == FAILED) {
        assert_memory_equal(memory, ram, sizeof(memory));
        assert_memory_equal(&before, &kernel, sizeof(before));
        assert_memory_equal(slots, vm.slots, sizeof(slots));
    }
    return status;
}

#define VM_WORDS(...) \
    sizeof((word_t[]){ __VA_ARGS__ }) / sizeof(word_t), (const word_t[]){ __VA_ARGS__ }
#define VM_CAPS(...) \
    sizeof((struct slot *[]){ __VA_ARGS__ }) / sizeof(struct slot *), \
        (struct slot *[]){ __VA_ARGS__ }
#define VM_NO_WORDS 0, NULL
#define VM_NO_CAPS  0, NULL

#define assert_ok(call) assert_int_equal((call), OK)
/* The invocation fails with this code and these first two words. */
#define assert_error(call, expected, first, second) \
    do { \
        assert_int_equal((call), FAILED); \
        assert_int_equal(vm.inv.error.code, expected); \
        assert_int_equal(vm.inv.error.a, first); \
        assert_int_equal(vm.inv.error.b, second); \
    } while (0)
/* It fails with a failed lookup (not of a source) of this type. */
#define assert_lookup_error(call, expected, bits) \
    do { \
        assert_error(call, seL4_FailedLookup, 0, 0); \
        assert_int_equal(vm.inv.error.lookup.type, expected); \
        assert_int_equal(vm.inv.error.lookup.bits_left, bits); \
    } while (0)

/* Delete a capability as delete.c does with one that has nothing to empty. */
static inline void vm_delete(struct slot *slot)
{
    assert_true(cap_is_null(cap_finalise(slot->cap, slot_is_final(slot))));
    slot_clear(slot);
}

static inline enum status vm_assign(struct slot *vspace)
{
    return vm_invoke(vm.pool, LABEL_ASID_POOL_ASSIGN, VM_NO_WORDS, VM_CAPS(vspace));
}

/* A VSpace that has an ASID. */
static inline struct slot *vm_vspace(void)
{
    struct slot *slot = vm_slot(vspace_cap(vm_memory(12), 0));
    assert_ok(vm_assign(slot));
    return slot;
}

static inline enum status vm_map_table(struct slot *table, struct slot *vspace, word_t vaddr)
{
    return vm_invoke(table, LABEL_PAGE_TABLE_MAP, VM_WORDS(vaddr, 0), VM_CAPS(vspace));
}

static inline enum status vm_map(struct slot *frame, struct slot *vspace, word_t vaddr,
                                 word_t rights, word_t attributes)
{
    return vm_invoke(frame, LABEL_PAGE_MAP, VM_WORDS(vaddr, rights, attributes), VM_CAPS(vspace));
}

static inline enum status vm_unmap(struct slot *frame)
{
    return vm_invoke(frame, LABEL_PAGE_UNMAP, VM_NO_WORDS, VM_NO_CAPS);
}

/* The tables for small pages around an address. */
static inline void vm_map_tables(struct slot *vspace, word_t vaddr)
{
    for (unsigned i = 1; i < LEVEL_COUNT; i++) {
        assert_ok(vm_map_table(vm_page_table(), vspace, vaddr));
    }
}

/* Does the MMU translate `vaddr` to where this frame begins? */
static inline bool vm_sees(struct slot *vspace, word_t vaddr, enum host_access access,
                           struct slot *frame)
{
    paddr_t paddr;
    return host_translate(cap_address(vspace->cap), vaddr, access, &paddr)
           && paddr.raw == window_paddr(cap_address(frame->cap)).raw;
}

static inline bool vm_faults(struct slot *vspace, word_t vaddr, enum host_access access)
{
    paddr_t paddr;
    return !host_translate(cap_address(vspace->cap), vaddr, access, &paddr);
}

static inline int vm_setup(void **state)
{
    (void)state;
    memset(&vm, 0, sizeof(vm));
    memset(&kernel, 0, sizeof(kernel));
    host_ram_create(VM_RAM);
    host_reset(0);
    vm.next = HOST_RAM_BASE;
    vm.top = HOST_RAM_BASE + VM_RAM;
    kernel.cpu.current = &vm.caller;
    vm.caller.slots[TCB_IPC_BUFFER].cap =
        frame_cap(vm_memory(12), FRAME_SMALL, VM_READ_WRITE, false, 0);
    vm.pool = vm_slot(asid_pool_cap(vm_memory(12), 0));
    kernel.asid_pool[0] = cap_object(vm.pool->cap);
    return 0;
}

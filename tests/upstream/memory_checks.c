/* SPDX-License-Identifier: BSD-2-Clause */
/* Retype, mapping, another address space, interrupts. */
#include "task.h"

enum { FREE_AT = 0x20000000000, PAGE = 4096, CACHED = 3, NO_EXECUTE = 4 };

static struct answer retype(word from, word type, word size_bits, word offset, word count)
{
    set_cap(0, SLOT_CNODE);
    set_word(4, offset);
    set_word(5, count);
    return call(from, UNTYPED_RETYPE, 1, 6, type, size_bits, 0, 0);
}

static void check_retype(void)
{
    word size = 1ul << boot[BOOT_CNODE_BITS], small = make(UNTYPED, 12), slot = new_slot();
    struct answer a;

    a = retype(memory_slot(), 12, 64, slot, 1);
    check(a.label == INVALID_ARGUMENT && a.length == 1 && a.mr[0] == 0, "no such type");
    a = retype(memory_slot(), UNTYPED, 48, slot, 1);
    check(a.label == RANGE_ERROR && a.mr[0] == 0 && a.mr[1] == 47, "too large");
    a = retype(memory_slot(), SCHED_CONTEXT, 6, slot, 1);
    check(a.label == INVALID_ARGUMENT && a.mr[0] == 1, "too small");
    a = retype(memory_slot(), ENDPOINT, 0, size, 1);
    check(a.label == RANGE_ERROR && a.mr[1] == size - 1, "no such slot");
    a = retype(memory_slot(), ENDPOINT, 0, slot, 257);
    check(a.label == RANGE_ERROR && a.mr[0] == 1 && a.mr[1] == 256, "too many");
    a = retype(memory_slot(), ENDPOINT, 0, SLOT_TCB, 1);
    check(a.label == DELETE_FIRST && a.length == 0, "occupied");
    (void)new_slot();
    a = retype(small, TCB, 0, slot, 4096 >> TCB_BITS);
    check(a.label == NO_ERROR && a.length == 0, "it holds as many threads as fit");
    a = retype(small, ENDPOINT, 0, slot + 4, 1);
    check(a.label == NOT_ENOUGH_MEMORY && a.length == 1 && a.mr[0] == 0, "and no more");
    a = call(SLOT_CNODE, CNODE_REVOKE, 0, 2, small, 64, 0, 0);
    check(a.label == NO_ERROR && a.length == 0, "revoked");
    a = retype(small, CNODE, 7, slot, 1);
    check(a.label == NO_ERROR, "used again, for 2^7 slots");
    call(SLOT_CNODE, CNODE_DELETE, 0, 2, slot, 64, 0, 0);
    test_end("retype");
}

static void check_mapping(void)
{
    word frame = make_memory(SMALL_PAGE), other = new_slot(), level[] = { 39, 30, 21 };
    volatile word *at = (volatile word *)FREE_AT;
    struct answer a;

    for (int i = 0; i < 3; i++) {
        word table = make_memory(PAGE_TABLE);

        a = map_page(frame, FREE_AT, 3, CACHED);
        check(a.label == FAILED_LOOKUP && a.length == 3 && a.mr[0] == 0 && a.mr[1] == 2
                  && a.mr[2] == level[i],
              "the missing level is told");
        set_cap(0, SLOT_VSPACE);
        check_answer(call(table, PAGE_TABLE_MAP, 1, 2, FREE_AT + 0x123, CACHED, 0, 0), NO_ERROR,
                     "table mapped");
    }
    check_answer(map_page(frame, FREE_AT + 8, 3, CACHED), ALIGNMENT_ERROR, "aligned");
    a = map_page(frame, FREE_AT, 3, CACHED);
    check(a.label == NO_ERROR && a.length == 0, "mapped");
    check_word(at[7], 0, "new memory is zero");
    at[7] = 77;
    set_cap(0, SLOT_CNODE);
    set_word(4, 2); /* read */
    check_answer(call(SLOT_CNODE, CNODE_COPY, 1, 5, other, 64, frame, 64), NO_ERROR, "copied");
    check_answer(map_page(other, FREE_AT + PAGE, 3, CACHED | NO_EXECUTE), NO_ERROR, "and mapped");
    check_word(at[PAGE / 8 + 7], 77, "it is the same memory");
    check_word(call(frame, PAGE_GET_ADDRESS, 0, 0, 0, 0, 0, 0).mr[0],
               call(other, PAGE_GET_ADDRESS, 0, 0, 0, 0, 0, 0).mr[0], "at the same address");
    check_answer(call(SLOT_VSPACE, VSPACE_CLEAN, 0, 2, FREE_AT, FREE_AT + 64, 0, 0), NO_ERROR,
                 "cleaned");
    check_answer(call(frame, PAGE_UNMAP, 0, 0, 0, 0, 0, 0), NO_ERROR, "unmapped");
    check_answer(map_page(frame, FREE_AT + 2 * PAGE, 3, CACHED), NO_ERROR, "mapped elsewhere");
    check_word(at[2 * PAGE / 8 + 7], 77, "with its contents");
    test_end("mapping");
}

/* A large page: its place may hold no table. */
static void check_large(void)
{
    enum { LARGE_AT = FREE_AT + (2 << 21) };
    word frame = make_memory(LARGE_PAGE);
    volatile word *at = (volatile word *)LARGE_AT;

    check_answer(map_page(frame, LARGE_AT, 3, CACHED), NO_ERROR, "large page");
    at[(1 << 21) / 8 - 1] = 5;
    check_word(at[(1 << 21) / 8 - 1], 5, "can be used");
    check_word(at[0], 0, "and was zero");
    check_answer(call(SLOT_CNODE, CNODE_DELETE, 0, 2, frame, 64, 0, 0), NO_ERROR, "deleted");
    test_end("large page");
}

/* Another address space, from a pool of its own. */
static void check_space(void)
{
    word memory = make(UNTYPED, 12), space = make_memory(VSPACE), pool = new_slot();
    word table = make_memory(PAGE_TABLE), other = make_memory(PAGE_TABLE);
    struct answer a;

    set_cap(0, memory);
    set_cap(1, SLOT_CNODE);
    a = call(SLOT_ASID_CONTROL, MAKE_POOL, 2, 2, pool, 64, 0, 0);
    check_answer(a, NO_ERROR, "a pool is made");
    set_cap(0, space);
    check_answer(call(pool, ASSIGN, 1, 0, 0, 0, 0, 0), NO_ERROR, "assigned");
    set_cap(0, space);
    a = call(SLOT_ASID_POOL, ASSIGN, 1, 0, 0, 0, 0, 0);
    check(a.label == INVALID_CAPABILITY && a.mr[0] == 1, "only once");
    set_cap(0, space);
    check_answer(call(table, PAGE_TABLE_MAP, 1, 2, 0, 0, 0, 0), NO_ERROR, "it takes tables");
    check_answer(call(SLOT_CNODE, CNODE_DELETE, 0, 2, pool, 64, 0, 0), NO_ERROR, "pool deleted");
    set_cap(0, space);
    a = call(other, PAGE_TABLE_MAP, 1, 2, 0, 0, 0, 0);
    check(a.label == FAILED_LOOKUP && a.length == 2 && a.mr[1] == 1, "it leads nowhere then");
    test_end("address spaces");
}

/* An interrupt the task sends to itself. */
static void check_interrupt(void)
{
    enum { SGI = 5 };
    word handler = new_slot(), sender = new_slot(), n = make(NOTIFICATION, 0);
    struct registers r = { .cap = 0 };
    struct answer a;

    set_cap(0, SLOT_CNODE);
    a = call(SLOT_IRQ_CONTROL, IRQ_GET, 1, 3, 160, handler, 64, 0);
    check(a.label == RANGE_ERROR && a.mr[0] == 0 && a.mr[1] == 159, "no such interrupt");
    a = call(SLOT_IRQ_CONTROL, IRQ_GET, 1, 3, 27, handler, 64, 0);
    check_answer(a, REVOKE_FIRST, "the kernel has its timer");
    a = call(SLOT_IRQ_CONTROL, IRQ_GET, 1, 3, SGI, handler, 64, 0);
    check_answer(a, NO_ERROR, "a handler");
    a = call(SLOT_IRQ_CONTROL, IRQ_ISSUE_SGI, 1, 4, SGI, 0, sender, 64);
    check_answer(a, NO_ERROR, "the right to send it");
    set_cap(0, n);
    check_answer(call(handler, IRQ_SET_NOTIFICATION, 1, 0, 0, 0, 0, 0), NO_ERROR, "notification");
    for (int i = 0; i < 2; i++) {
        r = (struct registers){ .cap = sender, .info = info(99, 0, 3) };
        trap(SEND, &r);
        r = (struct registers){ .cap = n };
        trap(WAIT, &r);
        check_word(r.cap, 0, "it arrives without badge");
        check_answer(call(handler, IRQ_ACK, 0, 0, 0, 0, 0, 0), NO_ERROR, "acknowledged");
    }
    test_end("interrupts");
}

void check_memory(void)
{
    check_retype();
    check_mapping();
    check_large();
    check_space();
    check_interrupt();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads whose address space has lost its ASID, because the pool was deleted: they keep their
 * capability, and the ASID in it may belong to another address space since.
 */
#include "abi_fixture.h"

static word_t new_pool(void)
{
    word_t untyped = new_object(seL4_UntypedObject, seL4_ASIDPoolBits), pool = new_slot();

    assert_success(call(seL4_CapASIDControl, ARMASIDControlMakePool, WORDS(pool, 64),
                        WORDS(untyped, seL4_CapInitThreadCNode)));
    return pool;
}

static word_t new_space(word_t pool)
{
    word_t vspace = new_object(seL4_ARM_VSpaceObject, 0);

    assert_success(call(pool, ARMASIDPoolAssign, WORDS(), WORDS(vspace)));
    return vspace;
}

static void set_vspace(const struct new_thread *t, word_t vspace)
{
    assert_success(call(t->cptr, TCBSetSpace, WORDS(0, 0),
                        WORDS(new_slot(), seL4_CapInitThreadCNode, vspace)));
}

static struct new_thread new_started_in(word_t vspace)
{
    struct new_thread t = new_started();

    set_vspace(&t, vspace);
    return t;
}

/* The capabilities of the two threads differ in nothing but the address of the root table. */
static void switching_to_the_new_owner_of_the_asid(void **state)
{
    word_t old_pool = new_pool(), old = new_space(old_pool), new;
    struct new_thread a = new_started_in(old), b;

    (void)state;
    assert_success(delete(old_pool));
    new = new_space(new_pool());
    assert_int_equal(map_asid(cap_at(new)), map_asid(cap_at(old)));
    b = new_started_in(new);
    run_as(a.tcb);
    assert_int_not_equal(this_cpu()->arch.root, cap_address(cap_at(new)));
    yield();
    assert_ptr_equal(current_thread(), b.tcb);
    assert_int_equal(this_cpu()->arch.root, cap_address(cap_at(new)));
}

/* The root task calls the server, which answers. */
static void assert_round_trip(word_t endpoint, const struct server *s, bool fast)
{
    unsigned before = world_fastpath_count();

    call(endpoint, 0, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), s->tcb);
    assert_int_equal(world_fastpath_count() - before, fast);
    reply_recv(endpoint, s->reply, 0, WORDS());
    assert_ptr_equal(current_thread(), root_thread());
}

static void calls_to_it_are_not_fast(void **state)
{
    word_t endpoint = new_endpoint(), pool = new_pool(), old = new_space(pool), new;
    struct server s = new_server(endpoint, true);

    (void)state;
    set_vspace(&s.thread, old);
    assert_round_trip(endpoint, &s, true);
    assert_success(delete(pool));
    assert_round_trip(endpoint, &s, false);
    pool = new_pool();
    assert_round_trip(endpoint, &s, false);
    new = new_space(pool);
    assert_int_equal(map_asid(cap_at(new)), map_asid(cap_at(old)));
    assert_round_trip(endpoint, &s, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(switching_to_the_new_owner_of_the_asid),
        ABI_TEST(calls_to_it_are_not_fast),
    };

    return cmocka_run_group_tests_name("stale_space", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For the tests of the invariant checker (check_*test.c): a world with objects to break.
 */
#pragma once
#include "harness.h"
#include "check.h"
#include <string.h>

/* Objects the tests break; the threads a and b (b above a) are suspended. */
static struct {
    word_t endpoint, badged, notification, reply, sc, cnode, frame, irq;
    struct new_thread a, b;
} made;

static inline int check_setup(void **state)
{
    word_t cnode = seL4_CapInitThreadCNode;

    world_setup(state);
    made.endpoint = new_object(seL4_EndpointObject, 0);
    made.notification = new_object(seL4_NotificationObject, 0);
    made.reply = new_object(seL4_ReplyObject, 0);
    made.cnode = new_object(seL4_CapTableObject, 4);
    made.frame = new_object(seL4_ARM_SmallPageObject, 0);
    made.badged = mint(made.endpoint, RIGHT_ALL, 5);
    made.a = new_thread(100);
    made.b = new_thread(101);
    made.sc = made.a.sched_context;
    made.irq = new_slot();
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, made.irq, 64),
                        WORDS(cnode)));
    assert_success(call(made.irq, IRQSetIRQHandler, WORDS(), WORDS(made.notification)));
    assert_success(call(made.frame, ARMPageMap, WORDS(WORLD_IPC_BUFFER + 4096, 3, 0),
                        WORDS(seL4_CapInitThreadVSpace)));
    return 0;
}

#define CHECK_TEST(name) cmocka_unit_test_setup_teardown(name, check_setup, world_teardown)

/* Of the root task; others may run afterwards. */
static inline void set_own_priority(unsigned priority)
{
    call(seL4_CapInitThreadTCB, TCBSetPriority, WORDS(priority), WORDS(seL4_CapInitThreadTCB));
}

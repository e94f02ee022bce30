/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Gives every station a number and waits until each has doubled it in both of its regions; then
 * looks at all capabilities it has been given.
 */
#include <annona/supervise.h>
#include <microkit.h>
#include <stdint.h>

#define STATIONS    62
#define REGIONS     128
#define PAGE_WORDS  512
#define UNTYPEDS    10000
#define FREE_SLOTS  0x10000
#define CNODE_DEPTH 16

uint64_t *pages; /* 128 regions, one after the other */
seL4_CPtr first;
seL4_CPtr cnode;
seL4_CPtr untypeds;

static unsigned answers;

static uint64_t *word_of(unsigned region)
{
    return pages + region * PAGE_WORDS;
}

static void print_number(unsigned number, const char *what)
{
    microkit_dbg_puts("hub: ");
    microkit_dbg_put32(number);
    microkit_dbg_puts(what);
}

void init(void)
{
    for (unsigned station = 0; station < STATIONS; station++) {
        *word_of(station) = *word_of(station + STATIONS) = station + 1;
        microkit_notify(station);
    }
    *word_of(REGIONS - 1) = 1;
}

/* A TCB can be read, by the slot in the root as by the id. */
static unsigned count_tcbs(void)
{
    unsigned count = 0;
    for (unsigned station = 0; station < STATIONS; station++) {
        seL4_UserContext context;
        seL4_CPtr slot = microkit_cspace_root_slot_to_cptr(station + 1);
        count += seL4_TCB_ReadRegisters(slot, 0, 0, 2, &context) == seL4_NoError;
        count += seL4_TCB_ReadRegisters(annona_tcb(station), 0, 0, 2, &context) == seL4_NoError;
    }
    return count;
}

/* Budgets can be set with the scheduling contexts and the right to do so. */
static unsigned count_contexts(void)
{
    unsigned count = 0;
    for (unsigned station = 0; station < STATIONS; station++) {
        count += annona_set_budget(station, 0, 1000, 2000) == seL4_NoError;
    }
    return count;
}

/* Each piece of untyped memory makes one endpoint in one of the free slots. */
static unsigned count_endpoints(void)
{
    unsigned count = 0;
    for (unsigned i = 0; i < UNTYPEDS; i++) {
        seL4_Word slot = FREE_SLOTS - 1 - i;
        seL4_Word badge;
        count += seL4_Untyped_Retype(untypeds + i, seL4_EndpointObject, 0, cnode, 0, 0, slot, 1)
                 == seL4_NoError;
        seL4_NBRecv(first + slot, &badge, REPLY_CAP);
    }
    return count;
}

void notified(microkit_channel station)
{
    answers += *word_of(station) == 2 * (station + 1)
               && *word_of(station + STATIONS) == 2 * (station + 1);
    if (answers == STATIONS) {
        print_number(answers, " stations have answered\n");
        print_number(count_tcbs(), " capabilities to TCBs\n");
        print_number(count_contexts(), " scheduling contexts\n");
        print_number(count_endpoints(), " endpoints in free slots\n");
    }
}

seL4_Bool fault(microkit_child child, microkit_msginfo message, microkit_msginfo *reply)
{
    (void)message;
    (void)reply;
    print_number(child, " WRONG, a fault\n");
    return seL4_False;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects and capability slots of a root task that works in rounds.
 *
 * Everything a round needs is made in one untyped, the arena, and put into one window of slots.
 * arena_reset ends the round: it revokes the arena and says what was left behind.  What lives
 * longer is made with the `base_` functions.
 */
#pragma once
#include <sel4/sel4.h>
#include <stdbool.h>

#define ROOT   ((seL4_CPtr)seL4_CapInitThreadCNode)
#define VSPACE ((seL4_CPtr)seL4_CapInitThreadVSpace)
#define SELF   ((seL4_CPtr)seL4_CapInitThreadTCB)
#define DEPTH  64

#define PAGE_BYTES  4096ul
#define ARENA_SLOTS 1024ul

/* Where the harness keeps the UART and the real-time clock, and where tests may map. */
#define DEVICE_WINDOW 0x30000000ul
#define RTC_ADDRESS   (DEVICE_WINDOW + PAGE_BYTES)
#define TEST_WINDOW   0x38000000ul

/* Called first; arena_bits is the size of the arena.  Starts the console. */
void objects_init(seL4_BootInfo *bootinfo, seL4_Word arena_bits);

seL4_BootInfo *bootinfo(void);
seL4_CPtr sched_control(void);

/* The arena itself, for tests of untyped memory, and its size. */
seL4_CPtr arena(void);
seL4_Word arena_size_bits(void);

/*
 * Deletes everything that was made in the arena and empties the slots.  Returns the number of slots
 * that were not empty after the revocation; `*is_whole` says whether the arena's memory is free.
 */
seL4_Word arena_reset(bool *is_whole);

/* An unused slot, which may be filled; `slots_new` gives `count` neighbours. */
seL4_CPtr slot_new(void);
seL4_CPtr slots_new(seL4_Word count);
bool slot_is_empty(seL4_CPtr slot);
void slot_delete(seL4_CPtr slot);

/* New objects in the arena.  A failure is printed and ends the program. */
seL4_CPtr object_new(seL4_Word type, seL4_Word size_bits);
seL4_CPtr untyped_new(seL4_Word size_bits);
seL4_CPtr endpoint_new(void);
seL4_CPtr notification_new(void);
seL4_CPtr reply_new(void);
seL4_CPtr tcb_new(void);
seL4_CPtr cnode_new(seL4_Word radix);
seL4_CPtr frame_new(void);
/* An address space with an ASID. */
seL4_CPtr vspace_new(void);
/* A scheduling context of the smallest size; budget and period in microseconds. */
seL4_CPtr sched_context_new(seL4_Time budget, seL4_Time period);

/* Copies in new slots; a copy that is impossible ends the program. */
seL4_CPtr cap_copy(seL4_CPtr cap);
seL4_CPtr cap_mint(seL4_CPtr cap, seL4_CapRights_t rights, seL4_Word badge);

/* The frame of an address in the program's own image. */
seL4_CPtr image_frame(const void *address);

/*
 * Maps a frame, with page tables from the arena where they are missing.  Returns the error of the
 * last attempt.
 */
seL4_Error frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr, seL4_CapRights_t rights,
                     seL4_ARM_VMAttributes attributes);

/* The same rights as in a capability, in words. */
seL4_Word rights_word(seL4_CapRights_t rights);

/* Objects and slots that stay. */
seL4_CPtr base_slots(seL4_Word count);
seL4_CPtr base_object(seL4_Word type, seL4_Word size_bits);

/* Maps a copy of a frame of the image at the same address of another address space. */
seL4_Error base_map_image_page(seL4_Word address, seL4_CPtr vspace, seL4_CapRights_t rights);

/* The page of the real-time clock's registers, mapped at RTC_ADDRESS. */
seL4_CPtr rtc_frame(void);

/* Ends the program after a message. */
void fatal(const char *what, seL4_Word value) __attribute__((noreturn));

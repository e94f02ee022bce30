/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The program of every domain in a system under attack.
 *
 * It waits for messages and notifications, and writes down what arrives.  For an order the referee
 * sets its program counter to puppet_run; when that is done, or has blocked or faulted and the
 * referee gives the order to listen, it waits again.  Its thread register holds its mark, so that
 * who can read its registers can prove it.
 */
#include "attack.h"
#include <annona/supervise.h>
#include <interfaces/sel4_client.h>

static struct control *const control = (struct control *)CONTROL_VADDR;

/* A page for marks in the program's own data; other variables end below MARK_OFFSET. */
static volatile seL4_Word canvas[PAGE_BYTES / sizeof(seL4_Word)] __attribute__((aligned(4096)));

static void log_add(seL4_Word badge, seL4_MessageInfo_t info)
{
    struct log_entry *entry = &control->log[control->log_count % LOG_ENTRIES];

    entry->badge = badge;
    entry->info = info.words[0];
    entry->mr[0] = seL4_GetMR(0);
    entry->mr[1] = seL4_GetMR(1);
    if ((badge & PING_BADGE) != 0) {
        __asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(control->ping_time));
    }
    control->log_count++;
}

static void __attribute__((noreturn)) puppet_listen(void)
{
    const struct order *order = &control->listening;
    seL4_Word badge;

    seL4_SetCapReceivePath(order->args[0], order->args[1], order->args[2]);
    seL4_MessageInfo_t info = seL4_Recv(order->caps[0], &badge, order->caps[1]);
    for (;;) {
        log_add(badge, info);
        if ((order->flags & ORDER_ANSWER) != 0 && seL4_MessageInfo_get_length(info) != 0) {
            seL4_SetMR(0, control->mark);
            seL4_SetCap(0, order->caps[2]);
            info = seL4_MessageInfo_new(0, 0, order->caps[2] != 0, 1);
            info = seL4_ReplyRecv(order->caps[0], info, &badge, order->caps[1]);
        } else if ((order->flags & ORDER_HOLD) != 0) {
            info = seL4_Wait(order->caps[0], &badge);
        } else {
            info = seL4_Recv(order->caps[0], &badge, order->caps[1]);
        }
    }
}

static void message_load(const struct order *order)
{
    for (int i = 0; i < 6; i++) {
        seL4_SetMR(i, order->args[i]);
    }
    for (int i = 0; i < 3; i++) {
        seL4_SetCap(i, order->caps[i]);
    }
}

static void puppet_invoke(const struct order *order, seL4_Word label)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(label, 0, order->cap_count, order->length);

    message_load(order);
    if ((order->flags & ORDER_MODE) == ORDER_NBSEND) {
        seL4_NBSend(order->cptr, info);
    } else if ((order->flags & ORDER_MODE) == ORDER_SEND) {
        seL4_Send(order->cptr, info);
    } else {
        info = seL4_Call(order->cptr, info);
        for (int i = 0; i < RESULT_WORDS; i++) {
            control->result[i] = seL4_GetMR(i);
        }
    }
    control->result_info = info.words[0];
}

/* Every method there is, whatever the capability; bit n of the results: label n was accepted. */
static void puppet_spray(const struct order *order)
{
    seL4_Word accepted[2] = { 0, 0 };

    for (seL4_Word label = 1; label < nArchInvocationLabels; label++) {
        puppet_invoke(order, label);
        if (control->result_info >> MESSAGE_LABEL_SHIFT == seL4_NoError) {
            accepted[label / 64] |= (seL4_Word)1 << label % 64;
        }
    }
    control->result[0] = accepted[0];
    control->result[1] = accepted[1];
}

static void puppet_guess(const struct order *order)
{
    struct order guess = *order;

    guess.flags = ORDER_NBSEND;
    for (seL4_Word i = 0; i < order->args[2]; i++) {
        guess.args[0] = control->mark;
        puppet_invoke(&guess, order->label != 0 ? order->label : i % nArchInvocationLabels);
        guess.cptr += order->args[1];
    }
}

static volatile seL4_Word *marks_at(seL4_Word page)
{
    return (volatile seL4_Word *)((page & ~(seL4_Word)(PAGE_BYTES - 1)) + MARK_OFFSET);
}

/* Where another domain sends us to show that it can. */
static void __attribute__((noreturn)) puppet_owned(seL4_Word owner)
{
    control->owner = owner;
    puppet_listen();
}

static void puppet_load(seL4_Word page)
{
    for (int i = 0; i < 2 * ROW_WORDS; i++) {
        control->row[i] = marks_at(page)[i];
    }
}

/* Own marks into the thread register and all pages that can be written, and numbers into those that
 * have none. */
static void puppet_mark(void)
{
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(control->mark));
    canvas[0] = control->mark;
    for (seL4_Word i = 0; i < control->plan.map_count; i++) {
        const struct span *map = &control->plan.maps[i];
        for (seL4_Word k = 0; k < map->count && map->writable != 0; k++) {
            volatile seL4_Word *own = marks_at(map->start + k * PAGE_BYTES) + ROW_WORDS;
            own[control->index] = control->mark;
            if (own[PAGE_NUMBER] == 0) {
                own[PAGE_NUMBER] = control->mark ^ (i << 20 | k);
            }
        }
    }
}

/* Which attackers' marks are in one's memory. */
static void puppet_scan(void)
{
    const seL4_Word base = mark_of(control->mark, control->index);

    control->result[0] = 0;
    for (seL4_Word i = 0; i < control->plan.map_count; i++) {
        const struct span *map = &control->plan.maps[i];
        for (seL4_Word k = 0; k < map->count; k++) {
            volatile seL4_Word *row = marks_at(map->start + k * PAGE_BYTES);
            for (seL4_Word who = 0; who < PUPPETS_MAX; who++) {
                control->result[0] |= (seL4_Word)(row[who] == mark_of(base, who)) << who;
            }
        }
    }
}

/* Looks at all slots; what is not as it was is written down and, from now on, how it was. */
static void puppet_compare(void)
{
    seL4_Word at = 0;

    control->changed = 0;
    for (seL4_Word i = 0; i < control->plan.slots_count; i++) {
        const struct span *slots = &control->plan.slots[i];
        for (seL4_Word k = 0; k < slots->count && at < TYPES_MAX; k++, at++) {
            seL4_Uint8 type = (seL4_Uint8)seL4_DebugCapIdentify(slots->start + k);
            if (type == control->types[at]) {
                continue;
            }
            if (control->changed < CHANGES_SHOWN) {
                control->changed_cptr[control->changed] = slots->start + k;
                control->changed_from[control->changed] = control->types[at];
                control->changed_to[control->changed] = type;
            }
            control->changed++;
            control->types[at] = type;
        }
    }
}

/* The types of some capabilities, for the referee to print. */
static void puppet_walk(const struct order *order)
{
    for (seL4_Word i = 0; i < order->args[0]; i++) {
        control->types[i] = (seL4_Uint8)seL4_DebugCapIdentify(order->cptr + i * order->args[1]);
    }
}

static void __attribute__((noreturn)) puppet_run(void)
{
    const struct order order = control->order;

    if (order.code == ORDER_INVOKE) {
        puppet_invoke(&order, order.label);
    } else if (order.code == ORDER_LOAD) {
        puppet_load(order.cptr);
    } else if (order.code == ORDER_STORE) {
        marks_at(order.cptr)[control->index] = control->mark;
    } else if (order.code == ORDER_SCAN) {
        puppet_scan();
    } else if (order.code == ORDER_FAULT) {
        (void)*(volatile seL4_Word *)(FAULT_ADDRESS + 8 * control->index);
    } else if (order.code == ORDER_SPIN) {
        for (volatile seL4_Word i = 0; i < order.args[0]; i++) {
        }
    } else if (order.code == ORDER_WALK) {
        puppet_walk(&order);
    } else if (order.code == ORDER_SPRAY) {
        puppet_spray(&order);
    } else if (order.code == ORDER_GUESS) {
        puppet_guess(&order);
    } else if (order.code == ORDER_PREPARE) {
        puppet_mark();
        puppet_compare();
    } else if (order.code == ORDER_COMPARE) {
        puppet_compare();
    }
    control->done = 1;
    puppet_listen();
}

void init(void)
{
    while (*(volatile seL4_Word *)&control->mark == 0) {
        seL4_Yield();
    }
    control->entry = (seL4_Word)puppet_run;
    control->owned = (seL4_Word)puppet_owned;
    puppet_listen();
}

void notified(microkit_channel channel)
{
    /* Never called: init does not return.  Refers to the part of the library that restarts need. */
    annona_restart(channel);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domain that runs the attacks: it gives the puppets the orders of the plan, one at a time, and
 * prints what happened, for attack.py to judge.  It only reports what it sees.
 *
 * All other threads are waiting when it runs.  An order starts a puppet at puppet_run by writing
 * its registers; then the referee lowers its own priority to 0, so that it goes on when nobody else
 * can: the order is done then, or has blocked, or has faulted.
 *
 * Lines, with numbers in hexadecimal:
 *
 *     #R order label words…       an invocation, or spraying, was done
 *     #M order domains attackers page   loaded: whose marks were there, and the page's number
 *     #W order domains            scanned: which attackers' marks were there
 *     #C order pointer type       a capability
 *     #L order domain badge info words…   a domain received something
 *     #O order domain owner       a domain was made to run puppet_owned, with that mark
 *     #X order domain pointer before now  a slot of a domain changed
 *     #P order domain domain      the first, of higher priority, ran after the second
 *     #Z order domain             a domain does not react any more
 *     #D order domain             nor could it be helped
 */
#include "attack.h"
#include <interfaces/sel4_client.h>

/* Set by the tool. */
const struct plan *plan;
seL4_CPtr kit;

static seL4_Word order_index;
static seL4_Word logs_seen[PUPPETS_MAX];

static struct control *control_of(seL4_Word puppet)
{
    return (struct control *)(CONTROLS_VADDR + puppet * CONTROL_BYTES);
}

/* A line: a letter, the number of the order, and numbers. */
static void print_line(char letter, seL4_Word count, const seL4_Word *words)
{
    char digits[20];

    microkit_dbg_puts("#");
    microkit_dbg_putc(letter);
    for (seL4_Word i = 0; i <= count; i++) {
        seL4_Word word = i == 0 ? order_index : words[i - 1];
        int at = sizeof digits - 1;
        digits[at] = '\0';
        do {
            digits[--at] = "0123456789abcdef"[word & 15];
            word >>= 4;
        } while (word != 0);
        digits[--at] = ' ';
        microkit_dbg_puts(digits + at);
    }
    microkit_dbg_puts("\n");
}

#define PRINT(letter, ...)                                                                         \
    print_line(letter, sizeof((seL4_Word[]){ __VA_ARGS__ }) / sizeof(seL4_Word),                   \
               (seL4_Word[]){ __VA_ARGS__ })

/* Lets everyone run until nobody can any more. */
static void settle(void)
{
    seL4_TCB_SetPriority(kit + KIT_OWN_TCB, kit + KIT_OWN_TCB, 0);
    seL4_TCB_SetPriority(kit + KIT_OWN_TCB, kit + KIT_OWN_TCB, 254);
}

static void puppet_start(seL4_Word puppet)
{
    struct control *control = control_of(puppet);
    seL4_UserContext context = { .pc = control->entry, .sp = control->plan.stack };

    control->done = 0;
    /* The monitor takes the context of a domain that says it is passive. */
    seL4_SchedContext_Unbind(kit + KIT_SCHED_CONTEXT + puppet);
    seL4_SchedContext_Bind(kit + KIT_SCHED_CONTEXT + puppet, kit + KIT_TCB + puppet);
    seL4_TCB_WriteRegisters(kit + KIT_TCB + puppet, 1, 0, 2, &context);
    settle();
}

/* Has a puppet do something that is not in the plan. */
static void puppet_order(seL4_Word puppet, seL4_Uint8 code)
{
    control_of(puppet)->order = (struct order){ .code = code };
    puppet_start(puppet);
}

/* What arrived at the puppets since the last time. */
static void logs_print(void)
{
    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        struct control *control = control_of(i);
        for (; logs_seen[i] < control->log_count; logs_seen[i]++) {
            const struct log_entry *entry = &control->log[logs_seen[i] % LOG_ENTRIES];
            if (entry->badge != PING_BADGE) {
                PRINT('L', i, entry->badge, entry->info, entry->mr[0], entry->mr[1]);
            }
        }
        if (control->owner != 0) {
            PRINT('O', i, control->owner);
            control->owner = 0;
        }
    }
}

static seL4_Word budget_configure(seL4_Word puppet, seL4_Word budget_us, seL4_Word period_us)
{
    return (seL4_Word)seL4_SchedControl_ConfigureFlags(kit + KIT_SCHED_CONTROL,
                                                       kit + KIT_SCHED_CONTEXT + puppet, budget_us,
                                                       period_us, 0, puppet, 0);
}

/* Gives a puppet back what an attacker may have taken, and lets it listen. */
static void puppet_repair(seL4_Word puppet)
{
    const struct puppet_plan *known = &plan->puppets[puppet];
    seL4_CPtr tcb = kit + KIT_TCB + puppet;

    seL4_TCB_Suspend(tcb);
    seL4_SchedContext_Unbind(kit + KIT_SCHED_CONTEXT + puppet);
    budget_configure(puppet, 10000, 10000);
    seL4_SchedContext_Bind(kit + KIT_SCHED_CONTEXT + puppet, tcb);
    seL4_TCB_SetPriority(tcb, kit + KIT_OWN_TCB, known->priority);
    if (known->bound != 0) {
        seL4_TCB_BindNotification(tcb, kit + KIT_PING + puppet);
    }
    puppet_order(puppet, ORDER_LISTEN);
}

/* Signals a puppet that listens; when it has reacted its ping_time is not 0. */
static void puppet_ping(seL4_Word puppet)
{
    control_of(puppet)->ping_time = 0;
    seL4_Signal(kit + KIT_PING + puppet);
}

/* Domains of higher priority come first. */
static void order_check(seL4_Word first, seL4_Word second)
{
    seL4_Word first_time = control_of(first)->ping_time;
    seL4_Word second_time = control_of(second)->ping_time;

    if (plan->puppets[first].priority > plan->puppets[second].priority && first_time != 0
        && second_time != 0 && first_time > second_time) {
        PRINT('P', first, second);
        puppet_repair(first);
        puppet_repair(second);
    }
}

/* Who reacts, and in which order. */
static void ping_all(void)
{
    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        puppet_ping(i);
    }
    settle();
    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        for (seL4_Word k = 0; k < plan->puppet_count; k++) {
            order_check(i, k);
        }
    }
    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        if (control_of(i)->ping_time != 0) {
            continue;
        }
        PRINT('Z', i);
        puppet_repair(i);
        puppet_ping(i);
        settle();
        if (control_of(i)->ping_time == 0) {
            PRINT('D', i);
        }
    }
    logs_print();
}

static void changes_print(seL4_Word puppet)
{
    const struct control *control = control_of(puppet);

    for (seL4_Word i = 0; i < control->changed && i < CHANGES_SHOWN && control->done != 0; i++) {
        PRINT('X', puppet, control->changed_cptr[i], control->changed_from[i],
              control->changed_to[i]);
    }
}

static void compare_all(void)
{
    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        puppet_order(i, ORDER_COMPARE);
        changes_print(i);
    }
    logs_print();
}

/* From now on faults stop a thread silently, and no budget is used up. */
static void silence_all(void)
{
    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        budget_configure(i, 10000, 10000);
        seL4_Word error = (seL4_Word)seL4_TCB_SetSchedParams(
            kit + KIT_TCB + i, kit + KIT_OWN_TCB, plan->puppets[i].mcp, plan->puppets[i].priority,
            kit + KIT_SCHED_CONTEXT + i, kit + KIT_FAULT_ENDPOINT);
        if (error != 0) {
            PRINT('E', i, error);
        }
        puppet_order(i, ORDER_LISTEN);
    }
}

static void invocation_print(const struct control *control)
{
    seL4_Word info = control->result_info;

    if (control->order.code == ORDER_SPRAY) {
        PRINT('R', 0, control->result[0], control->result[1]);
    } else if (info >> MESSAGE_LABEL_SHIFT == 0
               || (control->order.flags & ORDER_MODE) == ORDER_NBSEND) {
        PRINT('R', info, control->result[0], control->result[34]);
    }
}

static void marks_print(const struct control *control)
{
    const seL4_Word *own = control->row + ROW_WORDS;
    seL4_Word whose = 0;
    seL4_Word attackers = 0;

    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        whose |= (seL4_Word)(own[i] == mark_of(plan->mark, i)) << i;
        attackers |= (seL4_Word)(control->row[i] == mark_of(plan->mark, i)) << i;
    }
    PRINT('M', whose, attackers, own[PAGE_NUMBER]);
}

static void walk_print(const struct control *control)
{
    const struct order *order = &control->order;

    for (seL4_Word i = 0; i < order->args[0]; i++) {
        if (control->types[i] != 0) {
            PRINT('C', order->cptr + i * order->args[1], control->types[i]);
        }
    }
}

static void result_print(const struct control *control)
{
    switch (control->order.code) {
    case ORDER_INVOKE:
    case ORDER_SPRAY:
        invocation_print(control);
        break;
    case ORDER_LOAD:
        marks_print(control);
        break;
    case ORDER_STORE:
        PRINT('S', 0);
        break;
    case ORDER_SCAN:
        PRINT('W', control->result[0]);
        break;
    case ORDER_WALK:
        walk_print(control);
        break;
    default:
        break;
    }
}

static void order_run(const struct order *order)
{
    struct control *control = control_of(order->actor);

    if (order->code == ORDER_SILENCE) {
        silence_all();
        return;
    }
    if (order->code == ORDER_PARK) {
        seL4_TCB_Suspend(kit + KIT_TCB + order->actor);
        return;
    }
    if (order->code == ORDER_RESULT) {
        logs_print();
        if (control->done != 0) {
            result_print(control);
        }
        return;
    }
    control->order = *order;
    if (order->code == ORDER_LISTEN) {
        control->listening = *order;
    }
    if ((order->flags & ORDER_OWN) != 0) {
        control->order.args[2] = control->owned;
        control->order.args[3] = control->plan.stack;
    }
    puppet_start(order->actor);
    if (control->done != 0) {
        result_print(control);
    }
    logs_print();
    if (control->done == 0 && (order->flags & ORDER_LEAVE) == 0) {
        puppet_order(order->actor, ORDER_LISTEN);
    }
    if ((order->flags & ORDER_PING) != 0) {
        ping_all();
    }
    if ((order->flags & ORDER_SLOTS) != 0) {
        compare_all();
    }
}

static void puppets_prepare(void)
{
    for (seL4_Word i = 0; i < plan->puppet_count; i++) {
        struct control *control = control_of(i);
        control->plan = plan->puppets[i];
        control->index = i;
        control->listening.caps[0] = INPUT_CAP;
        control->listening.caps[1] = REPLY_CAP;
        control->mark = mark_of(plan->mark, i);
    }
}

/* Numbers for the pages of all regions. */
static void regions_prepare(void)
{
    for (seL4_Word i = 0; i < plan->region_count; i++) {
        for (seL4_Word k = 0; k < plan->regions[i].count; k++) {
            seL4_Word page = plan->regions[i].start + k * PAGE_BYTES;
            ((volatile seL4_Word *)(page + OWN_MARK_OFFSET))[PAGE_NUMBER] =
                plan->mark ^ ((i + 1) << 20 | k);
        }
    }
}

void init(void)
{
    const struct order *orders = (const struct order *)((const char *)plan + plan->orders_offset);

    puppets_prepare();
    regions_prepare();
    settle();
    for (order_index = 0; order_index < plan->order_count; order_index++) {
        order_run(&orders[order_index]);
    }
    microkit_dbg_puts("#END\n");
}

void notified(microkit_channel channel)
{
    (void)channel;
}

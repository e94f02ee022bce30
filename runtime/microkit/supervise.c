/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Supervision: budgets, and clean restarts.
 *
 * For a restart the SDK tool maps into the supervisor the writable pages of the other domain, and
 * copies of what was in them at boot; the table annona/restart.h says where.  The variable below
 * gets the table's address.
 */
#include <annona/restart.h>
#include <annona/supervise.h>

__attribute__((used, retain, section(".data.microkit"))) const void *annona_restart_table = 0;

seL4_Error annona_set_budget(microkit_child pd, unsigned int core, seL4_Time budget_us,
                             seL4_Time period_us)
{
    return (seL4_Error)seL4_SchedControl_ConfigureFlags(annona_sched_control(core),
                                                        annona_sched_context(pd), budget_us,
                                                        period_us, 0, 0x200 + pd, 0);
}

/* What the table says about a domain, or null. */
static const struct annona_restart_domain *find_domain(microkit_child pd)
{
    const struct annona_restart_table *table = *(const void *volatile *)&annona_restart_table;

    if (table == 0 || table->magic != ANNONA_RESTART_MAGIC) {
        return 0;
    }
    const struct annona_restart_domain *domains = (const void *)(table + 1);
    for (seL4_Word i = 0; i < table->domain_count; i++) {
        if (domains[i].id == pd) {
            return &domains[i];
        }
    }
    return 0;
}

/* Puts words back; pages are whole numbers of words.  Volatile, lest it become a call of memcpy. */
static void restore_piece(const struct annona_restart_piece *piece)
{
    volatile seL4_Word *target = (volatile seL4_Word *)piece->target;
    const seL4_Word *pristine = (const seL4_Word *)piece->pristine;

    for (seL4_Word i = 0; i < piece->bytes / sizeof(seL4_Word); i++) {
        target[i] = pristine != 0 ? pristine[i] : 0;
    }
}

static void restore_memory(const struct annona_restart_domain *domain)
{
    const struct annona_restart_table *table = annona_restart_table;
    const struct annona_restart_domain *domains = (const void *)(table + 1);
    const struct annona_restart_piece *pieces = (const void *)(domains + table->domain_count);

    for (seL4_Word i = 0; i < domain->piece_count; i++) {
        restore_piece(&pieces[domain->first_piece + i]);
    }
}

seL4_Bool annona_restart(microkit_child pd)
{
    const struct annona_restart_domain *domain = find_domain(pd);
    seL4_UserContext context = { 0 };

    if (domain == 0) {
        microkit_report_invalid("annona_restart", "domain", pd);
        return seL4_False;
    }
    seL4_TCB_Suspend(annona_tcb(pd));
    seL4_Send(ANNONA_BASE_REPLY_CAP + pd, seL4_MessageInfo_new(ANNONA_LABEL_RESTARTED, 0, 0, 0));
    restore_memory(domain);
    if ((domain->flags & ANNONA_RESTART_PASSIVE) != 0) {
        seL4_SchedContext_Unbind(annona_sched_context(pd));
        seL4_SchedContext_Bind(annona_sched_context(pd), annona_tcb(pd));
    }
    context.pc = domain->entry;
    context.sp = domain->stack_pointer;
    return seL4_TCB_WriteRegisters(annona_tcb(pd), seL4_True, 0,
                                   sizeof context / sizeof(seL4_Word), &context) == seL4_NoError;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling domains: which domain a thread belongs to, and the schedule of the domains.
 *
 * The schedule is a table of slices. It is run through from the start index; a slice of no duration
 * is an end marker, at which it begins anew. The last entry is always one, so there are
 * CONFIG_NUM_DOMAIN_SCHEDULES - 1 that can be set.
 */
#include "objects/domain.h"
#include "invocation.h"
#include "kernel.h"
#include "sched.h"

enum { DURATION_BITS = 56 };

/* Words: domain. The capability is asked for only when the domain is right. */
static enum status domain_set(struct invocation *inv)
{
    word_t domain = invocation_arg(inv, 0);

    if (domain >= CONFIG_NUM_DOMAINS) {
        return err_argument(inv, 0);
    }
    if (inv->capc < 1) {
        return err_truncated(inv);
    }
    if (cap_type(inv->capv[0]->cap) != CAP_TCB) {
        return err_argument(inv, 1);
    }
    commit(inv);
    tcb_set_domain(tcb_of(inv->capv[0]->cap), (unsigned)domain);
    return OK;
}

/* Words: index, domain, duration in ticks. */
static enum status domain_schedule_configure(struct invocation *inv)
{
    word_t index = invocation_arg(inv, 0), domain = invocation_arg(inv, 1);
    ticks_t duration = invocation_arg(inv, 2);

    if (index >= CONFIG_NUM_DOMAIN_SCHEDULES - 1) {
        return err_range(inv, 0, CONFIG_NUM_DOMAIN_SCHEDULES - 2);
    }
    if (domain >= CONFIG_NUM_DOMAINS) {
        return err_range(inv, 0, CONFIG_NUM_DOMAINS - 1);
    }
    if (duration >= word_bit(DURATION_BITS)) {
        return err_argument(inv, 2);
    }
    if (duration == 0 && domain != 0) {
        return err_argument(inv, 1);
    }
    if (duration == 0 && index == this_cpu()->domain_start) {
        return err_argument(inv, 2);
    }
    commit(inv);
    kernel.domain_schedule[index] = (struct domain_slice){ (uint8_t)domain, duration };
    return OK;
}

/* Words: index. */
static enum status domain_schedule_set_start(struct invocation *inv)
{
    word_t index = invocation_arg(inv, 0);

    if (index >= CONFIG_NUM_DOMAIN_SCHEDULES) {
        return err_range(inv, 0, CONFIG_NUM_DOMAIN_SCHEDULES - 1);
    }
    if (kernel.domain_schedule[index].ticks == 0) {
        return err_argument(inv, 0);
    }
    commit(inv);
    sched_set_domain_start((unsigned)index);
    return OK;
}

static const struct method domain_methods[] = {
    { DomainSetSet, 1, 0, domain_set },
    { DomainScheduleConfigure, 3, 0, domain_schedule_configure },
    { DomainScheduleSetStart, 1, 0, domain_schedule_set_start },
};

const struct object_ops domain_ops = {
    .name = "domain",
    .methods = domain_methods,
    .method_count = ARRAY_COUNT(domain_methods),
    .alone = true,
};

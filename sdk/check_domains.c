/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules about protection domains, channels and scheduling domains.
 */
#include "check.h"
#include <string.h>

#define PRIORITY_MAX     254 /* the monitor runs at 255 */
#define BUDGET_MIN_US    20  /* the kernel's smallest budget */
#define NAME_MAX_BYTES   63  /* microkit_name holds 64 with the final zero */
#define STACK_MIN_BYTES  0x1000
#define STACK_MAX_BYTES  (16 * 1024 * 1024)
#define PAGE_BYTES       4096

/* Runs through all protection domains. */
#define FOR_EACH_DOMAIN(check, domain)                                      \
    for (size_t domain_i = 0; domain_i < (check)->system->domain_count; domain_i++) \
        for (struct domain *domain = (check)->system->domains[domain_i]; domain != NULL;  \
             domain = NULL)

void rule_domain_count(struct check *check)
{
    const struct system *system = check->system;
    if (system->domain_count == 0) {
        check_fail(check, system->at, "add a <protection_domain>",
                   "the system has no protection domain");
    }
    if (system->domain_count > DOMAINS_MAX) {
        check_fail(check, system->domains[DOMAINS_MAX]->at, NULL,
                   "the system has %zu protection domains, at most %d are possible",
                   system->domain_count, DOMAINS_MAX);
    }
}

void rule_domain_name(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        const struct value *name = &domain->name;
        if (!name->given) {
            continue;
        }
        const uint64_t *first = map_find(&check->system->domain_names, name->text);
        if (first != NULL && *first != domain->index) {
            check_fail(check, name->at,
                       arena_format(check->arena, "the first one is in line %u",
                                    check->system->domains[*first]->at.line),
                       "there is another protection domain '%s'", name->text);
        }
        if (strcmp(name->text, "monitor") == 0) {
            check_fail(check, name->at, "choose another name", "the name 'monitor' is reserved");
        }
        if (strlen(name->text) > NAME_MAX_BYTES) {
            check_fail(check, name->at, NULL, "the name is longer than %d bytes", NAME_MAX_BYTES);
        }
    }
}

void rule_domain_priority(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        if (value_or(&domain->priority, 0) > PRIORITY_MAX) {
            check_fail(check, domain->priority.at, NULL, "priorities are from 0 to %d",
                       PRIORITY_MAX);
        }
    }
}

void rule_domain_budget(struct check *check)
{
    uint64_t max_us = UINT64_MAX / check->board->timer_khz / 8;
    FOR_EACH_DOMAIN (check, domain) {
        uint64_t budget_us = domain_budget_us(domain);
        uint64_t period_us = domain_period_us(domain);
        if (budget_us > period_us) {
            struct position at = position_of(&domain->budget, domain->at);
            check_fail(check, position_of(&domain->period, at),
                       "give a budget of at most the period; the default budget is 1000",
                       "budget %llu us is larger than period %llu us",
                       (unsigned long long)budget_us, (unsigned long long)period_us);
        } else if (budget_us < BUDGET_MIN_US) {
            check_fail(check, position_of(&domain->budget, domain->at), NULL,
                       "the smallest budget is %d us", BUDGET_MIN_US);
        } else if (period_us > max_us) {
            check_fail(check, position_of(&domain->period, domain->budget.at), NULL,
                       "the longest period is %llu us", (unsigned long long)max_us);
        }
    }
}

void rule_domain_stack(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        uint64_t bytes = domain_stack_bytes(domain);
        if (bytes < STACK_MIN_BYTES || bytes > STACK_MAX_BYTES || bytes % PAGE_BYTES != 0) {
            check_fail(check, domain->stack_size.at, "for example 0x2000",
                       "a stack is from 0x1000 to 0x1000000 bytes, a multiple of 0x1000");
        }
    }
}

void rule_domain_cpu(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        if (value_or(&domain->cpu, 0) >= check->board->cores) {
            check_fail(check, domain->cpu.at, NULL,
                       "this configuration of the board has %llu core%s",
                       (unsigned long long)check->board->cores,
                       check->board->cores == 1 ? ", number 0" : "s");
        }
    }
}

/* Checks the identifiers of one domain's children. */
static void children_check(struct check *check, const struct domain *parent)
{
    const struct domain *owners[ID_MAX + 1] = {NULL};
    for (size_t i = 0; i < parent->child_count; i++) {
        const struct domain *child = parent->children[i];
        if (!child->id.given) {
            check_fail(check, child->at, "add an id, by which the parent knows the child",
                       "child '%s' has no attribute 'id'", domain_text(child));
        } else if (child->id.number > ID_MAX) {
            check_fail(check, child->id.at, NULL, "child identifiers are from 0 to %d", ID_MAX);
        } else if (owners[child->id.number] != NULL) {
            check_fail(check, child->id.at, NULL, "'%s' has the same id as its sibling '%s'",
                       domain_text(child), domain_text(owners[child->id.number]));
        } else {
            owners[child->id.number] = child;
        }
    }
}

void rule_domain_child_id(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        children_check(check, domain);
    }
}

void rule_domain_not_child(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        const struct value *values[] = {&domain->id, &domain->setvar_id};
        const char *const names[] = {"id", "setvar_id"};
        for (int i = 0; i < 2 && domain->parent == NULL; i++) {
            if (values[i]->given) {
                check_fail(check, values[i]->at, "remove the attribute",
                           "'%s' is for protection domains inside another one", names[i]);
            }
        }
    }
}

/* Checks that an identifier fits. */
static void id_check(struct check *check, const struct value *id, const char *what)
{
    if (id->given && id->number > ID_MAX) {
        check_fail(check, id->at, NULL, "%s identifiers are from 0 to %d", what, ID_MAX);
    }
}

void rule_id_range(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        for (size_t i = 0; i < domain->irq_count; i++) {
            id_check(check, &domain->irqs[i].id, "interrupt");
        }
    }
    for (size_t i = 0; i < check->system->channel_count; i++) {
        struct channel *channel = check->system->channels[i];
        for (unsigned k = 0; k < channel->end_count; k++) {
            id_check(check, &channel->ends[k].id, "channel");
        }
    }
}

/* Takes an identifier of a domain, or reports that it is taken. */
static void id_take(struct check *check, const struct domain *domain, const struct value *id,
                    struct position *taken)
{
    if (!id->given) {
        return;
    }
    struct position *owner = &taken[id->number];
    if (owner->line != 0) {
        check_fail(check, id->at,
                   "channels and interrupts of a protection domain share one set of identifiers",
                   "id %llu of '%s' is used in line %u already", (unsigned long long)id->number,
                   domain_text(domain), owner->line);
    } else {
        *owner = id->at;
    }
}

void rule_id_unique(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        struct position taken[ID_MAX + 1] = {{0}};
        for (size_t i = 0; i < domain->irq_count; i++) {
            id_take(check, domain, &domain->irqs[i].id, taken);
        }
        for (size_t i = 0; i < domain->end_count; i++) {
            id_take(check, domain, &domain->ends[i]->id, taken);
        }
    }
}

void rule_channel_domain(struct check *check)
{
    for (size_t i = 0; i < check->system->channel_count; i++) {
        struct channel *channel = check->system->channels[i];
        for (unsigned k = 0; k < channel->end_count; k++) {
            struct channel_end *end = &channel->ends[k];
            if (end->pd.given && end->domain == NULL) {
                check_fail(check, end->pd.at, NULL, "there is no protection domain '%s'",
                           end->pd.text);
            }
        }
    }
}

void rule_channel_pp(struct check *check)
{
    for (size_t i = 0; i < check->system->channel_count; i++) {
        struct channel *channel = check->system->channels[i];
        if (end_may_call(&channel->ends[0]) && end_may_call(&channel->ends[1])) {
            check_fail(check, channel->ends[1].pp.at, "two domains must not wait for each other",
                       "only one end of a channel may have pp=\"true\"");
        }
    }
}

void rule_channel_priority(struct check *check)
{
    for (size_t i = 0; i < check->system->channel_count; i++) {
        struct channel *channel = check->system->channels[i];
        for (unsigned k = 0; k < channel->end_count; k++) {
            const struct channel_end *end = &channel->ends[k];
            if (!end_may_call(end) || end->domain == NULL || end->peer == NULL ||
                end->peer->domain == NULL) {
                continue;
            }
            uint64_t caller = value_or(&end->domain->priority, 0);
            uint64_t callee = value_or(&end->peer->domain->priority, 0);
            if (caller >= callee) {
                check_fail(check, end->pp.at, "a caller's priority must be lower than its server's",
                           "'%s' (priority %llu) cannot call '%s' (priority %llu)",
                           domain_text(end->domain), (unsigned long long)caller,
                           domain_text(end->peer->domain), (unsigned long long)callee);
            }
        }
    }
}

void rule_sched_name(struct check *check)
{
    const struct sched_domains *schedule = &check->system->schedule;
    for (size_t i = 0; i < schedule->domain_count; i++) {
        const struct value *name = &schedule->domains[i].name;
        const uint64_t *first = name->given ? map_find(&check->system->sched_names, name->text)
                                            : NULL;
        if (first != NULL && *first != i) {
            check_fail(check, name->at, NULL, "there is another scheduling domain '%s'",
                       name->text);
        }
    }
}

/* Marks the numbers that are given explicitly. */
static void sched_numbers_take(struct check *check, bool *taken)
{
    struct sched_domains *schedule = &check->system->schedule;
    for (size_t i = 0; i < schedule->domain_count; i++) {
        struct sched_domain *domain = &schedule->domains[i];
        if (!domain->id.given) {
            continue;
        }
        domain->number = domain->id.number;
        if (domain->number >= SCHED_DOMAINS_MAX) {
            check_fail(check, domain->id.at, NULL, "scheduling domains are from 0 to %d",
                       SCHED_DOMAINS_MAX - 1);
        } else if (taken[domain->number]) {
            check_fail(check, domain->id.at, NULL, "scheduling domain %llu is used already",
                       (unsigned long long)domain->number);
        } else {
            taken[domain->number] = true;
        }
    }
}

void rule_sched_id(struct check *check)
{
    bool taken[SCHED_DOMAINS_MAX] = {false};
    struct sched_domains *schedule = &check->system->schedule;
    sched_numbers_take(check, taken);
    for (size_t i = 0; i < schedule->domain_count; i++) {
        struct sched_domain *domain = &schedule->domains[i];
        while (!domain->id.given && domain->number < SCHED_DOMAINS_MAX && taken[domain->number]) {
            domain->number++;
        }
        if (domain->number >= SCHED_DOMAINS_MAX && !domain->id.given) {
            check_fail(check, domain->at, NULL, "there are only %d scheduling domains",
                       SCHED_DOMAINS_MAX);
        } else if (!domain->id.given) {
            taken[domain->number] = true;
        }
    }
}

void rule_schedule_entry(struct check *check)
{
    const struct sched_domains *schedule = &check->system->schedule;
    for (size_t i = 0; i < schedule->entry_count; i++) {
        const struct schedule_entry *entry = &schedule->entries[i];
        if (entry->domain.given && entry->target == NULL) {
            check_fail(check, entry->domain.at, NULL, "there is no scheduling domain '%s'",
                       entry->domain.text);
        }
        if (entry->duration.given && (entry->duration.number & ~DURATION_TICKS) == 0) {
            check_fail(check, entry->duration.at, "use <schedule_end_marker/> to end a schedule",
                       "an entry needs a duration");
        } else if (entry->duration.given && entry->duration.number < DURATION_TICKS &&
                   entry->duration.number > UINT64_MAX / check->board->timer_khz) {
            check_fail(check, entry->duration.at, NULL, "the duration is too long");
        }
    }
}

void rule_schedule_limit(struct check *check)
{
    const struct sched_domains *schedule = &check->system->schedule;
    uint64_t shift = value_or(&schedule->index_shift, 0);
    if (schedule->entry_count >= SCHEDULE_MAX) {
        check_fail(check, schedule->entries[SCHEDULE_MAX - 1].at, NULL,
                   "a schedule has less than %d entries", SCHEDULE_MAX);
    } else if (shift >= SCHEDULE_MAX - schedule->entry_count) {
        check_fail(check, schedule->index_shift.at, NULL,
                   "shifted that far, the schedule ends beyond the kernel's %d entries",
                   SCHEDULE_MAX - 1);
    }
    uint64_t start = value_or(&schedule->start_index, 0);
    if (schedule->given && schedule->entry_count != 0 &&
        (start >= schedule->entry_count || schedule->entries[start].is_end)) {
        check_fail(check, position_of(&schedule->start_index, schedule->schedule_at),
                   "entries are counted from 0", "the schedule does not start at an entry");
    }
}

void rule_domain_sched(struct check *check)
{
    FOR_EACH_DOMAIN (check, domain) {
        const struct value *name = &domain->sched_domain;
        if (name->given && !check->system->schedule.given) {
            check_fail(check, name->at, "describe the schedule in a <domains> element",
                       "'domain' is for systems with scheduling domains");
        } else if (!name->given && check->system->schedule.given) {
            check_fail(check, domain->at, "add a 'domain' attribute",
                       "'%s' does not say in which scheduling domain it runs",
                       domain_text(domain));
        } else if (name->given && map_find(&check->system->sched_names, name->text) == NULL) {
            check_fail(check, name->at, NULL, "there is no scheduling domain '%s'", name->text);
        }
    }
}

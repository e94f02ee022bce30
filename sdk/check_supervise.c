/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules about <supervise>, and about children, whom their parent supervises.
 */
#include "check.h"

/* Runs through all supervision of all protection domains. */
#define FOR_EACH_SUPERVISED(check, domain, element)                                           \
    for (size_t sup_d = 0; sup_d < (check)->system->domain_count; sup_d++)                    \
        for (struct domain *domain = (check)->system->domains[sup_d]; domain != NULL;         \
             domain = NULL)                                                                   \
            for (size_t sup_i = 0; sup_i < domain->supervised_count; sup_i++)                 \
                for (struct supervise_element *element = &domain->supervised[sup_i];          \
                     element != NULL; element = NULL)

void rule_supervise_domain(struct check *check)
{
    FOR_EACH_SUPERVISED (check, domain, element) {
        if (element->target == NULL && element->pd.given) {
            check_fail(check, element->pd.at, NULL, "there is no protection domain '%s'",
                       element->pd.text);
        } else if (element->target == domain) {
            check_fail(check, element->pd.at,
                       "capabilities to its own objects are handed out in <cspace>",
                       "'%s' cannot supervise itself", domain_text(domain));
        }
        for (size_t i = 0; i < sup_i && element->target != NULL; i++) {
            if (domain->supervised[i].target == element->target) {
                check_fail(check, element->pd.at, "put everything into one element",
                           "'%s' supervises '%s' in line %u already", domain_text(domain),
                           domain_text(element->target), domain->supervised[i].at.line);
            }
        }
    }
}

/* Checks one identifier against those before it. */
static void id_check(struct check *check, const struct domain *domain, size_t index)
{
    const struct supervise_element *element = &domain->supervised[index];
    const struct value *id = &element->id;
    if (element->is_child && element->target->id.given &&
        (id->at.line != element->target->id.at.line ||
         id->at.column != element->target->id.at.column)) {
        check_fail(check, id->at, "remove the attribute",
                   "'%s' is a child and has an id", domain_text(element->target));
        return;
    }
    if (!id->given || id->number > ID_MAX) {
        if (!element->is_child) { /* "pd-child-id" reports children */
            check_fail(check, position_of(id, element->at),
                       "the supervisor knows the other domain by it", "an id from 0 to %d is needed",
                       ID_MAX);
        }
        return;
    }
    for (size_t i = 0; i < domain->supervised_count; i++) {
        const struct supervise_element *other = &domain->supervised[i];
        bool is_later = i < index || other->is_child;
        if (other != element && !element->is_child && is_later && other->id.given &&
            other->id.number == id->number) {
            check_fail(check, id->at, "children and supervised domains share one set of ids",
                       "'%s' has this id too", domain_text(other->target));
            return;
        }
    }
}

void rule_supervise_id(struct check *check)
{
    FOR_EACH_SUPERVISED (check, domain, element) {
        if (element->target != NULL) {
            id_check(check, domain, sup_i);
        }
    }
}

void rule_supervise_what(struct check *check)
{
    FOR_EACH_SUPERVISED (check, domain, element) {
        const struct value *const chosen[] = {&element->tcb, &element->sc, &element->vspace,
                                              &element->sched_control, &element->faults,
                                              &element->timeouts};
        const struct value *const variables[] = {&element->setvar_tcb, &element->setvar_sc,
                                                 &element->setvar_vspace,
                                                 &element->setvar_sched_control};
        static const char *const names[] = {"tcb", "sc", "vspace", "sched_control"};
        bool anything = false;
        for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++) {
            anything = anything || value_is_true(chosen[i]);
        }
        if (!anything) {
            check_fail(check, element->at,
                       "choose some of tcb, sc, vspace, sched_control, faults, timeouts",
                       "this says nothing about what '%s' holds", domain_text(domain));
            continue;
        }
        for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
            if (variables[i]->given && !value_is_true(chosen[i])) {
                check_fail(check, variables[i]->at, "add it, or remove the variable",
                           "there is a variable for a capability, but no %s=\"true\"", names[i]);
            }
        }
    }
}

void rule_supervise_faults(struct check *check)
{
    FOR_EACH_SUPERVISED (check, domain, element) {
        for (int timeouts = 0; timeouts < 2; timeouts++) {
            const struct value *chosen = timeouts ? &element->timeouts : &element->faults;
            const struct domain *first = NULL;
            const struct supervise_element *receiver =
                element->target != NULL && value_is_true(chosen)
                    ? fault_receiver(check->system, element->target, timeouts, &first)
                    : NULL;
            if (receiver != NULL && receiver != element) {
                const struct value *other = timeouts ? &receiver->timeouts : &receiver->faults;
                check_fail(check, element->is_child ? other->at : chosen->at,
                           "one domain receives them; others can hold the TCB",
                           "the %s of '%s' go to '%s' already", timeouts ? "timeouts" : "faults",
                           domain_text(element->target), domain_text(first));
            }
        }
    }
}

void rule_supervise_restart(struct check *check)
{
    FOR_EACH_SUPERVISED (check, domain, element) {
        if (!value_is_true(&element->restartable)) {
            continue;
        }
        bool is_passive = element->target != NULL && value_is_true(&element->target->passive);
        if (!value_is_true(&element->tcb)) {
            check_fail(check, element->restartable.at, "add tcb=\"true\"",
                       "to restart a domain its supervisor needs the TCB");
        } else if (is_passive && !value_is_true(&element->sc)) {
            check_fail(check, element->restartable.at, "add sc=\"true\"",
                       "to restart a passive domain its supervisor needs the scheduling context");
        }
    }
}

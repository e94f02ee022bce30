/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one domain can do to another, at the least cost: the facts that follow from who can hold
 * what (authority_explain.c), object by object.  Each is a sentence with up to three premises.
 */
#include "explainer.h"

static void fact_lower(struct explainer *explainer, enum authority_class class, enum step step,
                       size_t object, size_t who, size_t whom, uint32_t cost, struct premise first,
                       struct premise second, struct premise third)
{
    if (who != whom) {
        derived_lower(explainer, &explainer->facts[class][who][whom],
                      (struct derived){ cost + 1,
                                        step,
                                        (uint32_t)object,
                                        (uint32_t)who,
                                        (uint32_t)whom,
                                        { first, second, third } });
    }
}

/* Replies and faults, received by a domain or one that shares its reply object. */
static void answers_lower(struct explainer *explainer, size_t i, const struct held_costs *held,
                          size_t receiver, size_t answerer)
{
    const struct derived *mates = &explainer->mates[receiver][answerer];
    uint32_t base = held->cost[HELD_READ][receiver] + (receiver == answerer ? 0 : mates->cost);
    struct premise read = cap_premise(held->cap[HELD_READ][receiver], receiver);
    struct premise mate = receiver == answerer ? no_premise : mates->premises[0];
    if (base >= FAR) {
        return;
    }
    for (size_t whom = 0; whom < explainer->count; whom++) {
        fact_lower(explainer, AUTHORITY_REPLY, STEP_REPLY, i, answerer, whom,
                   base + held->cost[HELD_CALL][whom], read, mate,
                   cap_premise(held->cap[HELD_CALL][whom], whom));
        if ((explainer->authority->uses[i].subjects & DOMAIN(whom)) != 0) {
            fact_lower(explainer, AUTHORITY_SUPERVISE, STEP_SUPERVISE, i, answerer, whom, base,
                       read, mate, no_premise);
        }
    }
}

static void endpoint_facts(struct explainer *explainer, size_t i, const struct held_costs *held)
{
    for (size_t a = 0; a < explainer->count; a++) {
        for (size_t b = 0; b < explainer->count; b++) {
            struct premise read = cap_premise(held->cap[HELD_READ][b], b);
            fact_lower(explainer, AUTHORITY_CALL, STEP_CALL, i, a, b,
                       held->cost[HELD_WRITE][a] + held->cost[HELD_READ][b],
                       cap_premise(held->cap[HELD_WRITE][a], a), read, no_premise);
            fact_lower(explainer, AUTHORITY_GRANT, STEP_SEND_CAPS, i, a, b,
                       held->cost[HELD_GRANT][a] + held->cost[HELD_READ][b],
                       cap_premise(held->cap[HELD_GRANT][a], a), read, no_premise);
            fact_lower(explainer, AUTHORITY_GRANT, STEP_REPLY_CAPS, i, a, b,
                       held->cost[HELD_RECEIVE_GRANT][a] + held->cost[HELD_CALL][b],
                       cap_premise(held->cap[HELD_RECEIVE_GRANT][a], a),
                       cap_premise(held->cap[HELD_CALL][b], b), no_premise);
            answers_lower(explainer, i, held, b, a);
        }
    }
}

/* Signals to a notification by who holds `kind` capabilities of another object or of it. */
static void signal_facts(struct explainer *explainer, size_t i, const struct held_costs *held,
                         enum held kind, enum step step)
{
    struct held_costs target;
    uint32_t notification = step == STEP_NOTIFY ? (uint32_t)i : explainer->authority->uses[i].link;
    if (notification == SPEC_NONE) {
        return;
    }
    held_collect(explainer, notification, &target);
    domain_set bound = explainer->authority->uses[notification].subjects;
    for (size_t b = 0; b < explainer->count; b++) {
        struct premise waits;
        uint32_t cost = frames_cost(explainer, &target, HELD_READ, bound, b, &waits);
        for (size_t a = 0; a < explainer->count; a++) {
            fact_lower(explainer, AUTHORITY_NOTIFY, step, i, a, b, held->cost[kind][a] + cost,
                       cap_premise(held->cap[kind][a], a), waits, no_premise);
        }
    }
}

static void cnode_facts(struct explainer *explainer, size_t i)
{
    uint32_t cnode = explainer->authority->uses[i].cnode;
    for (size_t b = 0; b < explainer->count; b++) {
        struct premise uses;
        uint32_t cost = cnode_use_cost(explainer, i, b, &uses);
        for (size_t a = 0; a < explainer->count; a++) {
            struct premise invokes = cnode_premise((uint32_t)i, a);
            uint32_t sum = explainer->invoke[cnode].cost[a] + cost;
            fact_lower(explainer, AUTHORITY_DESTROY, STEP_DELETE, i, a, b, sum, invokes, uses,
                       no_premise);
            fact_lower(explainer, AUTHORITY_GRANT, STEP_PUT_CAPS, i, a, b, sum, invokes, uses,
                       no_premise);
        }
    }
}

static void frames_facts(struct explainer *explainer, size_t i, const struct held_costs *held)
{
    const struct object_use *use = &explainer->authority->uses[i];
    for (size_t b = 0; b < explainer->count; b++) {
        struct premise reads[2];
        uint32_t read = frames_cost(explainer, held, HELD_READ, use->map_read, b, &reads[0]);
        if (held->cost[HELD_WRITE][b] < read) {
            read = held->cost[HELD_WRITE][b];
            reads[0] = cap_premise(held->cap[HELD_WRITE][b], b);
        }
        for (size_t a = 0; a < explainer->count && read < FAR; a++) {
            struct premise writes;
            uint32_t write = frames_cost(explainer, held, HELD_WRITE, use->map_write, a, &writes);
            fact_lower(explainer, AUTHORITY_WRITE, STEP_WRITE, i, a, b, write + read, writes,
                       reads[0], no_premise);
            fact_lower(explainer, AUTHORITY_READ, STEP_READ, i, b, a, write + read, reads[0],
                       writes, no_premise);
            uint32_t other = frames_cost(explainer, held, HELD_READ, use->map_read, a, &reads[1]);
            if (held->cost[HELD_WRITE][a] < other) {
                other = held->cost[HELD_WRITE][a];
                reads[1] = cap_premise(held->cap[HELD_WRITE][a], a);
            }
            fact_lower(explainer, AUTHORITY_MEMORY, STEP_SHARE, i, a, b, other + read, reads[1],
                       reads[0], no_premise);
        }
    }
}

/* What holding a capability to an object of another domain allows. */
static void subject_facts(struct explainer *explainer, size_t i, const struct held_costs *held,
                          domain_set subjects)
{
    static const struct {
        uint16_t type;
        enum authority_class class;
        enum step step;
    } table[] = {
        { SPEC_SCHED_CONTEXT, AUTHORITY_SCHEDULE, STEP_SCHEDULE },
        { SPEC_PAGE_TABLE, AUTHORITY_DESTROY, STEP_PAGE_TABLE },
        { SPEC_PAGE_TABLE, AUTHORITY_WRITE, STEP_PAGE_TABLE },
        { SPEC_VSPACE, AUTHORITY_READ, STEP_ADDRESS_SPACE },
        { SPEC_VSPACE, AUTHORITY_WRITE, STEP_ADDRESS_SPACE },
        { SPEC_VSPACE, AUTHORITY_MEMORY, STEP_ADDRESS_SPACE },
        { SPEC_UNTYPED, AUTHORITY_DESTROY, STEP_UNTYPED },
        { SPEC_UNTYPED, AUTHORITY_MEMORY, STEP_UNTYPED },
    };
    uint16_t type = explainer->spec->objects[i].type;
    for (size_t row = 0; row < sizeof table / sizeof table[0]; row++) {
        for (size_t a = 0; a < explainer->count && table[row].type == type; a++) {
            for (size_t b = 0; b < explainer->count; b++) {
                bool untyped = type == SPEC_UNTYPED;
                struct premise other =
                    untyped ? cap_premise(held->cap[HELD_ANY][b], b) : no_premise;
                uint32_t cost = untyped                       ? held->cost[HELD_ANY][b]
                                : (subjects & DOMAIN(b)) != 0 ? 0
                                                              : FAR;
                fact_lower(explainer, table[row].class, table[row].step, i, a, b,
                           held->cost[HELD_ANY][a] + cost, cap_premise(held->cap[HELD_ANY][a], a),
                           other, no_premise);
            }
        }
    }
}

static void object_facts(struct explainer *explainer, size_t i)
{
    struct held_costs held;
    uint16_t type = explainer->spec->objects[i].type;
    if (type != SPEC_FRAMES && !object_has_caps(explainer, i)) {
        return;
    }
    if (type == SPEC_CNODE) {
        cnode_facts(explainer, i);
        return;
    }
    held_collect(explainer, i, &held);
    if (type == SPEC_ENDPOINT) {
        endpoint_facts(explainer, i, &held);
    } else if (type == SPEC_NOTIFICATION) {
        signal_facts(explainer, i, &held, HELD_WRITE, STEP_NOTIFY);
    } else if (type == SPEC_IRQ_HANDLER || type == SPEC_IRQ_IOAPIC || type == SPEC_IRQ_MSI ||
               type == SPEC_SGI) {
        signal_facts(explainer, i, &held, HELD_ANY, STEP_INTERRUPT);
    } else if (type == SPEC_FRAMES) {
        frames_facts(explainer, i, &held);
    } else {
        subject_facts(explainer, i, &held, explainer->authority->uses[i].subjects);
    }
}

/* Who shares a reply object with whom. */
static void mates_make(struct explainer *explainer)
{
    struct held_costs held;
    for (size_t i = 0; i < explainer->spec->object_count; i++) {
        if (explainer->spec->objects[i].type != SPEC_REPLY || !object_has_caps(explainer, i)) {
            continue;
        }
        held_collect(explainer, i, &held);
        domain_set receivers = ~explainer->authority->trusted;
        uint32_t owner = explainer->spec->objects[i].domain;
        receivers |= owner != SPEC_NONE ? DOMAIN(owner) : 0;
        for (size_t a = 0; a < explainer->count; a++) {
            for (size_t b = 0; b < explainer->count && (receivers & DOMAIN(a)) != 0; b++) {
                derived_lower(explainer, &explainer->mates[a][b],
                              (struct derived){ held.cost[HELD_ANY][a] + held.cost[HELD_ANY][b],
                                                STEP_NONE,
                                                (uint32_t)i,
                                                0,
                                                0,
                                                { cap_premise(held.cap[HELD_ANY][b], b), no_premise,
                                                  no_premise } });
            }
        }
    }
}

void facts_make(struct explainer *explainer)
{
    static const enum authority_class implied[] = { AUTHORITY_CONTROL, AUTHORITY_READ,
                                                    AUTHORITY_WRITE, AUTHORITY_SCHEDULE,
                                                    AUTHORITY_MEMORY };
    mates_make(explainer);
    for (size_t i = 0; i < explainer->spec->object_count; i++) {
        object_facts(explainer, i);
    }
    for (size_t a = 0; a < explainer->count; a++) {
        for (size_t b = 0; b < explainer->count; b++) {
            for (size_t i = 0; a != b && i < sizeof implied / sizeof implied[0]; i++) {
                derived_lower(
                    explainer, &explainer->facts[implied[i]][a][b],
                    (struct derived){ explainer->acts.cost[b][a],
                                      STEP_ACT,
                                      SPEC_NONE,
                                      (uint32_t)a,
                                      (uint32_t)b,
                                      { act_premise((uint32_t)b, a), no_premise, no_premise } });
            }
        }
    }
}

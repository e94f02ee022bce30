/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why something is possible: derivations of least cost, where each use of a capability costs one.
 *
 * The facts are the same as in authority.c but with costs in place of truth: what it takes a domain
 * to hold a capability, to invoke a CNode, to act as another domain, to take what another has.  All
 * start as impossible and are lowered, round by round, until nothing changes (Bellman and Ford's
 * way).  Beside each cost lies the edge it comes from; a chain is written by going back along the
 * edges, premises first.  What then follows for pairs of domains is in authority_facts.c.
 */
#include "explainer.h"
#include <string.h>

static void derived_forget(struct derived *derived)
{
    *derived = (struct derived){ .cost = FAR, .premises = { no_premise, no_premise, no_premise } };
}

/* Capabilities by object. */
static void by_object_sort(struct explainer *explainer)
{
    const struct spec *spec = explainer->spec;
    uint32_t *first = arena_alloc(explainer->arena, (spec->object_count + 2) * sizeof first[0]);
    uint32_t *next = arena_alloc(explainer->arena, (spec->object_count + 2) * sizeof next[0]);
    explainer->by_object = arena_alloc(explainer->arena, (spec->cap_count + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < spec->cap_count; i++) {
        first[spec->caps[i].object + 1]++;
    }
    for (size_t i = 0; i < spec->object_count; i++) {
        first[i + 1] += first[i];
        next[i] = first[i];
    }
    for (size_t i = 0; i < spec->cap_count; i++) {
        explainer->by_object[next[spec->caps[i].object]++] = (uint32_t)i;
    }
    explainer->by_object_first = first;
}

/* Whether the slots of a CNode are a domain's own without its taking anything. */
static bool owns(const struct explainer *explainer, size_t cnode, size_t domain)
{
    return (explainer->authority->cnodes[cnode].address & DOMAIN(domain)) != 0;
}

/* The cost at which a domain itself, not through others, uses what lies in a CNode. */
static uint32_t own_cost(const struct explainer *explainer, size_t cnode, domain_set free,
                         size_t domain)
{
    return (free & DOMAIN(domain)) != 0 ? 0 : explainer->invoke[cnode].cost[domain] + 1;
}

static void lookup_make(const struct explainer *explainer, struct lookup *lookup, size_t cnode,
                        domain_set free)
{
    for (size_t y = 0; y < explainer->count; y++) {
        lookup->cost[y] = FAR;
        for (size_t x = 0; x < explainer->count; x++) {
            uint32_t cost = own_cost(explainer, cnode, free, x) + explainer->takes.cost[x][y];
            if (cost < lookup->cost[y]) {
                lookup->cost[y] = cost;
                lookup->origin[y] = (uint32_t)x;
            }
        }
    }
}

/* What holding things costs, given what taking costs. */
static void lookups_make(struct explainer *explainer)
{
    const struct authority *authority = explainer->authority;
    for (size_t i = 0; i < authority->cnode_count; i++) {
        lookup_make(explainer, &explainer->plain[i], i, authority->cnodes[i].address);
        lookup_make(explainer, &explainer->invocable[i], i, authority->cnodes[i].address_invoke);
    }
    for (size_t i = 0; i < authority->cnode_count; i++) {
        uint32_t last = authority->nested_first[i + 1];
        for (uint32_t k = authority->nested_first[i]; k < last; k++) {
            uint32_t cap = authority->nested[k];
            uint32_t to = authority->uses[explainer->spec->caps[cap].object].cnode;
            for (size_t y = 0; y < explainer->count; y++) {
                if (explainer->invocable[i].cost[y] < explainer->invoke[to].cost[y]) {
                    explainer->invoke[to].cost[y] = explainer->invocable[i].cost[y];
                    explainer->invoke[to].origin[y] = cap;
                    explainer->changed = true;
                }
            }
        }
    }
}

void held_collect(const struct explainer *explainer, size_t object, struct held_costs *held)
{
    for (size_t kind = 0; kind < HELD_KINDS; kind++) {
        for (size_t y = 0; y < explainer->count; y++) {
            held->cost[kind][y] = FAR;
        }
    }
    for (uint32_t i = explainer->by_object_first[object];
         i < explainer->by_object_first[object + 1]; i++) {
        uint32_t index = explainer->by_object[i];
        const struct spec_cap *cap = &explainer->spec->caps[index];
        const struct lookup *in = &explainer->plain[explainer->authority->uses[cap->cnode].cnode];
        bool reads = (cap->rights & RIGHT_READ) != 0;
        bool writes = (cap->rights & RIGHT_WRITE) != 0;
        bool grants = (cap->rights & RIGHT_GRANT) != 0;
        const bool has[HELD_KINDS] = { true,
                                       reads,
                                       writes,
                                       writes && (grants || (cap->rights & RIGHT_GRANT_REPLY) != 0),
                                       writes && grants,
                                       reads && grants };
        for (size_t kind = 0; kind < HELD_KINDS; kind++) {
            for (size_t y = 0; y < explainer->count && has[kind]; y++) {
                if (in->cost[y] < held->cost[kind][y]) {
                    held->cost[kind][y] = in->cost[y];
                    held->cap[kind][y] = index;
                }
            }
        }
    }
}

uint32_t frames_cost(const struct explainer *explainer, const struct held_costs *held,
                     enum held kind, domain_set mapped, size_t y, struct premise *premise)
{
    uint32_t cost = held->cost[kind][y];
    *premise = cap_premise(held->cap[kind][y], y);
    for (uint32_t x = 0; x < explainer->count; x++) {
        uint32_t by_map = (mapped & DOMAIN(x)) != 0 ? explainer->acts.cost[x][y] : FAR;
        if (by_map < cost) {
            cost = by_map;
            *premise = x == y ? no_premise : act_premise(x, y);
        }
    }
    return cost;
}

/* Edges. */

static void act_lower(struct explainer *explainer, size_t as, size_t actor, enum step step,
                      size_t object, uint32_t cost, struct premise first, struct premise second)
{
    derived_lower(explainer, &explainer->acts.edge[as][actor],
                  (struct derived){ cost + 1,
                                    step,
                                    (uint32_t)object,
                                    (uint32_t)actor,
                                    (uint32_t)as,
                                    { first, second, no_premise } });
}

static void take_lower(struct explainer *explainer, size_t from, size_t taker, enum step step,
                       size_t object, uint32_t cost, struct premise first, struct premise second)
{
    if ((explainer->authority->trusted & DOMAIN(from)) == 0) {
        derived_lower(explainer, &explainer->takes.edge[from][taker],
                      (struct derived){ cost + 1,
                                        step,
                                        (uint32_t)object,
                                        (uint32_t)from,
                                        (uint32_t)taker,
                                        { first, second, no_premise } });
    }
}

static void acts_lower(struct explainer *explainer, size_t i, const struct held_costs *held)
{
    const struct object_use *use = &explainer->authority->uses[i];
    for (size_t as = 0; as < explainer->count; as++) {
        for (size_t y = 0; y < explainer->count; y++) {
            struct premise premise;
            struct premise cap = cap_premise(held->cap[HELD_ANY][y], y);
            uint16_t type = explainer->spec->objects[i].type;
            domain_set subjects = type == SPEC_FRAMES ? use->map_execute : use->subjects;
            if (y == as || (subjects & DOMAIN(as)) == 0) {
                continue;
            }
            if (type == SPEC_TCB) {
                act_lower(explainer, as, y, STEP_CONTROL, i, held->cost[HELD_ANY][y], cap,
                          no_premise);
            } else if (type == SPEC_VSPACE) {
                act_lower(explainer, as, y, STEP_ENTER, i,
                          held->cost[HELD_ANY][y] + explainer->maker[y].cost, cap,
                          explainer->maker[y].premises[0]);
            } else if (type == SPEC_FRAMES) {
                uint32_t cost =
                    frames_cost(explainer, held, HELD_WRITE, use->map_write, y, &premise);
                act_lower(explainer, as, y, STEP_REWRITE, i, cost, premise, no_premise);
            }
        }
    }
}

static void endpoint_takes_lower(struct explainer *explainer, size_t i,
                                 const struct held_costs *held)
{
    for (size_t x = 0; x < explainer->count; x++) {
        for (size_t y = 0; y < explainer->count; y++) {
            take_lower(explainer, x, y, STEP_SEND_CAPS, i,
                       held->cost[HELD_GRANT][x] + held->cost[HELD_READ][y],
                       cap_premise(held->cap[HELD_GRANT][x], x),
                       cap_premise(held->cap[HELD_READ][y], y));
            take_lower(explainer, x, y, STEP_REPLY_CAPS, i,
                       held->cost[HELD_RECEIVE_GRANT][x] + held->cost[HELD_CALL][y],
                       cap_premise(held->cap[HELD_RECEIVE_GRANT][x], x),
                       cap_premise(held->cap[HELD_CALL][y], y));
        }
    }
}

uint32_t cnode_use_cost(const struct explainer *explainer, size_t i, size_t y,
                        struct premise *premise)
{
    uint32_t cnode = explainer->authority->uses[i].cnode;
    bool own = owns(explainer, cnode, y);
    *premise = own ? no_premise : cnode_premise((uint32_t)i, y);
    return own ? 0 : explainer->invoke[cnode].cost[y];
}

static void cnode_takes_lower(struct explainer *explainer, size_t i)
{
    uint32_t cnode = explainer->authority->uses[i].cnode;
    for (size_t x = 0; x < explainer->count; x++) {
        for (size_t y = 0; y < explainer->count; y++) {
            struct premise premise;
            uint32_t cost = cnode_use_cost(explainer, i, y, &premise);
            take_lower(explainer, x, y, STEP_PUT_CAPS, i, explainer->invoke[cnode].cost[x] + cost,
                       cnode_premise((uint32_t)i, x), premise);
        }
    }
}

bool object_has_caps(const struct explainer *explainer, size_t i)
{
    return explainer->by_object_first[i] != explainer->by_object_first[i + 1];
}

static void object_lower(struct explainer *explainer, size_t i)
{
    struct held_costs held;
    uint16_t type = explainer->spec->objects[i].type;
    const struct object_use *use = &explainer->authority->uses[i];
    bool maps = type == SPEC_FRAMES && use->map_execute != 0 && use->map_write != 0;
    if (!object_has_caps(explainer, i) && !maps) {
        return;
    }
    if (type == SPEC_CNODE) {
        cnode_takes_lower(explainer, i);
        return;
    }
    held_collect(explainer, i, &held);
    if (type == SPEC_TCB || type == SPEC_UNTYPED) {
        for (size_t y = 0; y < explainer->count; y++) {
            struct premise cap = cap_premise(held.cap[HELD_ANY][y], y);
            derived_lower(explainer, &explainer->maker[y],
                          (struct derived){ held.cost[HELD_ANY][y],
                                            STEP_NONE,
                                            (uint32_t)i,
                                            0,
                                            0,
                                            { cap, no_premise, no_premise } });
        }
    }
    if (type == SPEC_ENDPOINT) {
        endpoint_takes_lower(explainer, i, &held);
    }
    acts_lower(explainer, i, &held);
}

/* Shortest paths over edges. */
static void paths_close(struct explainer *explainer, struct paths *paths)
{
    for (size_t x = 0; x < explainer->count; x++) {
        for (size_t y = 0; y < explainer->count; y++) {
            uint32_t edge = x == y ? 0 : paths->edge[x][y].cost;
            if (edge < paths->cost[x][y]) {
                paths->cost[x][y] = edge;
                paths->via[x][y] = NO_DOMAIN;
                explainer->changed = true;
            }
        }
    }
    for (uint32_t k = 0; k < explainer->count; k++) {
        for (size_t x = 0; x < explainer->count; x++) {
            for (size_t y = 0; y < explainer->count; y++) {
                uint32_t cost = paths->cost[x][k] + paths->cost[k][y];
                if (cost < paths->cost[x][y]) {
                    paths->cost[x][y] = cost;
                    paths->via[x][y] = k;
                    explainer->changed = true;
                }
            }
        }
    }
}

/* Lowers all costs until they stay. */
static void costs_make(struct explainer *explainer)
{
    do {
        explainer->changed = false;
        lookups_make(explainer);
        for (size_t i = 0; i < explainer->spec->object_count; i++) {
            object_lower(explainer, i);
        }
        paths_close(explainer, &explainer->acts);
        for (size_t x = 0; x < explainer->count; x++) {
            for (size_t y = 0; y < explainer->count; y++) {
                derived_lower(explainer, &explainer->takes.edge[x][y], explainer->acts.edge[x][y]);
            }
        }
        paths_close(explainer, &explainer->takes);
    } while (explainer->changed);
}

static void explainer_clear(struct explainer *explainer)
{
    for (size_t x = 0; x < NS; x++) {
        derived_forget(&explainer->maker[x]);
        for (size_t y = 0; y < NS; y++) {
            derived_forget(&explainer->takes.edge[x][y]);
            derived_forget(&explainer->acts.edge[x][y]);
            derived_forget(&explainer->mates[x][y]);
            explainer->takes.cost[x][y] = explainer->acts.cost[x][y] = FAR;
            for (size_t class = 0; class < AUTHORITY_CLASSES; class ++) {
                derived_forget(&explainer->facts[class][x][y]);
            }
        }
        explainer->takes.cost[x][x] = explainer->acts.cost[x][x] = 0;
        explainer->takes.via[x][x] = explainer->acts.via[x][x] = NO_DOMAIN;
    }
    for (size_t i = 0; i < explainer->authority->cnode_count; i++) {
        for (size_t y = 0; y < NS; y++) {
            explainer->invoke[i].cost[y] = FAR;
        }
    }
}

struct explainer *explainer_make(const struct authority *authority)
{
    struct arena *arena = authority->arena;
    struct explainer *explainer = arena_alloc(arena, sizeof *explainer);
    size_t lookups = (authority->cnode_count + 1) * sizeof(struct lookup);
    explainer->authority = authority;
    explainer->spec = authority->spec;
    explainer->arena = arena;
    explainer->count = authority->domain_count;
    explainer->plain = arena_alloc(arena, lookups);
    explainer->invocable = arena_alloc(arena, lookups);
    explainer->invoke = arena_alloc(arena, lookups);
    by_object_sort(explainer);
    explainer_clear(explainer);
    costs_make(explainer);
    facts_make(explainer);
    return explainer;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chains: a derivation as sentences.  It is walked from the fact back along what it rests on, and
 * written premises first, so that the sentences stand in an order in which they could be done.
 */
#include "explainer.h"
#include <string.h>

/* Sentences. */

static const char *domain_name(const struct explainer *explainer, size_t domain)
{
    return explainer->spec->strings + explainer->spec->domains[domain].name;
}

static const char *object_name(const struct explainer *explainer, uint32_t object)
{
    return explainer->spec->strings + explainer->spec->objects[object].name;
}

/* Where a premise's capability lies, in parentheses. */
static const char *place(const struct explainer *explainer, const struct premise *premise)
{
    uint32_t index = premise->cap;
    if (premise->cnode != SPEC_NONE) {
        uint32_t cnode = explainer->authority->uses[premise->cnode].cnode;
        index = explainer->invoke[cnode].origin[premise->holder];
    }
    if (index == NO_CAP) {
        return premise->acts_as != NO_DOMAIN ? arena_format(
                   explainer->arena, " (mapped by %s)", domain_name(explainer, premise->acts_as))
                                             : " (mapped)";
    }
    const struct spec_cap *cap = &explainer->spec->caps[index];
    return arena_format(explainer->arena, " (slot %u of %s)", cap->slot,
                        object_name(explainer, cap->cnode));
}

/* Adds a sentence unless it is there already. */
static void step_add(struct explainer *explainer, const char *text)
{
    struct chain *chain = explainer->chain;
    for (size_t i = 0; i < chain->count; i++) {
        if (strcmp(chain->steps[i], text) == 0) {
            return;
        }
    }
    *ARENA_APPEND(explainer->arena, chain->steps, chain->count) = text;
}

/* %1 who, %2 whom, %3 object, %4 place of the first premise's capability, %5 of the second's. */
static const char *const sentences[] = {
    [STEP_CONTROL] = "%1 holds %3%4 and so controls %2",
    [STEP_ENTER] = "%1 holds %3%4 and a thread or memory to make one%5, and so can run in the "
                   "address space of %2",
    [STEP_REWRITE] = "%1 can write \"%3\"%4, which %2 executes or relies on",
    [STEP_SEND_CAPS] = "%1 can send capabilities to %2 over %3%4",
    [STEP_REPLY_CAPS] = "%1 can answer calls of %2 to %3%4 with capabilities",
    [STEP_PUT_CAPS] = "%1 can put capabilities into %3%4, which %2 uses",
    [STEP_CALL] = "%1 can send messages to %2 over %3%4",
    [STEP_NOTIFY] = "%1 can signal %2 with %3%4",
    [STEP_INTERRUPT] = "%1 holds %3%4, whose interrupt signals %2",
    [STEP_REPLY] = "%1 can answer calls of %2 to %3%4",
    [STEP_SUPERVISE] = "%1 receives the faults of %2 at %3%4",
    [STEP_DELETE] = "%1 can delete capabilities in %3%4, which %2 uses",
    [STEP_SCHEDULE] = "%1 holds %3%4 and so schedules %2",
    [STEP_ADDRESS_SPACE] = "%1 holds %3%4, the address space of %2",
    [STEP_PAGE_TABLE] = "%1 holds %3%4, a page table of %2",
    [STEP_UNTYPED] = "%1 holds %3%4, and so does %2%5",
    [STEP_WRITE] = "%1 can write \"%3\"%4, which %2 can read%5",
    [STEP_READ] = "%1 can read \"%3\"%4, which %2 can write%5",
    [STEP_SHARE] = "%1 can reach \"%3\"%4, and so can %2%5",
};

static void sentence_add(struct explainer *explainer, const struct derived *derived)
{
    const char *values[6] = {
        NULL,
        domain_name(explainer, derived->who),
        domain_name(explainer, derived->whom),
        object_name(explainer, derived->object),
        place(explainer, &derived->premises[0]),
        place(explainer, &derived->premises[1]),
    };
    const char *text = "";
    for (const char *c = sentences[derived->step]; *c != '\0'; c++) {
        if (*c == '%') {
            c++;
            text = arena_format(explainer->arena, "%s%s", text, values[*c - '0']);
        } else {
            text = arena_format(explainer->arena, "%s%c", text, *c);
        }
    }
    step_add(explainer, text);
}

static void derived_write(struct explainer *explainer, const struct derived *derived);

static void path_write(struct explainer *explainer, const struct paths *paths, size_t x, size_t y)
{
    uint32_t via = paths->via[x][y];
    if (x == y) {
        return;
    }
    if (via != NO_DOMAIN) {
        path_write(explainer, paths, x, via);
        path_write(explainer, paths, via, y);
        return;
    }
    derived_write(explainer, &paths->edge[x][y]);
}

static void cap_write(struct explainer *explainer, uint32_t index, size_t holder);

/* How a domain comes to invoke a CNode. */
static void invoke_write(struct explainer *explainer, uint32_t cnode, size_t domain)
{
    uint32_t index = explainer->authority->uses[cnode].cnode;
    cap_write(explainer, explainer->invoke[index].origin[domain], domain);
}

/* How a domain comes to hold a capability that lies in some CNode; nothing if it is its own. */
static void cap_write(struct explainer *explainer, uint32_t index, size_t holder)
{
    const struct spec_cap *cap = &explainer->spec->caps[index];
    uint32_t in = explainer->authority->uses[cap->cnode].cnode;
    bool to_cnode = explainer->spec->objects[cap->object].type == SPEC_CNODE;
    const struct cnode_use *use = &explainer->authority->cnodes[in];
    domain_set free = to_cnode ? use->address_invoke : use->address;
    uint32_t origin = (to_cnode ? explainer->invocable : explainer->plain)[in].origin[holder];
    if ((free & DOMAIN(origin)) == 0) {
        invoke_write(explainer, cap->cnode, origin);
        step_add(explainer,
                 arena_format(explainer->arena, "%s can take %s out of slot %u of %s",
                              domain_name(explainer, origin), object_name(explainer, cap->object),
                              cap->slot, object_name(explainer, cap->cnode)));
    }
    path_write(explainer, &explainer->takes, origin, holder);
}

/* Writes what a derivation rests on, then itself. */
static void derived_write(struct explainer *explainer, const struct derived *derived)
{
    for (unsigned i = 0; i < 3; i++) {
        const struct premise *premise = &derived->premises[i];
        if (premise->cap != NO_CAP) {
            cap_write(explainer, premise->cap, premise->holder);
        } else if (premise->cnode != SPEC_NONE) {
            invoke_write(explainer, premise->cnode, premise->holder);
        } else if (premise->acts_as != NO_DOMAIN) {
            path_write(explainer, &explainer->acts, premise->acts_as, premise->holder);
        }
    }
    if (sentences[derived->step < STEP_ACT ? derived->step : STEP_NONE] != NULL) {
        sentence_add(explainer, derived);
    }
}

struct chain explain_class(struct explainer *explainer, enum authority_class class, size_t who,
                           size_t whom)
{
    struct chain chain = { NULL, 0, 0 };
    const struct derived *fact = &explainer->facts[class][who][whom];
    if (fact->cost < FAR) {
        chain.cost = fact->cost;
        explainer->chain = &chain;
        derived_write(explainer, fact);
    }
    return chain;
}

struct chain explain_take(struct explainer *explainer, size_t from, size_t taker)
{
    struct chain chain = { NULL, 0, 0 };
    if (explainer->takes.cost[from][taker] < FAR) {
        chain.cost = explainer->takes.cost[from][taker];
        explainer->chain = &chain;
        path_write(explainer, &explainer->takes, from, taker);
    }
    return chain;
}

/* The cheapest fact that lets information go directly from one domain to another. */
static const struct derived *flow_fact(const struct explainer *explainer, size_t from, size_t to)
{
    static const struct {
        enum authority_class class;
        bool forward, back;
    } ways[] = {
        { AUTHORITY_WRITE, true, false },  { AUTHORITY_NOTIFY, true, false },
        { AUTHORITY_REPLY, true, false },  { AUTHORITY_READ, false, true },
        { AUTHORITY_CALL, true, true },    { AUTHORITY_GRANT, true, true },
        { AUTHORITY_CONTROL, true, true }, { AUTHORITY_SCHEDULE, true, true },
        { AUTHORITY_DESTROY, true, true }, { AUTHORITY_SUPERVISE, true, true },
    };
    const struct derived *best = &explainer->facts[AUTHORITY_WRITE][from][to];
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const struct derived *forward = &explainer->facts[ways[i].class][from][to];
        const struct derived *back = &explainer->facts[ways[i].class][to][from];
        best = ways[i].forward && forward->cost < best->cost ? forward : best;
        best = ways[i].back && back->cost < best->cost ? back : best;
    }
    return best;
}

struct chain explain_flow(struct explainer *explainer, size_t from, size_t to)
{
    struct chain chain = { NULL, 0, 0 };
    uint32_t cost[NS];
    uint32_t before[NS] = { 0 };
    domain_set open = explainer->count == NS ? ~UINT64_C(0) : DOMAIN(explainer->count) - 1;
    for (size_t i = 0; i < NS; i++) {
        cost[i] = i == from ? 0 : FAR;
    }
    while (open != 0) {
        size_t next = NS;
        for (domain_set rest = open; rest != 0; rest &= rest - 1) {
            size_t i = (size_t)__builtin_ctzll(rest);
            next = next == NS || cost[i] < cost[next] ? i : next;
        }
        open &= ~DOMAIN(next);
        bool through = next == from || (explainer->authority->trusted & DOMAIN(next)) == 0;
        for (size_t i = 0; i < explainer->count && cost[next] < FAR && through; i++) {
            uint32_t sum = cost[next] + flow_fact(explainer, next, i)->cost;
            if (sum < cost[i]) {
                cost[i] = sum;
                before[i] = (uint32_t)next;
            }
        }
    }
    if (cost[to] >= FAR || from == to) {
        return chain;
    }
    uint32_t stations[NS];
    size_t count = 0;
    for (size_t i = to; i != from; i = before[i]) {
        stations[count++] = (uint32_t)i;
    }
    chain.cost = cost[to];
    explainer->chain = &chain;
    for (size_t i = count; i-- > 0;) {
        derived_write(explainer, flow_fact(explainer, before[stations[i]], stations[i]));
    }
    return chain;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of explaining share: authority_explain.c works out what it costs each domain to
 * hold what, authority_facts.c what follows from it, authority_chain.c writes it down.
 */
#pragma once
#include "authority.h"

#define FAR       (UINT32_C(1) << 24) /* cost of what is impossible; sums of a few fit */
#define NO_CAP    UINT32_MAX
#define NO_DOMAIN UINT32_MAX
#define NS        AUTHORITY_DOMAINS

/* What a step says. */
enum step {
    STEP_NONE,
    STEP_CONTROL, /* edges: who acts as whom */
    STEP_ENTER,
    STEP_REWRITE,
    STEP_SEND_CAPS, /* edges: who takes from whom */
    STEP_REPLY_CAPS,
    STEP_PUT_CAPS,
    STEP_CALL, /* facts */
    STEP_NOTIFY,
    STEP_INTERRUPT,
    STEP_REPLY,
    STEP_SUPERVISE,
    STEP_DELETE,
    STEP_SCHEDULE,
    STEP_ADDRESS_SPACE,
    STEP_PAGE_TABLE,
    STEP_UNTYPED,
    STEP_WRITE,
    STEP_READ,
    STEP_SHARE,
    STEP_ACT,
};

/* A premise of a step: a domain holds a capability, can invoke a CNode, or acts as another. */
struct premise {
    uint32_t cap;     /* index, or NO_CAP */
    uint32_t cnode;   /* object, or SPEC_NONE */
    uint32_t acts_as; /* domain, or NO_DOMAIN */
    uint32_t holder;
};

/* Something derived, with what it rests on. */
struct derived {
    uint32_t cost;
    enum step step;
    uint32_t object;
    uint32_t who, whom; /* as they stand in the sentence */
    struct premise premises[3];
};

struct paths {
    struct derived edge[NS][NS];
    uint32_t cost[NS][NS];
    uint32_t via[NS][NS];
};

/* The cost of holding something in a CNode, and which domain it is got from. */
struct lookup {
    uint32_t cost[NS];
    uint32_t origin[NS];
};

enum held {
    HELD_ANY,
    HELD_READ,
    HELD_WRITE,
    HELD_CALL,
    HELD_GRANT,
    HELD_RECEIVE_GRANT,
    HELD_KINDS
};

/* What it costs each domain to hold an object's capabilities. */
struct held_costs {
    uint32_t cost[HELD_KINDS][NS];
    uint32_t cap[HELD_KINDS][NS];
};

struct explainer {
    const struct authority *authority;
    const struct spec *spec;
    struct arena *arena;
    size_t count;             /* domains */
    struct paths takes;       /* [from][taker] */
    struct paths acts;        /* [as][actor] */
    struct lookup *plain;     /* by CNode index: capabilities that lie in it */
    struct lookup *invocable; /* the same for capabilities to CNodes, to be invoked */
    struct lookup *invoke;    /* by CNode index: invoking it; origin is the capability */
    uint32_t *by_object, *by_object_first;
    struct derived maker[NS];     /* any TCB or untyped */
    struct derived mates[NS][NS]; /* [a][b]: share a reply object */
    struct derived facts[AUTHORITY_CLASSES][NS][NS];
    bool changed;
    struct chain *chain; /* being written */
};

static const struct premise no_premise = { NO_CAP, SPEC_NONE, NO_DOMAIN, 0 };

static inline struct premise cap_premise(uint32_t cap, size_t holder)
{
    return (struct premise){ cap, SPEC_NONE, NO_DOMAIN, (uint32_t)holder };
}

static inline struct premise cnode_premise(uint32_t cnode, size_t holder)
{
    return (struct premise){ NO_CAP, cnode, NO_DOMAIN, (uint32_t)holder };
}

static inline struct premise act_premise(uint32_t as, size_t holder)
{
    return (struct premise){ NO_CAP, SPEC_NONE, as, (uint32_t)holder };
}

/* Replaces a derivation by a cheaper one. */
static inline void derived_lower(struct explainer *explainer, struct derived *derived,
                                 struct derived better)
{
    if (better.cost < derived->cost && better.cost < FAR) {
        *derived = better;
        explainer->changed = true;
    }
}

/* What it costs each domain to hold the capabilities to an object. */
void held_collect(const struct explainer *explainer, size_t object, struct held_costs *held);
/* How a domain reaches frames: with a capability, or as a domain that maps them. */
uint32_t frames_cost(const struct explainer *explainer, const struct held_costs *held,
                     enum held kind, domain_set mapped, size_t y, struct premise *premise);
/* The cost for a domain to use the slots of a CNode, and why. */
uint32_t cnode_use_cost(const struct explainer *explainer, size_t i, size_t y,
                        struct premise *premise);
bool object_has_caps(const struct explainer *explainer, size_t i);
/* Lower all facts, all costs being final. */
void facts_make(struct explainer *explainer);

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who can do what to whom: the authority that a capability distribution gives.
 *
 * The input is the distribution as it goes into the image (struct spec), not the description it was
 * made from.  The result is two relations over pairs of domains.  `direct` is what the domains can
 * do with the capabilities they start with.  `closed` is what they can do if all of them, except
 * those that are trusted, pass on every capability they can: the take-grant closure.  Programs are
 * not looked at, so what is not in `closed` cannot happen whatever they do.
 *
 * The initial task, which is also the monitor, holds everything and is not one of the domains.
 * Devices that reach memory by themselves and the firmware behind SMC capabilities are outside of
 * the model too; authority_outside() names the domains that hold such things.
 */
#pragma once
#include "spec.h"

enum authority_class {
    AUTHORITY_READ,      /* reads memory the other can write */
    AUTHORITY_WRITE,     /* writes memory the other can read */
    AUTHORITY_CALL,      /* sends messages to an endpoint the other receives from */
    AUTHORITY_NOTIFY,    /* signals a notification of the other, or has its interrupt's handler */
    AUTHORITY_REPLY,     /* answers calls of the other */
    AUTHORITY_GRANT,     /* puts capabilities into the other's capability space */
    AUTHORITY_CONTROL,   /* TCB, or write access to what the other executes: acts as the other */
    AUTHORITY_SCHEDULE,  /* scheduling context */
    AUTHORITY_DESTROY,   /* takes away capabilities or objects the other uses */
    AUTHORITY_SUPERVISE, /* receives the other's faults */
    AUTHORITY_MEMORY,    /* can reach memory the other can reach, be it only to read */
    AUTHORITY_CLASSES,
};

extern const char *const authority_names[AUTHORITY_CLASSES];

typedef uint64_t domain_set; /* bit i: domain i */
#define DOMAIN(i)         (UINT64_C(1) << (i))
#define AUTHORITY_DOMAINS 64

struct relation {
    domain_set of[AUTHORITY_CLASSES][AUTHORITY_DOMAINS]; /* [class][who]: over whom */
};

/* Who holds capabilities to one object, by what their rights allow. */
struct holders {
    domain_set any, read, write;
    domain_set call;          /* write, and a reply is possible */
    domain_set grant;         /* write and grant */
    domain_set receive_grant; /* read and grant: replies may carry capabilities */
};

/* Who uses a CNode. */
struct cnode_use {
    domain_set address;        /* its slots are part of the domain's capability space */
    domain_set address_invoke; /* also those that lead to a CNode can be invoked */
    domain_set invoke;         /* holds a capability to the CNode that can be invoked */
};

/* What can be done with an object, as far as it does not depend on who holds capabilities. */
struct object_use {
    domain_set subjects; /* thread's domain; vspace, page table: users; SC, notification: bound;
                            endpoint: who faults to it */
    domain_set map_read, map_write, map_execute; /* frames */
    uint32_t link;  /* interrupt handler, SGI: notification; else SPEC_NONE */
    uint32_t cnode; /* CNode: index in `cnodes` */
};

struct authority {
    struct arena *arena;
    const struct spec *spec;
    size_t domain_count;
    domain_set trusted;
    struct object_use *uses; /* by object */
    struct cnode_use *cnodes;
    size_t cnode_count;
    struct relation direct, closed;
    domain_set takers[AUTHORITY_DOMAINS]; /* closed: who can obtain all capabilities of a domain */
    domain_set actors[AUTHORITY_DOMAINS]; /* closed: who can act as a domain */
    domain_set equals[AUTHORITY_DOMAINS]; /* domains with the same rights, itself included */
    unsigned rounds;                      /* until nothing changed any more */
    /* Working state. */
    struct holders *holders;
    uint32_t *nested;       /* capabilities to CNodes, by the CNode they are in */
    uint32_t *nested_first; /* by CNode, and one more */
};

/* Domains in `trusted` do not pass capabilities on of their own accord. */
struct authority *authority_make(struct arena *arena, const struct spec *spec, domain_set trusted);

static inline bool relation_has(const struct relation *relation, enum authority_class class,
                                size_t who, size_t whom)
{
    return (relation->of[class][who] & DOMAIN(whom)) != 0;
}

/* Where information can go directly: [from], to whom. */
void authority_flows(const struct authority *authority, const struct relation *relation,
                     domain_set flows[AUTHORITY_DOMAINS]);

/* What a domain holds that reaches beyond the model, as text, or NULL. */
const char *authority_outside(const struct authority *authority, size_t domain);

/*
 * Why: the shortest derivation of a fact, as sentences each of which names one capability or
 * mapping, in the order in which they could be used.
 */
struct chain {
    const char **steps;
    size_t count;
    unsigned cost; /* the number of steps, a step used twice counted twice */
};

struct explainer;

struct explainer *explainer_make(const struct authority *authority);

/* Why `who` has authority of that class over `whom`; no steps if it has not. */
struct chain explain_class(struct explainer *explainer, enum authority_class class, size_t who,
                           size_t whom);

/* The shortest way of information from one domain to another that does not lead through trusted
 * domains. */
struct chain explain_flow(struct explainer *explainer, size_t from, size_t to);

/* Why `taker` can obtain the capabilities of `from`. */
struct chain explain_take(struct explainer *explainer, size_t from, size_t taker);

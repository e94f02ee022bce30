/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deciding policies, and finding connections that were not declared.
 *
 * A statement is decided on the closed relation; if it names trusted domains, on one that is made
 * anew with them.  Explaining takes longer than deciding, so it is done only for what is wrong.
 */
#include "audit.h"
#include <ctype.h>
#include <stdlib.h>

/* What is being audited, and the analysis a statement is decided on. */
struct auditor {
    struct arena *arena;
    const struct system *system;
    const struct spec *spec;
    struct authority *authority;
    struct explainer *explainer; /* made when it is needed */
};

static const char *name_of(const struct auditor *auditor, size_t domain)
{
    return auditor->system->domains[domain]->name.text;
}

static struct explainer *explainer_get(struct auditor *auditor)
{
    if (auditor->explainer == NULL) {
        auditor->explainer = explainer_make(auditor->authority);
    }
    return auditor->explainer;
}

/* Everything information can come to from a domain, not counting ways through trusted ones. */
static domain_set reached(const struct auditor *auditor, const domain_set *flows, size_t from)
{
    domain_set seen = DOMAIN(from);
    domain_set open = seen;
    while (open != 0) {
        size_t next = (size_t)__builtin_ctzll(open);
        open &= open - 1;
        if (next == from || (auditor->authority->trusted & DOMAIN(next)) == 0) {
            open |= flows[next] & ~seen;
            seen |= flows[next];
        }
    }
    return seen & ~DOMAIN(from);
}

/* Notes one pair for which a statement is false; only the first one is explained. */
static void verdict_fail(struct verdict *verdict, const char *text, struct chain chain)
{
    if (verdict->holds) {
        verdict->holds = false;
        verdict->text = text;
        verdict->chain = chain;
    } else {
        verdict->more++;
    }
}

/* No information from any domain of one set to any of the other. */
static void no_flow_decide(struct auditor *auditor, struct verdict *verdict, domain_set from,
                           domain_set to, const char *format)
{
    domain_set flows[AUTHORITY_DOMAINS];
    authority_flows(auditor->authority, &auditor->authority->closed, flows);
    for (domain_set rest = from; rest != 0; rest &= rest - 1) {
        size_t x = (size_t)__builtin_ctzll(rest);
        domain_set bad = reached(auditor, flows, x) & to;
        for (; bad != 0; bad &= bad - 1) {
            size_t y = (size_t)__builtin_ctzll(bad);
            struct chain none = { NULL, 0, 0 };
            struct chain chain = verdict->holds ? explain_flow(explainer_get(auditor), x, y) : none;
            verdict_fail(verdict,
                         arena_format(auditor->arena, "%s: information can go from '%s' to '%s'",
                                      format, name_of(auditor, x), name_of(auditor, y)),
                         chain);
        }
    }
}

/* Some way from each domain of one set to each of the other. */
static void some_flow_decide(struct auditor *auditor, struct verdict *verdict, domain_set from,
                             domain_set to)
{
    domain_set flows[AUTHORITY_DOMAINS];
    authority_flows(auditor->authority, &auditor->authority->direct, flows);
    for (domain_set rest = from; rest != 0; rest &= rest - 1) {
        size_t x = (size_t)__builtin_ctzll(rest);
        domain_set missing = to & ~reached(auditor, flows, x) & ~DOMAIN(x);
        for (; missing != 0; missing &= missing - 1) {
            struct chain none = { NULL, 0, 0 };
            size_t y = (size_t)__builtin_ctzll(missing);
            verdict_fail(verdict,
                         arena_format(auditor->arena, "no information can go from '%s' to '%s'",
                                      name_of(auditor, x), name_of(auditor, y)),
                         none);
        }
    }
}

/* No authority of a class by any of one set over any of the other. */
static void no_class_decide(struct auditor *auditor, struct verdict *verdict,
                            enum authority_class class, domain_set who, domain_set over)
{
    for (domain_set rest = who; rest != 0; rest &= rest - 1) {
        size_t x = (size_t)__builtin_ctzll(rest);
        domain_set bad = auditor->authority->closed.of[class][x] & over;
        for (; bad != 0; bad &= bad - 1) {
            size_t y = (size_t)__builtin_ctzll(bad);
            struct chain none = { NULL, 0, 0 };
            struct chain chain =
                verdict->holds ? explain_class(explainer_get(auditor), class, x, y) : none;
            const char *text =
                class == AUTHORITY_MEMORY
                    ? arena_format(auditor->arena, "'%s' can reach memory of '%s'",
                                   name_of(auditor, x), name_of(auditor, y))
                    : arena_format(auditor->arena, "'%s' has the authority '%s' over '%s'",
                                   name_of(auditor, x), authority_names[class],
                                   name_of(auditor, y));
            verdict_fail(verdict, text, chain);
        }
    }
}

static void only_decide(struct auditor *auditor, struct verdict *verdict)
{
    const struct policy_statement *statement = verdict->statement;
    domain_set all = DOMAIN(auditor->system->domain_count) - 1;
    for (unsigned class = 0; class < AUTHORITY_CLASSES; class ++) {
        if ((statement->classes & (1U << class)) != 0) {
            no_class_decide(auditor, verdict, class, all & ~statement->first, statement->second);
        }
    }
}

static void statement_decide(struct auditor *auditor, struct verdict *verdict)
{
    const struct policy_statement *statement = verdict->statement;
    domain_set first = statement->first;
    domain_set second = statement->second;
    switch (statement->kind) {
    case POLICY_ISOLATED:
        no_flow_decide(auditor, verdict, first, second & ~first, "not isolated");
        no_flow_decide(auditor, verdict, second & ~first, first, "not isolated");
        break;
    case POLICY_FLOW:
        some_flow_decide(auditor, verdict, first, second);
        if (value_or(&statement->one_way, 0) != 0) {
            no_flow_decide(auditor, verdict, second & ~first, first, "not one way");
        }
        break;
    case POLICY_ONLY:
        only_decide(auditor, verdict);
        break;
    case POLICY_NO_MEMORY:
        no_class_decide(auditor, verdict, AUTHORITY_MEMORY, first, second);
        break;
    case POLICY_KINDS:
        break;
    }
}

/* A hint that lists the steps of a chain; control characters in names are made harmless. */
static const char *chain_hint(struct arena *arena, const struct chain *chain, const char *intro)
{
    char *text = arena_format(arena, "%s", intro);
    for (size_t i = 0; i < chain->count; i++) {
        char *step = arena_format(arena, "%s", chain->steps[i]);
        for (char *c = step; *c != '\0'; c++) {
            *c = iscntrl((unsigned char)*c) ? '?' : *c;
        }
        text = arena_format(arena, "%s\n        %zu. %s", text, i + 1, step);
    }
    return text;
}

static void verdict_report(struct arena *arena, struct diag *diag, const struct verdict *verdict)
{
    static const char *const rules[POLICY_KINDS] = {
        [POLICY_ISOLATED] = "policy-isolated",
        [POLICY_FLOW] = "policy-flow",
        [POLICY_ONLY] = "policy-only",
        [POLICY_NO_MEMORY] = "policy-no-memory",
    };
    const char *hint = verdict->chain.count != 0
                           ? chain_hint(arena, &verdict->chain, "this is how; break one step:")
                           : "connect the domains, or remove the statement";
    const char *more = verdict->more != 0
                           ? arena_format(arena, " (and %zu more pair%s)", verdict->more,
                                          verdict->more == 1 ? "" : "s")
                           : "";
    diag_error(diag, verdict->statement->at, rules[verdict->statement->kind], hint, "%s%s",
               verdict->text, more);
}

static void statements_decide(struct auditor *auditor, struct diag *diag, struct audit *audit)
{
    const struct system *system = auditor->system;
    for (size_t i = 0; i < system->policy_count; i++) {
        struct verdict *verdict =
            ARENA_APPEND(auditor->arena, audit->verdicts, audit->verdict_count);
        *verdict = (struct verdict){ .statement = &system->policies[i], .holds = true };
        struct auditor here = *auditor;
        if (system->policies[i].trusted_set != 0) {
            here.authority =
                authority_make(auditor->arena, auditor->spec, system->policies[i].trusted_set);
            here.explainer = NULL;
        }
        statement_decide(&here, verdict);
        if (here.authority == auditor->authority) {
            auditor->explainer = here.explainer;
        }
        if (!verdict->holds) {
            verdict_report(auditor->arena, diag, verdict);
        }
    }
}

/* Reports authority in the distribution that the description does not account for. */
static void undeclared_find(struct auditor *auditor, struct diag *diag)
{
    const struct spec *declared = declared_make(auditor->arena, auditor->system);
    const struct authority *allowed = authority_make(auditor->arena, declared, 0);
    for (unsigned class = 0; class < AUTHORITY_CLASSES; class ++) {
        for (size_t x = 0; x < auditor->system->domain_count; x++) {
            domain_set extra =
                auditor->authority->direct.of[class][x] & ~allowed->direct.of[class][x];
            for (; extra != 0; extra &= extra - 1) {
                size_t y = (size_t)__builtin_ctzll(extra);
                struct chain chain = explain_class(explainer_get(auditor), class, x, y);
                diag_error(diag, auditor->system->domains[x]->at, "authority-undeclared",
                           chain_hint(auditor->arena, &chain, "it comes about by this:"),
                           "'%s' has the authority '%s' over '%s', which the description does not "
                           "give it",
                           name_of(auditor, x), authority_names[class], name_of(auditor, y));
            }
        }
    }
}

static int place_compare(const void *left, const void *right)
{
    const struct spec_object *a = *(const struct spec_object *const *)left;
    const struct spec_object *b = *(const struct spec_object *const *)right;
    return a->paddr < b->paddr ? -1 : a->paddr > b->paddr;
}

/* Two objects over the same memory would be a connection that no capability shows. */
static void aliases_find(const struct auditor *auditor, struct diag *diag)
{
    const struct spec *spec = auditor->spec;
    const struct spec_object **placed = NULL;
    size_t count = 0;
    for (size_t i = 0; i < spec->object_count; i++) {
        if (spec->objects[i].paddr != SPEC_ANYWHERE) {
            *ARENA_APPEND(auditor->arena, placed, count) = &spec->objects[i];
        }
    }
    if (count > 1) {
        qsort(placed, count, sizeof placed[0], place_compare);
    }
    for (size_t i = 1; i < count; i++) {
        const struct spec_object *below = placed[i - 1];
        uint64_t end = below->paddr + ((uint64_t)below->count << below->size_bits);
        if (end > placed[i]->paddr) {
            diag_error(diag, auditor->system->at, "authority-alias", NULL,
                       "'%s' and '%s' are the same memory at 0x%llx", spec_text(spec, below->name),
                       spec_text(spec, placed[i]->name), (unsigned long long)placed[i]->paddr);
        }
    }
}

struct audit *audit_make(struct arena *arena, struct diag *diag, const struct system *system,
                         const struct spec *spec)
{
    bool real = spec != NULL;
    struct auditor auditor = { .arena = arena, .system = system };
    auditor.spec = real ? spec : declared_make(arena, system);
    auditor.authority = authority_make(arena, auditor.spec, 0);
    struct audit *audit = arena_alloc(arena, sizeof *audit);
    audit->system = system;
    audit->authority = auditor.authority;
    if (real) {
        undeclared_find(&auditor, diag);
        aliases_find(&auditor, diag);
    }
    statements_decide(&auditor, diag, audit);
    return audit;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sixth pass: what the capabilities of a system amount to, and whether that is what its
 * description says and its <policy> asks for.
 */
#pragma once
#include "authority.h"
#include "policy.h"

struct verdict {
    const struct policy_statement *statement;
    bool holds;
    const char *text;   /* what is wrong */
    struct chain chain; /* the shortest way in which it goes wrong; may be empty */
    size_t more;        /* how many more pairs of domains it goes wrong for */
};

struct audit {
    const struct system *system;
    struct authority *authority; /* nobody trusted */
    struct verdict *verdicts;
    size_t verdict_count;
};

/*
 * Analyses the specification and checks it against description and policy; reports what is wrong.
 * With no specification the one that the description should lead to is taken.
 */
struct audit *audit_make(struct arena *arena, struct diag *diag, const struct system *system,
                         const struct spec *spec);

/* The objects and capabilities that a description stands for, without programs and addresses. */
struct spec *declared_make(struct arena *arena, const struct system *system);

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Third pass: the rules.  Each is a function that looks at the whole description and reports every
 * place where it is broken.  A few of them also settle what depends on them, as check_rules.def
 * orders it: sizes and page sizes of regions, the opened programs.
 */
#pragma once
#include "board.h"
#include "diag.h"
#include "file.h"
#include "system.h"

struct check {
    struct arena *arena;
    struct diag *diag;
    struct system *system;
    const struct board *board;
    const struct search_path *search;
    const char *rule; /* being run */
};

/* Runs all rules, without those that read files if `with_images` is false. */
void check_run(struct check *check, bool with_images);

/* Reports that the running rule is broken; the hint may be NULL. */
void check_fail(struct check *check, struct position at, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The position of an attribute, or of its element if it was not given. */
struct position position_of(const struct value *value, struct position element);

/* The name of a protection domain for messages. */
const char *domain_text(const struct domain *domain);

/* The lowest address of a protection domain's stack; mappings lie below. */
uint64_t domain_stack_bottom(const struct board *board, const struct domain *domain);

#define RULE(name, function, kind, prerequisites) void function(struct check *check);
#include "check_rules.def"
#undef RULE

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Running the table of rules, and small things the rules share.
 */
#include "check.h"
#include "layout.h"
#include <string.h>

enum rule_kind { TEXT, IMAGE };

#define RULE(name, function, kind, prerequisites) {name, function, kind, prerequisites},
static const struct rule {
    const char *name;
    void (*run)(struct check *check);
    enum rule_kind kind;
    const char *prerequisites;
} rules[] = {
#include "check_rules.def"
};
#undef RULE

#define RULE_COUNT (sizeof rules / sizeof rules[0])

/* Whether a name occurs in a list separated by spaces. */
static bool list_has(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *found = strstr(list, name); found != NULL; found = strstr(found + 1, name)) {
        bool begins = found == list || found[-1] == ' ';
        if (begins && (found[length] == ' ' || found[length] == '\0')) {
            return true;
        }
    }
    return false;
}

/* Whether all prerequisites of a rule hold so far. */
static bool rule_is_ready(const struct rule *rule, const bool *broken)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (broken[i] && list_has(rule->prerequisites, rules[i].name)) {
            return false;
        }
    }
    return true;
}

void check_run(struct check *check, bool with_images)
{
    bool broken[RULE_COUNT] = {false};
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct rule *rule = &rules[i];
        if (rule->kind == IMAGE && !with_images) {
            continue;
        }
        if (!rule_is_ready(rule, broken)) {
            broken[i] = true;
            continue;
        }
        unsigned before = check->diag->error_count;
        check->rule = rule->name;
        rule->run(check);
        broken[i] = check->diag->error_count != before;
    }
}

void check_fail(struct check *check, struct position at, const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_verror(check->diag, at, check->rule, hint, format, args);
    va_end(args);
}

struct position position_of(const struct value *value, struct position element)
{
    return value->given ? value->at : element;
}

const char *domain_text(const struct domain *domain)
{
    return domain->name.given ? domain->name.text : "(without name)";
}

uint64_t domain_stack_bottom(const struct board *board, const struct domain *domain)
{
    return stack_top(board) - domain_stack_bytes(domain);
}

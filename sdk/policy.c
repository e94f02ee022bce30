/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading <policy>, and its rules: the names in it have to exist.  audit.c decides whether a
 * statement is true.
 */
#include "policy.h"
#include "authority.h"
#include "check.h"
#include <string.h>

const char *const policy_names[POLICY_KINDS] = {
    [POLICY_ISOLATED] = "isolated",
    [POLICY_FLOW] = "flow",
    [POLICY_ONLY] = "only",
    [POLICY_NO_MEMORY] = "no_memory_of",
};

#define FIELD(field) offsetof(struct policy_statement, field)
#define REQUIRED     ATTRIBUTE_REQUIRED

static const struct attribute_rule isolated_attributes[] = {
    { "a", VALUE_TEXT, FIELD(a), REQUIRED },
    { "b", VALUE_TEXT, FIELD(b), REQUIRED },
    { "trusted", VALUE_TEXT, FIELD(trusted), 0 },
    { 0 },
};

static const struct attribute_rule flow_attributes[] = {
    { "from", VALUE_TEXT, FIELD(from), REQUIRED },
    { "to", VALUE_TEXT, FIELD(to), REQUIRED },
    { "one_way", VALUE_BOOL, FIELD(one_way), 0 },
    { "trusted", VALUE_TEXT, FIELD(trusted), 0 },
    { 0 },
};

static const struct attribute_rule only_attributes[] = {
    { "pd", VALUE_TEXT, FIELD(pd), 0 },
    { "may", VALUE_TEXT, FIELD(may), REQUIRED },
    { "over", VALUE_TEXT, FIELD(over), REQUIRED },
    { "trusted", VALUE_TEXT, FIELD(trusted), 0 },
    { 0 },
};

static const struct attribute_rule no_memory_attributes[] = {
    { "pd", VALUE_TEXT, FIELD(pd), REQUIRED },
    { "of", VALUE_TEXT, FIELD(of), REQUIRED },
    { "trusted", VALUE_TEXT, FIELD(trusted), 0 },
    { 0 },
};

static const struct attribute_rule *const statement_attributes[POLICY_KINDS] = {
    [POLICY_ISOLATED] = isolated_attributes,
    [POLICY_FLOW] = flow_attributes,
    [POLICY_ONLY] = only_attributes,
    [POLICY_NO_MEMORY] = no_memory_attributes,
};

static void statement_read(struct schema_reader *reader, const struct xml_element *xml,
                           void *parent)
{
    struct system *system = parent;
    struct policy_statement *statement =
        ARENA_APPEND(reader->arena, system->policies, system->policy_count);
    statement->at = xml->at;
    while (strcmp(policy_names[statement->kind], xml->name) != 0) {
        statement->kind++;
    }
    schema_read(reader, xml, &(struct element_rule){ statement_attributes[statement->kind], NULL },
                statement);
}

void policy_read(struct schema_reader *reader, const struct xml_element *xml, void *parent)
{
    static const struct attribute_rule no_attributes[] = { { 0 } };
    static const struct child_rule children[] = {
        { "isolated", statement_read, 0, 0 },
        { "flow", statement_read, 0, 0 },
        { "only", statement_read, 0, 0 },
        { "no_memory_of", statement_read, 0, 0 },
        { 0 },
    };
    schema_read(reader, xml, &(struct element_rule){ no_attributes, children }, parent);
}

/* The next word of a list, or NULL; moves on behind it. */
static const char *word_next(struct arena *arena, const char **text)
{
    *text += strspn(*text, " ");
    size_t length = strcspn(*text, " ");
    const char *word = length != 0 ? arena_copy(arena, *text, length) : NULL;
    *text += length;
    return word;
}

/* The set of the domains in a list; reports those that do not exist. */
static uint64_t domains_find(struct check *check, const struct value *list)
{
    uint64_t set = 0;
    const char *text = list->given ? list->text : "";
    const char *word;
    while ((word = word_next(check->arena, &text)) != NULL) {
        const uint64_t *index = map_find(&check->system->domain_names, word);
        if (strcmp(word, "*") == 0) {
            set |= DOMAIN(check->system->domain_count) - 1;
        } else if (index != NULL && *index < DOMAINS_MAX) {
            set |= DOMAIN(*index);
        } else {
            check_fail(check, list->at, "several names are separated by spaces, * means all",
                       "there is no protection domain '%s'", word);
        }
    }
    return set;
}

static bool list_has_star(const struct value *list)
{
    return list->given && strchr(list->text, '*') != NULL;
}

/* A name that stands on both sides would make a statement about a domain and itself. */
static void sides_check(struct check *check, const struct policy_statement *statement,
                        const struct value *const *sides)
{
    uint64_t both = statement->first & statement->second;
    bool star = list_has_star(sides[0]) || list_has_star(sides[1]);
    if (both != 0 && statement->kind != POLICY_ONLY && !star) {
        check_fail(check, statement->at, "name a domain on one side only",
                   "'%s' stands on both sides",
                   domain_text(check->system->domains[__builtin_ctzll(both)]));
    }
}

void rule_policy_domain(struct check *check)
{
    for (size_t i = 0; i < check->system->policy_count; i++) {
        struct policy_statement *statement = &check->system->policies[i];
        const struct value *sides[POLICY_KINDS][2] = {
            [POLICY_ISOLATED] = { &statement->a, &statement->b },
            [POLICY_FLOW] = { &statement->from, &statement->to },
            [POLICY_ONLY] = { &statement->pd, &statement->over },
            [POLICY_NO_MEMORY] = { &statement->pd, &statement->of },
        };
        statement->first = domains_find(check, sides[statement->kind][0]);
        statement->second = domains_find(check, sides[statement->kind][1]);
        statement->trusted_set = domains_find(check, &statement->trusted);
        sides_check(check, statement, sides[statement->kind]);
    }
}

void rule_policy_class(struct check *check)
{
    for (size_t i = 0; i < check->system->policy_count; i++) {
        struct policy_statement *statement = &check->system->policies[i];
        const char *text = statement->may.given ? statement->may.text : "";
        const char *word;
        while ((word = word_next(check->arena, &text)) != NULL) {
            unsigned class = 0;
            while (class < AUTHORITY_CLASSES && strcmp(authority_names[class], word) != 0) {
                class ++;
            }
            if (class == AUTHORITY_CLASSES) {
                check_fail(check, statement->may.at,
                           "write some of read, write, call, notify, reply, grant, control, "
                           "schedule, destroy, supervise and memory",
                           "there is no kind of authority '%s'", word);
            } else {
                statement->classes |= 1U << class;
            }
        }
    }
}

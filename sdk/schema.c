/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading elements by table.  An attribute whose value is malformed is reported and then treated as
 * if it had not been given, so that later rules see only sensible values.
 */
#include "schema.h"
#include <string.h>

#define RULE_MAX_CHILDREN 32

/* Parses a number with optional 0x and underscores; false if it is malformed or too large. */
static bool number_parse(const char *text, const char *end, uint64_t *number)
{
    unsigned base = 10;
    if (end - text > 2 && text[0] == '0' && text[1] == 'x') {
        base = 16;
        text += 2;
    }
    uint64_t result = 0;
    unsigned digits = 0;
    for (; text < end; text++) {
        if (*text == '_') {
            continue;
        }
        unsigned digit = *text >= '0' && *text <= '9'   ? (unsigned)(*text - '0')
                         : *text >= 'a' && *text <= 'f' ? (unsigned)(*text - 'a' + 10)
                         : *text >= 'A' && *text <= 'F' ? (unsigned)(*text - 'A' + 10)
                                                        : 99;
        if (digit >= base || __builtin_mul_overflow(result, base, &result) ||
            __builtin_add_overflow(result, digit, &result)) {
            return false;
        }
        digits++;
    }
    *number = result;
    return digits != 0;
}

/* A set of some of the letters, each at most once; the first letter is bit 0. */
static bool letters_parse(const char *text, const char *letters, uint64_t *set)
{
    *set = 0;
    for (; *text != '\0'; text++) {
        const char *letter = strchr(letters, *text);
        uint64_t bit = letter != NULL ? UINT64_C(1) << (letter - letters) : 0;
        if (bit == 0 || (*set & bit) != 0) {
            return false;
        }
        *set |= bit;
    }
    return *set != 0;
}

static bool duration_parse(const char *text, uint64_t *duration)
{
    const char *space = strchr(text, ' ');
    if (space == NULL || !number_parse(text, space, duration) || *duration >= DURATION_TICKS) {
        return false;
    }
    if (strcmp(space, " ticks") == 0) {
        *duration |= DURATION_TICKS;
        return true;
    }
    return strcmp(space, " us") == 0;
}

/* One of two words: the first stands for 0, the second for 1. */
static bool word_parse(const char *text, const char *zero, const char *one, uint64_t *number)
{
    *number = strcmp(text, one) == 0;
    return *number != 0 || strcmp(text, zero) == 0;
}

/* Takes hexadecimal digits up to a mark, or to the end if it is zero; false if malformed. */
static bool hex_take(const char **text, char mark, uint64_t limit, uint64_t *number)
{
    const char *digits = "0123456789abcdef";
    const char *start = *text;
    *number = 0;
    for (; **text != mark; (*text)++) {
        const char *digit = **text != '\0' ? strchr(digits, **text | 0x20) : NULL;
        if (digit == NULL) {
            return false;
        }
        *number = *number * 16 + (uint64_t)(digit - digits);
        if (*number > limit) {
            return false;
        }
    }
    bool some = *text != start;
    *text += mark != '\0';
    return some;
}

/* A PCI function, as in 0:1f.2. */
static bool pci_parse(const char *text, uint64_t *number)
{
    uint64_t bus, device, function;
    if (!hex_take(&text, ':', 255, &bus) || !hex_take(&text, '.', 31, &device) ||
        !hex_take(&text, '\0', 7, &function)) {
        return false;
    }
    *number = bus << 8 | device << 3 | function;
    return true;
}

/* Per kind of value: the rule that is broken by a malformed one, and what would be right. */
static const struct {
    const char *rule;
    const char *hint;
} kind_texts[] = {
    [VALUE_TEXT] = {"bad-text", "give a value that is not empty"},
    [VALUE_NUMBER] = {"bad-number", "write a decimal number or a hexadecimal one with 0x"},
    [VALUE_BOOL] = {"bad-boolean", "write true or false"},
    [VALUE_PERMS] = {"bad-perms", "write some of the letters r, w and x"},
    [VALUE_TRIGGER] = {"bad-trigger", "write level or edge"},
    [VALUE_DURATION] = {"bad-duration", "write a number and a unit: \"100 us\" or \"5000 ticks\""},
    [VALUE_RIGHTS] = {"bad-rights",
                      "write some of the letters r (receive, read), w (send, write), g (grant) and "
                      "p (grant by reply)"},
    [VALUE_POLARITY] = {"bad-polarity", "write high or low"},
    [VALUE_PCI] = {"bad-pci", "write bus:device.function in hexadecimal, at most ff:1f.7"},
};

static bool value_parse(enum value_kind kind, const char *text, uint64_t *number)
{
    switch (kind) {
    case VALUE_TEXT:
        return *text != '\0';
    case VALUE_NUMBER:
        return number_parse(text, text + strlen(text), number);
    case VALUE_BOOL:
        return word_parse(text, "false", "true", number);
    case VALUE_PERMS:
        return letters_parse(text, "rwx", number);
    case VALUE_TRIGGER:
        return word_parse(text, "level", "edge", number);
    case VALUE_DURATION:
        return duration_parse(text, number);
    case VALUE_RIGHTS:
        return letters_parse(text, "wrgp", number);
    case VALUE_POLARITY:
        return word_parse(text, "high", "low", number);
    case VALUE_PCI:
        return pci_parse(text, number);
    }
    return false;
}

static const struct attribute_rule *attribute_find(const struct element_rule *rule,
                                                   const char *name)
{
    for (const struct attribute_rule *a = rule->attributes; a->name != NULL; a++) {
        if (strcmp(a->name, name) == 0) {
            return a;
        }
    }
    return NULL;
}

/* A list of the attributes an element may have, for the hint. */
static const char *attribute_list(struct schema_reader *reader, const struct element_rule *rule)
{
    const char *list = "";
    for (const struct attribute_rule *a = rule->attributes; a->name != NULL; a++) {
        list = arena_format(reader->arena, "%s%s%s", list, *list != '\0' ? ", " : "", a->name);
    }
    return *list != '\0' ? arena_format(reader->arena, "attributes allowed here: %s", list)
                         : "this element has no attributes";
}

static void attribute_read(struct schema_reader *reader, const struct xml_element *xml,
                           const struct element_rule *rule, const struct xml_attribute *attribute,
                           void *out)
{
    const struct attribute_rule *known = attribute_find(rule, attribute->name);
    if (known == NULL) {
        diag_error(reader->diag, attribute->at, "unknown-attribute", attribute_list(reader, rule),
                   "<%s> has no attribute '%s'", xml->name, attribute->name);
        return;
    }
    struct value value = {true, attribute->at, 0, attribute->value};
    if (!value_parse(known->kind, attribute->value, &value.number)) {
        diag_error(reader->diag, attribute->at, kind_texts[known->kind].rule,
                   kind_texts[known->kind].hint, "malformed value '%s' of attribute '%s'",
                   attribute->value, attribute->name);
        return;
    }
    if (known->offset != NOT_STORED) {
        *(struct value *)((char *)out + known->offset) = value;
    }
}

static void attributes_read(struct schema_reader *reader, const struct xml_element *xml,
                            const struct element_rule *rule, void *out)
{
    for (const struct xml_attribute *a = xml->attributes; a != NULL; a = a->next) {
        attribute_read(reader, xml, rule, a, out);
    }
    for (const struct attribute_rule *known = rule->attributes; known->name != NULL; known++) {
        bool found = (known->flags & ATTRIBUTE_REQUIRED) == 0;
        for (const struct xml_attribute *a = xml->attributes; a != NULL && !found; a = a->next) {
            found = strcmp(a->name, known->name) == 0;
        }
        if (!found) {
            diag_error(reader->diag, xml->at, "missing-attribute", NULL,
                       "<%s> needs the attribute '%s'", xml->name, known->name);
        }
    }
}

/* A list of the elements allowed inside an element, for the hint. */
static const char *child_list(struct schema_reader *reader, const struct element_rule *rule)
{
    const char *list = "";
    for (const struct child_rule *c = rule->children; c != NULL && c->name != NULL; c++) {
        list = arena_format(reader->arena, "%s%s%s", list, *list != '\0' ? ", " : "", c->name);
    }
    return *list != '\0' ? arena_format(reader->arena, "elements allowed here: %s", list)
                         : "this element has no children";
}

static void child_read_one(struct schema_reader *reader, const struct xml_element *xml,
                           const struct element_rule *rule, const struct xml_element *child,
                           unsigned *counts, void *out)
{
    const struct child_rule *known = rule->children;
    while (known != NULL && known->name != NULL && strcmp(known->name, child->name) != 0) {
        known++;
    }
    if (known == NULL || known->name == NULL) {
        diag_error(reader->diag, child->at, "unknown-element", child_list(reader, rule),
                   "<%s> is not allowed in <%s>", child->name, xml->name);
        return;
    }
    unsigned *count = &counts[known - rule->children];
    *count += 1;
    if (known->max != 0 && *count > known->max) {
        diag_error(reader->diag, child->at, "too-many-elements", NULL,
                   "<%s> may have at most %u <%s>", xml->name, known->max, child->name);
        return;
    }
    known->read(reader, child, out);
}

void schema_read(struct schema_reader *reader, const struct xml_element *xml,
                 const struct element_rule *rule, void *out)
{
    unsigned counts[RULE_MAX_CHILDREN] = {0};
    if (xml->text.line != 0) {
        diag_error(reader->diag, xml->text, "unexpected-text",
                   "put values into attributes; comments are written <!-- … -->",
                   "text is not allowed in <%s>", xml->name);
    }
    attributes_read(reader, xml, rule, out);
    for (const struct xml_element *child = xml->children; child != NULL; child = child->next) {
        child_read_one(reader, xml, rule, child, counts, out);
    }
    for (const struct child_rule *c = rule->children; c != NULL && c->name != NULL; c++) {
        if (counts[c - rule->children] < c->min) {
            diag_error(reader->diag, xml->at, "missing-element", NULL, "<%s> needs %s <%s>",
                       xml->name, c->min == 1 ? "a" : "two", c->name);
        }
    }
}

void schema_unsupported(struct schema_reader *reader, const struct xml_element *xml,
                        const char *hint)
{
    diag_error(reader->diag, xml->at, "unsupported", hint, "<%s> is not supported", xml->name);
}

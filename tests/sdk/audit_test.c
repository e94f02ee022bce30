/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding what was not declared: into the distribution of a small description capabilities and
 * mappings are slipped, one kind after the other, as a defect of the tool would do it, and the
 * audit has to report each of them, and nothing where nothing was changed.
 */
#include "../../sdk/audit.h"
#include "../../sdk/xml.h"
#include <stdio.h>
#include <string.h>

static const char description[] =
    "<system>\n"
    "  <memory_region name='shared' size='0x1000' />\n"
    "  <protection_domain name='a'>\n"
    "    <program_image path='a.elf' /> <irq irq='40' id='2' />\n"
    "    <map mr='shared' vaddr='0x4000000' />\n"
    "  </protection_domain>\n"
    "  <protection_domain name='b'>\n"
    "    <program_image path='b.elf' /> <map mr='shared' vaddr='0x4000000' perms='r' />\n"
    "  </protection_domain>\n"
    "  <protection_domain name='c'> <program_image path='c.elf' /> </protection_domain>\n"
    "  <channel> <end pd='a' id='0' pp='true' /> <end pd='b' id='0' notify='false' /> </channel>\n"
    "</system>\n";

static struct system *system_make(struct arena *arena)
{
    struct diag diag = { .stream = stderr };
    struct xml_element *root = xml_parse(arena, &diag, description, sizeof description - 1);
    return root != NULL ? system_read(arena, &diag, root) : NULL;
}

static uint32_t object_named(const struct spec *spec, const char *name)
{
    for (uint32_t i = 0; i < spec->object_count; i++) {
        if (strcmp(spec_text(spec, spec->objects[i].name), name) == 0) {
            return i;
        }
    }
    return SPEC_NONE;
}

static unsigned number;
static unsigned failures;

static void result(bool good, const char *name)
{
    printf("%s %u - %s\n", good ? "ok" : "not ok", ++number, name);
    failures += !good;
}

/* The errors of the audit, and whether the first is of a rule at a line. */
static unsigned audit_errors(struct arena *arena, struct system *system, const struct spec *spec,
                             const char *expected)
{
    char text[4096] = "";
    FILE *stream = fmemopen(text, sizeof text, "w");
    struct diag diag = { .file = "x", .stream = stream };
    audit_make(arena, &diag, system, spec);
    fclose(stream);
    return strstr(text, expected) != NULL ? diag.error_count : 0;
}

/* Slips a capability into a domain's CSpace. */
static void cap_test(const char *cnode, const char *object, uint32_t rights, const char *expected)
{
    struct arena arena = { 0 };
    struct system *system = system_make(&arena);
    struct spec *spec = declared_make(&arena, system);
    *ARENA_APPEND(&arena, spec->caps, spec->cap_count) =
        (struct spec_cap){ .cnode = object_named(spec, cnode),
                           .slot = 300,
                           .object = object_named(spec, object),
                           .rights = rights };
    char name[96];
    snprintf(name, sizeof name, "%s with rights %u in %s: %s", object, rights, cnode,
             *expected != '\0' ? expected : "harmless");
    unsigned errors = audit_errors(&arena, system, spec, expected);
    result(*expected != '\0' ? errors != 0 : errors == 0, name);
    arena_free(&arena);
}

static void map_test(const char *vspace, const char *frames, uint32_t rights, const char *expected)
{
    struct arena arena = { 0 };
    struct system *system = system_make(&arena);
    struct spec *spec = declared_make(&arena, system);
    *ARENA_APPEND(&arena, spec->maps, spec->map_count) =
        (struct spec_map){ .vspace = object_named(spec, vspace),
                           .frames = object_named(spec, frames),
                           .count = 1,
                           .rights = rights,
                           .attributes = 7 };
    char name[96];
    snprintf(name, sizeof name, "%s mapped in %s, rights %u", frames, vspace, rights);
    result(audit_errors(&arena, system, spec, expected) != 0, name);
    arena_free(&arena);
}

static void other_tests(void)
{
    struct arena arena = { 0 };
    struct system *system = system_make(&arena);
    struct spec *spec = declared_make(&arena, system);
    result(audit_errors(&arena, system, spec, "") == 0, "nothing slipped in");
    spec->threads[2].fault_endpoint = object_named(spec, "ep_b");
    result(audit_errors(&arena, system, spec, "'b' has the authority 'supervise' over 'c'") != 0,
           "faults to another domain");
    spec->threads[2].fault_endpoint = SPEC_NONE;
    spec->threads[2].vspace = object_named(spec, "vspace_a");
    result(audit_errors(&arena, system, spec, "'c' has the authority 'write' over 'a'") != 0,
           "a thread in another address space");
    spec->threads[2].vspace = object_named(spec, "vspace_c");
    spec->threads[2].cspace = object_named(spec, "cspace_a");
    result(audit_errors(&arena, system, spec, "'c' has the authority 'call' over 'b'") != 0,
           "a thread in another capability space");
    spec->threads[2].cspace = object_named(spec, "cspace_c");
    spec->threads[2].notification = object_named(spec, "ntfn_b");
    result(audit_errors(&arena, system, spec, "'a' has the authority 'notify' over 'c'") != 0,
           "bound to another notification");
    spec->threads[2].notification = SPEC_NONE;
    spec->objects[object_named(spec, "shared")].paddr = 0x1000;
    spec->objects[object_named(spec, "program_c")].paddr = 0x1000;
    result(audit_errors(&arena, system, spec, "[authority-alias]") != 0, "the same memory twice");
    arena_free(&arena);
}

int main(void)
{
    cap_test("cnode_c", "tcb_a", RIGHT_ALL, "x:10:3: error: ");
    cap_test("cnode_c", "tcb_a", RIGHT_ALL, "'c' has the authority 'control' over 'a'");
    cap_test("cnode_c", "sched_context_a", RIGHT_ALL, "'c' has the authority 'schedule' over 'a'");
    cap_test("cnode_c", "vspace_b", RIGHT_ALL, "'c' has the authority 'write' over 'b'");
    cap_test("cnode_c", "cnode_b", RIGHT_ALL, "'c' has the authority 'destroy' over 'b'");
    cap_test("cnode_c", "cspace_b", RIGHT_ALL, "'c' has the authority 'grant' over 'b'");
    cap_test("cspace_c", "cnode_b", RIGHT_ALL, "'c' has the authority 'reply' over 'a'");
    cap_test("cnode_c", "ntfn_a", RIGHT_WRITE, "'c' has the authority 'notify' over 'a'");
    cap_test("cnode_c", "ntfn_b", RIGHT_READ, "'a' has the authority 'notify' over 'c'");
    cap_test("cnode_c", "ep_b", RIGHT_WRITE, "'c' has the authority 'call' over 'b'");
    cap_test("cnode_c", "ep_b", RIGHT_READ, "'c' has the authority 'reply' over 'a'");
    cap_test("cnode_a", "ep_b", RIGHT_WRITE | RIGHT_GRANT,
             "'a' has the authority 'grant' over 'b'");
    cap_test("cnode_b", "ep_b", RIGHT_READ | RIGHT_GRANT, "'b' has the authority 'grant' over 'a'");
    cap_test("cnode_c", "reply_b", RIGHT_ALL, "'c' has the authority 'reply' over 'a'");
    cap_test("cnode_c", "irq_40_a", RIGHT_ALL, "'c' has the authority 'notify' over 'a'");
    cap_test("cnode_c", "shared", RIGHT_READ, "'c' has the authority 'read' over 'a'");
    cap_test("cnode_b", "shared", RIGHT_READ | RIGHT_WRITE,
             "'b' has the authority 'write' over 'a'");
    cap_test("cnode_c", "program_b", RIGHT_READ | RIGHT_WRITE,
             "'c' has the authority 'control' over 'b'");
    cap_test("cnode_a", "ntfn_b", RIGHT_WRITE, "");
    cap_test("cnode_a", "ep_b", RIGHT_WRITE, "");
    cap_test("cnode_a", "shared", RIGHT_READ, "");
    cap_test("cnode_c", "ep_b", RIGHT_GRANT, "");
    map_test("vspace_c", "shared", RIGHT_READ, "'c' has the authority 'read' over 'a'");
    map_test("vspace_b", "shared", RIGHT_READ | RIGHT_WRITE,
             "'b' has the authority 'write' over 'a'");
    map_test("vspace_c", "program_b", RIGHT_READ, "'c' has the authority 'memory' over 'b'");
    other_tests();
    printf("1..%u\n", number);
    return failures == 0 ? 0 : 1;
}

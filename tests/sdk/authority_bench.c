/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long the authority analysis takes: systems of 63 domains with more and more capabilities, of
 * two sorts.  In "quiet" ones the domains are connected by channels as usual; in "tangled" ones
 * capabilities to everything lie everywhere, so that closing takes several rounds.
 *
 *     authority_bench [CAPABILITIES...]
 *     authority_bench once quiet|tangled CAPABILITIES
 *
 * The second form makes one analysis and prints nothing, for a tool that counts instructions.
 */
#include "../../sdk/authority.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DOMAIN_COUNT 63
#define REPEATS      5

static uint64_t random_state = 88172645463325252u;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 20) % limit;
}

static uint32_t object_add(struct spec *spec, uint16_t type, uint8_t bits, uint32_t domain)
{
    *ARENA_APPEND(spec->arena, spec->objects, spec->object_count) = (struct spec_object){
        .type = type, .size_bits = bits, .count = 1, .paddr = SPEC_ANYWHERE, .domain = domain
    };
    return (uint32_t)spec->object_count - 1;
}

static void cap_add(struct spec *spec, uint32_t cnode, uint32_t object, uint32_t rights,
                    uint64_t badge)
{
    *ARENA_APPEND(spec->arena, spec->caps, spec->cap_count) =
        (struct spec_cap){ .cnode = cnode, .object = object, .rights = rights, .badge = badge };
}

/* A domain with a root CNode and one for everything else. */
static void domain_add(struct spec *spec, uint32_t i)
{
    struct domain_objects *own = &spec->domain_objects[i];
    own->tcb = object_add(spec, SPEC_TCB, 0, i);
    own->vspace = object_add(spec, SPEC_VSPACE, 0, i);
    own->root = object_add(spec, SPEC_CNODE, 6, i);
    own->cnode = object_add(spec, SPEC_CNODE, 20, i);
    own->notification = object_add(spec, SPEC_NOTIFICATION, 0, i);
    own->endpoint = object_add(spec, SPEC_ENDPOINT, 0, i);
    own->sched_context = object_add(spec, SPEC_SCHED_CONTEXT, 8, i);
    cap_add(spec, own->root, own->cnode, RIGHT_ALL, 38);
    cap_add(spec, own->cnode, own->endpoint, RIGHT_READ, 0);
    *ARENA_APPEND(spec->arena, spec->threads, spec->thread_count) = (struct spec_thread){
        .tcb = own->tcb,
        .cspace = own->root,
        .vspace = own->vspace,
        .sched_context = own->sched_context,
        .notification = own->notification,
        .fault_endpoint = SPEC_NONE,
        .timeout_endpoint = SPEC_NONE,
    };
    *ARENA_APPEND(spec->arena, spec->domains, spec->domain_count) =
        (struct spec_domain){ .tcb = own->tcb };
}

static void spec_fill(struct spec *spec, size_t caps, bool tangled)
{
    spec->strings = arena_format(spec->arena, "%s", "");
    spec->domain_objects = arena_alloc(spec->arena, DOMAIN_COUNT * sizeof spec->domain_objects[0]);
    for (uint32_t i = 0; i < DOMAIN_COUNT; i++) {
        domain_add(spec, i);
    }
    for (size_t i = spec->cap_count; i < caps; i++) {
        const struct domain_objects *holder = &spec->domain_objects[random_below(DOMAIN_COUNT)];
        const struct domain_objects *peer = &spec->domain_objects[random_below(DOMAIN_COUNT)];
        if (!tangled || random_below(100) != 0) {
            uint32_t notify = random_below(2);
            cap_add(spec, holder->cnode, notify != 0 ? peer->notification : peer->endpoint,
                    RIGHT_WRITE | RIGHT_GRANT_REPLY, 0);
        } else if (i % 4 == 0) {
            /* A new object each, as frames and untyped memory are. */
            cap_add(spec, holder->cnode, object_add(spec, SPEC_UNTYPED, 12, SPEC_NONE), RIGHT_ALL,
                    0);
        } else {
            /* Chains of control: each round of closing finds the next one. */
            uint32_t next = random_below(DOMAIN_COUNT - 1);
            cap_add(spec, spec->domain_objects[next].cnode, spec->domain_objects[next + 1].tcb,
                    RIGHT_ALL, 0);
        }
    }
}

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void measure(size_t caps, bool tangled)
{
    struct arena arena = { 0 };
    struct spec spec = { .arena = &arena };
    double best = 1e9;
    double explain = 1e9;
    unsigned rounds = 0;
    spec_fill(&spec, caps, tangled);
    for (unsigned i = 0; i < REPEATS; i++) {
        struct arena scratch = { 0 };
        double start = now_ms();
        struct authority *authority = authority_make(&scratch, &spec, 0);
        double analysed = now_ms();
        explainer_make(authority);
        double explained = now_ms();
        best = analysed - start < best ? analysed - start : best;
        explain = explained - analysed < explain ? explained - analysed : explain;
        rounds = authority->rounds;
        arena_free(&scratch);
    }
    printf("%-8s %12zu %10zu %8u %12.3f %16.1f %14.2f\n", tangled ? "tangled" : "quiet", caps,
           spec.object_count, rounds, best, best * 1e6 / (double)caps, explain);
    arena_free(&arena);
}

static int run_once(const char *sort, size_t caps)
{
    struct arena arena = { 0 };
    struct spec spec = { .arena = &arena };
    spec_fill(&spec, caps, strcmp(sort, "tangled") == 0);
    authority_make(&arena, &spec, 0);
    arena_free(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "once") == 0) {
        return run_once(argv[2], strtoul(argv[3], NULL, 0));
    }
    static const size_t usual[] = { 1000, 10000, 100000 };
    printf("%-8s %12s %10s %8s %12s %16s %14s\n", "sort", "capabilities", "objects", "rounds",
           "analysis ms", "ns/capability", "all chains ms");
    for (int sort = 0; sort < 2; sort++) {
        for (int i = 0; i < (argc > 1 ? argc - 1 : 3); i++) {
            measure(argc > 1 ? strtoul(argv[i + 1], NULL, 0) : usual[i], sort != 0);
        }
    }
    return 0;
}

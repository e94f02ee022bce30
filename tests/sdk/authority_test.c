/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The authority analysis against a model that is as simple as possible: every fact "domain d can
 * use capability c", "d can invoke CNode n", "y takes from x", "y acts as x" has a cost, and all
 * rules are applied to all facts, one at a time, until no cost gets lower.  On random small
 * distributions both relations must be the same and every chain the tool prints must cost what the
 * model says.
 *
 *     authority_test [SYSTEMS [FIRST-SEED]]
 */
#include "../../sdk/authority.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOMAINS_HERE 5
#define OBJECTS_HERE 96
#define CAPS_HERE    64
#define MAPS_HERE    24
#define NAME_BYTES   8
#define FAR          100000u
#define CLASSES      AUTHORITY_CLASSES

/* A random system. */

struct sample {
    struct spec spec;
    struct spec_object objects[OBJECTS_HERE];
    struct spec_cap caps[CAPS_HERE];
    struct spec_map maps[MAPS_HERE];
    struct spec_thread threads[DOMAINS_HERE];
    struct spec_domain domains[DOMAINS_HERE];
    struct spec_irq irqs[2];
    struct spec_paging tables[2];
    uint32_t cnodes[2 * DOMAINS_HERE + 2];
    size_t cnode_count;
    char names[OBJECTS_HERE + DOMAINS_HERE][NAME_BYTES];
    domain_set trusted;
};

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 20) % limit;
}

static uint32_t object_add(struct sample *sample, uint16_t type, uint8_t bits, uint32_t domain)
{
    uint32_t index = (uint32_t)sample->spec.object_count++;
    sample->objects[index] = (struct spec_object){
        .type = type, .size_bits = bits, .count = 1, .paddr = SPEC_ANYWHERE, .domain = domain
    };
    if (type == SPEC_CNODE) {
        sample->cnodes[sample->cnode_count++] = index;
    }
    return index;
}

static void domain_add(struct sample *sample, uint32_t index)
{
    uint32_t tcb = object_add(sample, SPEC_TCB, 0, index);
    uint32_t vspace = object_add(sample, SPEC_VSPACE, 0, index);
    uint32_t root = object_add(sample, SPEC_CNODE, 6, index);
    object_add(sample, SPEC_CNODE, 9, index);
    uint32_t notification = object_add(sample, SPEC_NOTIFICATION, 0, index);
    uint32_t sched = object_add(sample, SPEC_SCHED_CONTEXT, 8, index);
    object_add(sample, SPEC_REPLY, 0, index);
    object_add(sample, SPEC_ENDPOINT, 0, index);
    uint32_t program = object_add(sample, SPEC_FRAMES, 12, index);
    sample->threads[sample->spec.thread_count++] = (struct spec_thread){
        .tcb = tcb,
        .cspace = root,
        .cspace_guard = random_below(4) == 0 ? 58 : 0,
        .vspace = vspace,
        .sched_context = sched,
        .notification = random_below(2) == 0 ? notification : SPEC_NONE,
        .fault_endpoint = SPEC_NONE,
        .timeout_endpoint = SPEC_NONE,
    };
    sample->domains[sample->spec.domain_count++] = (struct spec_domain){ .tcb = tcb };
    sample->maps[sample->spec.map_count++] = (struct spec_map){
        .vspace = vspace, .frames = program, .count = 1, .rights = RIGHT_READ | RIGHT_WRITE
    };
}

/* Some object of a type, or SPEC_NONE. */
static uint32_t object_any(const struct sample *sample, uint16_t type)
{
    uint32_t found = SPEC_NONE;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < sample->spec.object_count; i++) {
        if (sample->objects[i].type == type && random_below(++seen) == 0) {
            found = i;
        }
    }
    return found;
}

static void cap_add(struct sample *sample)
{
    static const uint16_t types[] = {
        SPEC_ENDPOINT, SPEC_ENDPOINT, SPEC_ENDPOINT,    SPEC_NOTIFICATION,  SPEC_REPLY,
        SPEC_CNODE,    SPEC_CNODE,    SPEC_TCB,         SPEC_SCHED_CONTEXT, SPEC_VSPACE,
        SPEC_FRAMES,   SPEC_UNTYPED,  SPEC_IRQ_HANDLER, SPEC_SGI,           SPEC_PAGE_TABLE,
        SPEC_ENDPOINT, SPEC_FRAMES,
    };
    uint16_t type = types[random_below(sizeof types / sizeof types[0])];
    uint32_t in = sample->cnodes[random_below((uint32_t)sample->cnode_count)];
    static const uint64_t guards[] = { 49, 0, 58, 52 };
    sample->caps[sample->spec.cap_count] = (struct spec_cap){
        .cnode = in,
        .slot = (uint32_t)sample->spec.cap_count,
        .object = object_any(sample, type),
        .badge = type == SPEC_CNODE ? guards[random_below(4)] : 0,
        .rights = random_below(16),
    };
    sample->spec.cap_count += sample->caps[sample->spec.cap_count].object != SPEC_NONE;
}

/* The way from a root to the domain's second CNode, which the tool's systems have. */
static void usual_caps_add(struct sample *sample)
{
    for (uint32_t i = 0; i < sample->spec.domain_count; i++) {
        if (random_below(5) != 0) {
            sample->caps[sample->spec.cap_count] = (struct spec_cap){
                .cnode = sample->cnodes[2 * i],
                .slot = (uint32_t)sample->spec.cap_count,
                .object = sample->cnodes[2 * i + 1],
                .badge = 49,
                .rights = RIGHT_ALL,
            };
            sample->spec.cap_count++;
        }
    }
}

static void memory_add(struct sample *sample)
{
    uint32_t count = 1 + random_below(3);
    for (uint32_t i = 0; i < count; i++) {
        object_add(sample, SPEC_FRAMES, 12, SPEC_NONE);
    }
    for (uint32_t i = 0; i < 2 * count; i++) {
        uint32_t vspace = object_any(sample, SPEC_VSPACE);
        uint32_t frames = (uint32_t)sample->spec.object_count - 1 - random_below(count);
        sample->maps[sample->spec.map_count++] = (struct spec_map){
            .vspace = vspace,
            .frames = frames,
            .count = 1,
            .rights = random_below(2) == 0 ? RIGHT_READ : RIGHT_READ | RIGHT_WRITE,
            .attributes = random_below(3) == 0 ? 3 : 7,
        };
    }
    sample->tables[0] = (struct spec_paging){ .vspace = object_any(sample, SPEC_VSPACE) };
    sample->tables[0].table = object_add(sample, SPEC_PAGE_TABLE, 0, SPEC_NONE);
    sample->spec.table_count = 1;
}

static void names_make(struct sample *sample)
{
    sample->spec.strings = sample->names[0];
    for (uint32_t i = 0; i < OBJECTS_HERE; i++) {
        snprintf(sample->names[i], NAME_BYTES, "o%u", i);
        sample->objects[i].name = i * NAME_BYTES;
    }
    for (uint32_t i = 0; i < DOMAINS_HERE; i++) {
        snprintf(sample->names[OBJECTS_HERE + i], NAME_BYTES, "d%u", i);
        sample->domains[i].name = (OBJECTS_HERE + i) * NAME_BYTES;
    }
}

static void sample_make(struct sample *sample, uint64_t seed)
{
    memset(sample, 0, sizeof *sample);
    random_state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    random_below(1);
    uint32_t domains = 2 + random_below(DOMAINS_HERE - 1);
    for (uint32_t i = 0; i < domains; i++) {
        domain_add(sample, i);
    }
    for (uint32_t i = 0; i < domains; i++) {
        struct spec_thread *thread = &sample->threads[i];
        uint32_t handler = object_any(sample, SPEC_ENDPOINT);
        thread->fault_endpoint = random_below(3) == 0 ? handler : SPEC_NONE;
        handler = object_any(sample, SPEC_ENDPOINT);
        thread->timeout_endpoint = random_below(4) == 0 ? handler : SPEC_NONE;
    }
    memory_add(sample);
    object_add(sample, SPEC_UNTYPED, 16, SPEC_NONE);
    sample->irqs[0].handler = object_add(sample, SPEC_IRQ_HANDLER, 0, 0);
    sample->irqs[0].notification = object_any(sample, SPEC_NOTIFICATION);
    sample->objects[sample->irqs[0].handler].arg = 5;
    sample->objects[object_add(sample, SPEC_SGI, 0, SPEC_NONE)].arg = 4 + random_below(2);
    sample->spec.irq_count = 1;
    usual_caps_add(sample);
    uint32_t caps = 4 + random_below(24);
    for (uint32_t i = 0; i < caps; i++) {
        cap_add(sample);
    }
    sample->trusted = random_below(3) == 0 ? DOMAIN(random_below(domains)) : 0;
    sample->spec.objects = sample->objects;
    sample->spec.caps = sample->caps;
    sample->spec.maps = sample->maps;
    sample->spec.threads = sample->threads;
    sample->spec.domains = sample->domains;
    sample->spec.irqs = sample->irqs;
    sample->spec.tables = sample->tables;
    names_make(sample);
}

/* The model. */

struct model {
    const struct sample *sample;
    uint32_t count;
    uint32_t use[CAPS_HERE][DOMAINS_HERE]; /* of a capability that is not one to a CNode */
    bool address[OBJECTS_HERE][DOMAINS_HERE];
    uint32_t invoke[OBJECTS_HERE][DOMAINS_HERE]; /* a CNode */
    uint32_t take[DOMAINS_HERE][DOMAINS_HERE];   /* [from][taker] */
    uint32_t act[DOMAINS_HERE][DOMAINS_HERE];    /* [as][actor] */
    uint32_t fact[CLASSES][DOMAINS_HERE][DOMAINS_HERE];
    bool changed;
    bool is_direct; /* nobody lends anything */
};

static void lower(struct model *model, uint32_t *cost, uint32_t to)
{
    if (to < *cost && to < FAR) {
        *cost = to;
        model->changed = true;
    }
}

/* Follows every address of a domain. */
static void resolve(struct model *model, uint32_t domain, uint32_t cnode, uint64_t guard,
                    uint32_t bits)
{
    const struct sample *sample = model->sample;
    uint32_t level = (uint32_t)(guard & 63) + sample->objects[cnode].size_bits;
    if (level > bits) {
        return;
    }
    model->address[cnode][domain] = true;
    for (uint32_t c = 0; c < sample->spec.cap_count; c++) {
        const struct spec_cap *cap = &sample->caps[c];
        if (cap->cnode != cnode) {
            continue;
        }
        if (sample->objects[cap->object].type != SPEC_CNODE) {
            model->use[c][domain] = 0;
        } else if (bits == level) {
            model->invoke[cap->object][domain] = 0;
        } else {
            resolve(model, domain, cap->object, cap->badge, bits - level);
        }
    }
}

static void model_start(struct model *model, const struct sample *sample)
{
    memset(model, 0, sizeof *model);
    model->sample = sample;
    model->count = (uint32_t)sample->spec.domain_count;
    for (uint32_t d = 0; d < DOMAINS_HERE; d++) {
        for (uint32_t c = 0; c < CAPS_HERE; c++) {
            model->use[c][d] = FAR;
        }
        for (uint32_t o = 0; o < OBJECTS_HERE; o++) {
            model->invoke[o][d] = FAR;
        }
        for (uint32_t e = 0; e < DOMAINS_HERE; e++) {
            model->take[d][e] = model->act[d][e] = d == e ? 0 : FAR;
            for (uint32_t class = 0; class < CLASSES; class ++) {
                model->fact[class][d][e] = FAR;
            }
        }
    }
    for (uint32_t d = 0; d < model->count; d++) {
        resolve(model, d, sample->threads[d].cspace, sample->threads[d].cspace_guard, 64);
    }
}

static uint16_t type_of(const struct model *model, uint32_t object)
{
    return model->sample->objects[object].type;
}

/* Whoever can invoke a CNode takes out of it what is in it. */
static void take_out(struct model *model)
{
    for (uint32_t c = 0; c < model->sample->spec.cap_count; c++) {
        const struct spec_cap *cap = &model->sample->caps[c];
        for (uint32_t d = 0; d < model->count; d++) {
            uint32_t cost = model->invoke[cap->cnode][d] + 1;
            lower(model,
                  type_of(model, cap->object) == SPEC_CNODE ? &model->invoke[cap->object][d]
                                                            : &model->use[c][d],
                  cost);
        }
    }
}

/* What is taken is held. */
static void take_along(struct model *model)
{
    for (uint32_t x = 0; x < model->count; x++) {
        for (uint32_t y = 0; y < model->count; y++) {
            uint32_t cost = model->take[x][y];
            lower(model, &model->take[x][y], model->act[x][y]);
            for (uint32_t c = 0; c < model->sample->spec.cap_count; c++) {
                lower(model, &model->use[c][y], model->use[c][x] + cost);
            }
            for (uint32_t o = 0; o < model->sample->spec.object_count; o++) {
                lower(model, &model->invoke[o][y], model->invoke[o][x] + cost);
            }
            for (uint32_t z = 0; z < model->count; z++) {
                lower(model, &model->take[x][z], cost + model->take[y][z]);
                lower(model, &model->act[x][z], model->act[x][y] + model->act[y][z]);
            }
        }
    }
}

/* The rights a rule asks for. */
enum { ANY = 0, R = RIGHT_READ, W = RIGHT_WRITE, G = RIGHT_GRANT, CALLS = 16 };

static bool allows(uint32_t rights, uint32_t wanted)
{
    bool calls = (rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) != 0;
    return (rights & wanted & 15) == (wanted & 15) && ((wanted & CALLS) == 0 || calls);
}

/* The cost of holding any capability to an object with rights. */
static uint32_t holds(const struct model *model, uint32_t object, uint32_t wanted, uint32_t d)
{
    uint32_t best = FAR;
    for (uint32_t c = 0; c < model->sample->spec.cap_count; c++) {
        const struct spec_cap *cap = &model->sample->caps[c];
        if (cap->object == object && allows(cap->rights, wanted) && model->use[c][d] < best) {
            best = model->use[c][d];
        }
    }
    return best;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The cost of reaching frames: with a capability or as someone who maps them so. */
static uint32_t reaches(const struct model *model, uint32_t frames, bool writes, uint32_t d)
{
    uint32_t best = least(holds(model, frames, W, d), writes ? FAR : holds(model, frames, R, d));
    for (uint32_t m = 0; m < model->sample->spec.map_count; m++) {
        const struct spec_map *map = &model->sample->maps[m];
        for (uint32_t x = 0; x < model->count; x++) {
            bool fits = map->frames == frames && map->vspace == model->sample->threads[x].vspace
                        && (!writes || (map->rights & RIGHT_WRITE) != 0);
            best = fits ? least(best, model->act[x][d]) : best;
        }
    }
    return best;
}

/* Whether a domain executes frames, or maps them and they are its own. */
static bool relies(const struct model *model, uint32_t frames, uint32_t d)
{
    for (uint32_t m = 0; m < model->sample->spec.map_count; m++) {
        const struct spec_map *map = &model->sample->maps[m];
        if (map->frames == frames && map->vspace == model->sample->threads[d].vspace
            && ((map->attributes & 4) == 0 || model->sample->objects[frames].domain == d)) {
            return true;
        }
    }
    return false;
}

static uint32_t uses_cnode(const struct model *model, uint32_t cnode, uint32_t d)
{
    return model->address[cnode][d] ? 0 : model->invoke[cnode][d];
}

/* The rules by which a domain comes to act as another. */
static void act_rules(struct model *model, uint32_t o, uint32_t x, uint32_t y)
{
    const struct spec_thread *thread = &model->sample->threads[x];
    if (o == thread->tcb) {
        lower(model, &model->act[x][y], holds(model, o, ANY, y) + 1);
    }
    if (o == thread->vspace) {
        for (uint32_t t = 0; t < model->sample->spec.object_count; t++) {
            if (type_of(model, t) == SPEC_TCB || type_of(model, t) == SPEC_UNTYPED) {
                lower(model, &model->act[x][y],
                      holds(model, o, ANY, y) + holds(model, t, ANY, y) + 1);
            }
        }
    }
    if (type_of(model, o) == SPEC_FRAMES && relies(model, o, x)) {
        lower(model, &model->act[x][y], reaches(model, o, true, y) + 1);
    }
}

/* The rules by which a domain gives to another. */
static void take_rules(struct model *model, uint32_t o, uint32_t x, uint32_t y)
{
    if ((model->sample->trusted & DOMAIN(x)) != 0) {
        return;
    }
    if (type_of(model, o) == SPEC_ENDPOINT) {
        lower(model, &model->take[x][y], holds(model, o, W | G, x) + holds(model, o, R, y) + 1);
        lower(model, &model->take[x][y],
              holds(model, o, R | G, x) + holds(model, o, W | CALLS, y) + 1);
    }
    if (type_of(model, o) == SPEC_CNODE) {
        lower(model, &model->take[x][y], model->invoke[o][x] + uses_cnode(model, o, y) + 1);
    }
}

static void edges(struct model *model)
{
    for (uint32_t o = 0; o < model->sample->spec.object_count; o++) {
        for (uint32_t x = 0; x < model->count; x++) {
            for (uint32_t y = 0; y < model->count; y++) {
                if (x != y) {
                    act_rules(model, o, x, y);
                    take_rules(model, o, x, y);
                }
            }
        }
    }
}

static void fact(struct model *model, uint32_t class, uint32_t a, uint32_t b, uint32_t cost)
{
    lower(model, &model->fact[class][a][b], cost + 1);
}

/* The cost for a to answer what b receives on an endpoint. */
static uint32_t answers(const struct model *model, uint32_t endpoint, uint32_t a)
{
    uint32_t best = holds(model, endpoint, R, a);
    for (uint32_t b = 0; b < model->count; b++) {
        for (uint32_t o = 0; o < model->sample->spec.object_count; o++) {
            bool trusted = (model->sample->trusted & DOMAIN(b)) != 0;
            bool lends = !trusted && !model->is_direct;
            bool usable = lends || model->sample->objects[o].domain == b;
            if (type_of(model, o) == SPEC_REPLY && a != b && usable) {
                best = least(best, holds(model, endpoint, R, b) + holds(model, o, ANY, a)
                                       + holds(model, o, ANY, b));
            }
        }
    }
    return best;
}

static uint32_t is_signalled(const struct model *model, uint32_t notification, uint32_t b)
{
    uint32_t best = holds(model, notification, R, b);
    for (uint32_t x = 0; x < model->count; x++) {
        if (model->sample->threads[x].notification == notification) {
            best = least(best, model->act[x][b]);
        }
    }
    return best;
}

static void ipc_facts(struct model *model, uint32_t o, uint32_t a, uint32_t b)
{
    const struct spec_thread *thread = &model->sample->threads[b];
    if (type_of(model, o) == SPEC_ENDPOINT) {
        uint32_t receives = holds(model, o, R, b);
        fact(model, AUTHORITY_CALL, a, b, holds(model, o, W, a) + receives);
        fact(model, AUTHORITY_GRANT, a, b, holds(model, o, W | G, a) + receives);
        fact(model, AUTHORITY_GRANT, a, b,
             holds(model, o, R | G, a) + holds(model, o, W | CALLS, b));
        fact(model, AUTHORITY_REPLY, a, b, answers(model, o, a) + holds(model, o, W | CALLS, b));
        if (o == thread->fault_endpoint || o == thread->timeout_endpoint) {
            fact(model, AUTHORITY_SUPERVISE, a, b, answers(model, o, a));
        }
    }
    if (type_of(model, o) == SPEC_NOTIFICATION) {
        fact(model, AUTHORITY_NOTIFY, a, b, holds(model, o, W, a) + is_signalled(model, o, b));
    }
    const struct spec_irq *irq = &model->sample->irqs[0];
    bool same = model->sample->objects[o].arg == model->sample->objects[irq->handler].arg;
    if (o == irq->handler || (type_of(model, o) == SPEC_SGI && same)) {
        fact(model, AUTHORITY_NOTIFY, a, b,
             holds(model, o, ANY, a) + is_signalled(model, irq->notification, b));
    }
}

static void memory_facts(struct model *model, uint32_t o, uint32_t a, uint32_t b)
{
    const struct spec_thread *thread = &model->sample->threads[b];
    uint32_t held = holds(model, o, ANY, a);
    if (type_of(model, o) == SPEC_FRAMES) {
        uint32_t read = least(reaches(model, o, false, a), reaches(model, o, true, a));
        uint32_t other = least(reaches(model, o, false, b), reaches(model, o, true, b));
        fact(model, AUTHORITY_WRITE, a, b, reaches(model, o, true, a) + other);
        fact(model, AUTHORITY_READ, a, b, read + reaches(model, o, true, b));
        fact(model, AUTHORITY_MEMORY, a, b, read + other);
    }
    if (o == thread->vspace) {
        fact(model, AUTHORITY_READ, a, b, held);
        fact(model, AUTHORITY_WRITE, a, b, held);
        fact(model, AUTHORITY_MEMORY, a, b, held);
    }
    if (o == model->sample->tables[0].table && model->sample->tables[0].vspace == thread->vspace) {
        fact(model, AUTHORITY_WRITE, a, b, held);
        fact(model, AUTHORITY_DESTROY, a, b, held);
    }
    if (type_of(model, o) == SPEC_UNTYPED) {
        fact(model, AUTHORITY_MEMORY, a, b, held + holds(model, o, ANY, b));
        fact(model, AUTHORITY_DESTROY, a, b, held + holds(model, o, ANY, b));
    }
}

static void facts(struct model *model)
{
    for (uint32_t a = 0; a < model->count; a++) {
        for (uint32_t b = 0; b < model->count; b++) {
            for (uint32_t o = 0; o < model->sample->spec.object_count && a != b; o++) {
                ipc_facts(model, o, a, b);
                memory_facts(model, o, a, b);
                if (type_of(model, o) == SPEC_CNODE) {
                    uint32_t cost = model->invoke[o][a] + uses_cnode(model, o, b);
                    fact(model, AUTHORITY_DESTROY, a, b, cost);
                    fact(model, AUTHORITY_GRANT, a, b, cost);
                }
                if (o == model->sample->threads[b].sched_context) {
                    fact(model, AUTHORITY_SCHEDULE, a, b, holds(model, o, ANY, a));
                }
            }
            if (a != b) {
                lower(model, &model->fact[AUTHORITY_CONTROL][a][b], model->act[b][a]);
                lower(model, &model->fact[AUTHORITY_READ][a][b], model->act[b][a]);
                lower(model, &model->fact[AUTHORITY_WRITE][a][b], model->act[b][a]);
                lower(model, &model->fact[AUTHORITY_SCHEDULE][a][b], model->act[b][a]);
                lower(model, &model->fact[AUTHORITY_MEMORY][a][b], model->act[b][a]);
            }
        }
    }
}

/* All facts without anyone passing on anything: mappings count for those who map only. */
static void direct_run(struct model *model, uint32_t direct_act[DOMAINS_HERE][DOMAINS_HERE])
{
    do {
        model->changed = false;
        take_out(model);
    } while (model->changed);
    /* Edges into a copy, so that none follows from another. */
    struct model copy;
    memset(direct_act, 0, sizeof(uint32_t) * DOMAINS_HERE * DOMAINS_HERE);
    for (uint32_t o = 0; o < model->sample->spec.object_count; o++) {
        for (uint32_t x = 0; x < model->count; x++) {
            for (uint32_t y = 0; y < model->count; y++) {
                copy = *model;
                if (x != y) {
                    act_rules(&copy, o, x, y);
                    direct_act[x][y] |= copy.act[x][y] < FAR;
                }
            }
        }
    }
    facts(model);
    for (uint32_t x = 0; x < model->count; x++) {
        for (uint32_t y = 0; y < model->count; y++) {
            if (direct_act[x][y] != 0) {
                fact(model, AUTHORITY_CONTROL, y, x, 0);
                fact(model, AUTHORITY_READ, y, x, 0);
                fact(model, AUTHORITY_WRITE, y, x, 0);
                fact(model, AUTHORITY_SCHEDULE, y, x, 0);
                fact(model, AUTHORITY_MEMORY, y, x, 0);
            }
        }
    }
}

static void closed_run(struct model *model)
{
    do {
        model->changed = false;
        take_out(model);
        edges(model);
        take_along(model);
    } while (model->changed);
    facts(model);
}

/* Comparison. */

static bool relation_same(const struct model *model, const struct relation *relation,
                          const char *which, uint64_t seed)
{
    for (uint32_t class = 0; class < CLASSES; class ++) {
        for (uint32_t a = 0; a < model->count; a++) {
            for (uint32_t b = 0; b < model->count; b++) {
                bool has = relation_has(relation, class, a, b);
                if (has != (a != b && model->fact[class][a][b] < FAR)) {
                    printf("# seed %llu: %s: domain %u %s %u: analysis %d\n",
                           (unsigned long long)seed, which, a, authority_names[class], b, has);
                    return false;
                }
            }
        }
    }
    return true;
}

static bool chains_same(const struct model *model, struct explainer *explainer, uint64_t seed)
{
    for (uint32_t class = 0; class < CLASSES; class ++) {
        for (uint32_t a = 0; a < model->count; a++) {
            for (uint32_t b = 0; b < model->count; b++) {
                uint32_t cost = a == b ? FAR : model->fact[class][a][b];
                struct chain chain = explain_class(explainer, class, a, b);
                bool good = cost < FAR
                                ? chain.cost == cost && chain.count != 0 && chain.count <= cost
                                : chain.count == 0;
                if (!good) {
                    printf("# seed %llu: chain of %u %s %u costs %u in %zu steps, not %u\n",
                           (unsigned long long)seed, a, authority_names[class], b, chain.cost,
                           chain.count, cost);
                    return false;
                }
            }
        }
    }
    return true;
}

static bool sets_same(const struct model *model, const struct authority *authority)
{
    for (uint32_t x = 0; x < model->count; x++) {
        for (uint32_t y = 0; y < model->count; y++) {
            bool takes = (authority->takers[x] & DOMAIN(y)) != 0;
            bool acts = (authority->actors[x] & DOMAIN(y)) != 0;
            bool equal = model->take[x][y] < FAR && model->take[y][x] < FAR;
            if (takes != (model->take[x][y] < FAR) || acts != (model->act[x][y] < FAR)
                || equal != ((authority->equals[x] & DOMAIN(y)) != 0)) {
                return false;
            }
        }
    }
    return true;
}

/* The cheapest way of information, by trying all ways of at most as many stations as domains. */
static uint32_t flow_cost(const struct model *model, uint32_t from, uint32_t to)
{
    uint32_t cost[DOMAINS_HERE];
    for (uint32_t i = 0; i < DOMAINS_HERE; i++) {
        cost[i] = i == from ? 0 : FAR;
    }
    for (uint32_t round = 0; round < model->count; round++) {
        for (uint32_t a = 0; a < model->count; a++) {
            for (uint32_t b = 0; b < model->count; b++) {
                uint32_t best = FAR;
                for (uint32_t class = 0; class < CLASSES && a != b; class ++) {
                    bool back = class != AUTHORITY_WRITE && class != AUTHORITY_NOTIFY
                                && class != AUTHORITY_REPLY && class != AUTHORITY_MEMORY;
                    bool forward = class != AUTHORITY_READ && class != AUTHORITY_MEMORY;
                    best = forward ? least(best, model->fact[class][a][b]) : best;
                    best = back ? least(best, model->fact[class][b][a]) : best;
                }
                bool through = a == from || (model->sample->trusted & DOMAIN(a)) == 0;
                cost[b] = through ? least(cost[b], cost[a] + best) : cost[b];
            }
        }
    }
    return cost[to];
}

static bool flows_same(const struct model *model, struct explainer *explainer)
{
    for (uint32_t a = 0; a < model->count; a++) {
        for (uint32_t b = 0; b < model->count; b++) {
            uint32_t cost = flow_cost(model, a, b);
            struct chain chain = explain_flow(explainer, a, b);
            if (a != b && (cost < FAR ? chain.cost != cost : chain.count != 0)) {
                printf("# flow %u to %u costs %u, not %u\n", a, b, chain.cost, cost);
                return false;
            }
        }
    }
    return true;
}

/* What the random systems were made of, so that the test cannot pass on empty ones. */
struct coverage {
    unsigned closed_more[CLASSES];
    unsigned held[CLASSES];
    unsigned equals, long_chains;
};

static void coverage_add(struct coverage *coverage, const struct model *closed,
                         const struct authority *authority)
{
    for (uint32_t class = 0; class < CLASSES; class ++) {
        for (uint32_t a = 0; a < closed->count; a++) {
            coverage->held[class] += authority->direct.of[class][a] != 0;
            coverage->closed_more[class] +=
                (authority->closed.of[class][a] & ~authority->direct.of[class][a]) != 0;
            coverage->equals += authority->equals[a] != DOMAIN(a);
            for (uint32_t b = 0; b < closed->count; b++) {
                uint32_t cost = closed->fact[class][a][b];
                coverage->long_chains += cost < FAR && cost > 4;
            }
        }
    }
}

static bool sample_test(uint64_t seed, struct coverage *coverage)
{
    static struct sample sample;
    static struct model direct;
    static struct model closed;
    uint32_t direct_act[DOMAINS_HERE][DOMAINS_HERE];
    struct arena arena = { 0 };
    sample_make(&sample, seed);
    struct authority *authority = authority_make(&arena, &sample.spec, sample.trusted);
    struct explainer *explainer = explainer_make(authority);
    model_start(&direct, &sample);
    direct.is_direct = true;
    direct_run(&direct, direct_act);
    model_start(&closed, &sample);
    closed_run(&closed);
    coverage_add(coverage, &closed, authority);
    bool good = relation_same(&direct, &authority->direct, "direct", seed)
                && relation_same(&closed, &authority->closed, "closed", seed)
                && sets_same(&closed, authority) && chains_same(&closed, explainer, seed)
                && flows_same(&closed, explainer);
    if (!good) {
        printf("# seed %llu differs\n", (unsigned long long)seed);
    }
    arena_free(&arena);
    return good;
}

int main(int argc, char **argv)
{
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 0) : 600;
    unsigned long first = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
    struct coverage coverage = { 0 };
    bool good = true;
    for (unsigned long i = 0; i < count; i++) {
        good = sample_test(first + i, &coverage) && good;
    }
    printf("%s 1 - analysis, chains and flows agree with the model on %lu random systems\n",
           good ? "ok" : "not ok", count);
    bool covered = coverage.equals != 0 && coverage.long_chains != 0;
    for (size_t class = 0; class < CLASSES; class ++) {
        printf("# %-9s held directly %u times, by closure only %u times\n", authority_names[class],
               coverage.held[class], coverage.closed_more[class]);
        covered = covered && coverage.held[class] != 0 && coverage.closed_more[class] != 0;
    }
    printf("# %u equal domains, %u chains of more than four steps\n", coverage.equals,
           coverage.long_chains);
    printf("%s 2 - the systems have authority of every class, direct and by closure\n1..2\n",
           covered ? "ok" : "not ok");
    return good && covered ? 0 : 1;
}

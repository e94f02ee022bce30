/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The analysis.  Sets of domains are words, so one pass over the capabilities finds for every
 * object who holds which rights to it.
 *
 * Slots count only if an address leads to them: resolving goes through a domain's CNodes as the
 * kernel does it, consuming guards and radixes from 64 bits.  A CNode capability that is met while
 * bits are left is a step on the way and cannot be invoked; one that is met at the end can.
 *
 * The closure goes in rounds until nothing changes.  Each round gives every domain the capabilities
 * of the domains it can take from, then looks which edges that adds:
 *
 *     acts   TCB; VSpace together with any TCB or untyped memory; write access to frames the other
 *            executes or that are private to it.  Who acts as another uses all the other uses.
 *     takes  as above; endpoints with grant, replies with grant; CNodes: who can invoke one puts
 *            there what it has, and everyone whose capability space it is in gets that.
 *
 * A round costs one pass over capabilities, objects and mappings; there are at most as many rounds
 * as there are pairs of domains, in practice two to four.
 */
#include "authority.h"
#include <string.h>

#define WORD_BITS               64
#define GUARD_SIZE_MASK         63
#define ATTRIBUTE_EXECUTE_NEVER 4u

const char *const authority_names[AUTHORITY_CLASSES] = {
    [AUTHORITY_READ] = "read",       [AUTHORITY_WRITE] = "write",
    [AUTHORITY_CALL] = "call",       [AUTHORITY_NOTIFY] = "notify",
    [AUTHORITY_REPLY] = "reply",     [AUTHORITY_GRANT] = "grant",
    [AUTHORITY_CONTROL] = "control", [AUTHORITY_SCHEDULE] = "schedule",
    [AUTHORITY_DESTROY] = "destroy", [AUTHORITY_SUPERVISE] = "supervise",
    [AUTHORITY_MEMORY] = "memory",
};

/* Adds `value` to the row of every member. */
static void rows_add(domain_set *rows, domain_set members, domain_set value)
{
    for (; members != 0; members &= members - 1) {
        rows[__builtin_ctzll(members)] |= value;
    }
}

/* The union of the rows of all members. */
static domain_set rows_union(const domain_set *rows, domain_set members)
{
    domain_set result = 0;
    for (; members != 0; members &= members - 1) {
        result |= rows[__builtin_ctzll(members)];
    }
    return result;
}

/* Transitive closure: rows[x] gets what the members of rows[x] have. */
static void rows_close(domain_set *rows, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < count; i++) {
            if ((rows[i] & DOMAIN(k)) != 0) {
                rows[i] |= rows[k];
            }
        }
    }
}

/* What does not depend on who holds capabilities. */

static domain_set domain_of(const struct spec *spec, uint32_t object)
{
    uint32_t domain = spec->objects[object].domain;
    return domain != SPEC_NONE ? DOMAIN(domain) : 0;
}

static void subject_add(struct authority *authority, uint32_t object, domain_set domain)
{
    if (object != SPEC_NONE) {
        authority->uses[object].subjects |= domain;
    }
}

static void threads_use(struct authority *authority)
{
    const struct spec *spec = authority->spec;
    for (size_t i = 0; i < spec->domain_count; i++) {
        subject_add(authority, spec->domains[i].tcb, DOMAIN(i));
    }
    for (size_t i = 0; i < spec->thread_count; i++) {
        const struct spec_thread *thread = &spec->threads[i];
        struct object_use *tcb = &authority->uses[thread->tcb];
        tcb->subjects |= tcb->subjects == 0 ? domain_of(spec, thread->tcb) : 0;
        subject_add(authority, thread->vspace, tcb->subjects);
        subject_add(authority, thread->sched_context, tcb->subjects);
        subject_add(authority, thread->notification, tcb->subjects);
        subject_add(authority, thread->fault_endpoint, tcb->subjects);
        subject_add(authority, thread->timeout_endpoint, tcb->subjects);
    }
}

static void memory_use(struct authority *authority)
{
    const struct spec *spec = authority->spec;
    for (size_t i = 0; i < spec->table_count; i++) {
        subject_add(authority, spec->tables[i].table,
                    authority->uses[spec->tables[i].vspace].subjects);
    }
    for (size_t i = 0; i < spec->map_count; i++) {
        const struct spec_map *map = &spec->maps[i];
        domain_set users = authority->uses[map->vspace].subjects;
        struct object_use *frames = &authority->uses[map->frames];
        frames->map_read |= (map->rights & (RIGHT_READ | RIGHT_WRITE)) != 0 ? users : 0;
        frames->map_write |= (map->rights & RIGHT_WRITE) != 0 ? users : 0;
        frames->map_execute |= (map->attributes & ATTRIBUTE_EXECUTE_NEVER) == 0 ? users : 0;
    }
    for (size_t i = 0; i < spec->object_count; i++) {
        /* Program, stack and IPC buffer: who writes them decides what the owner does. */
        struct object_use *frames = &authority->uses[i];
        if (spec->objects[i].type == SPEC_FRAMES) {
            frames->map_execute |= domain_of(spec, (uint32_t)i) & frames->map_read;
        }
    }
}

/* Interrupt handlers, and software interrupts with the number of one, lead to notifications. */
static void interrupts_use(struct authority *authority)
{
    const struct spec *spec = authority->spec;
    for (size_t i = 0; i < spec->object_count; i++) {
        authority->uses[i].link = SPEC_NONE;
    }
    for (size_t i = 0; i < spec->irq_count; i++) {
        authority->uses[spec->irqs[i].handler].link = spec->irqs[i].notification;
    }
    for (size_t i = 0; i < spec->object_count; i++) {
        const struct spec_object *object = &spec->objects[i];
        for (size_t k = 0; object->type == SPEC_SGI && k < spec->irq_count; k++) {
            if (spec->objects[spec->irqs[k].handler].arg == (object->arg & 0xff)) {
                authority->uses[i].link = spec->irqs[k].notification;
            }
        }
    }
}

/* Capability spaces. */

static bool is_cnode(const struct spec *spec, uint32_t object)
{
    return spec->objects[object].type == SPEC_CNODE;
}

/* Sorts the capabilities to CNodes by the CNode they are in. */
static void nested_sort(struct authority *authority)
{
    const struct spec *spec = authority->spec;
    uint32_t *first = arena_alloc(authority->arena, (authority->cnode_count + 2) * sizeof first[0]);
    uint32_t *next = arena_alloc(authority->arena, (authority->cnode_count + 2) * sizeof next[0]);
    for (size_t i = 0; i < spec->cap_count; i++) {
        const struct spec_cap *cap = &spec->caps[i];
        first[authority->uses[cap->cnode].cnode + 1] += is_cnode(spec, cap->object);
    }
    for (size_t i = 0; i < authority->cnode_count; i++) {
        first[i + 1] += first[i];
        next[i] = first[i];
    }
    uint32_t count = first[authority->cnode_count];
    authority->nested = arena_alloc(authority->arena, (count + 1) * sizeof(uint32_t));
    authority->nested_first = first;
    for (size_t i = 0; i < spec->cap_count; i++) {
        const struct spec_cap *cap = &spec->caps[i];
        if (is_cnode(spec, cap->object)) {
            authority->nested[next[authority->uses[cap->cnode].cnode]++] = (uint32_t)i;
        }
    }
}

/* What is being resolved; visited[cnode] has a bit for each number of bits left. */
struct walk {
    struct authority *authority;
    domain_set domain;
    uint64_t *visited;
};

/* Enters a CNode with `bits` left; the word says what guard its capability has. */
static void cnode_walk(struct walk *walk, uint32_t object, uint64_t word, unsigned bits)
{
    struct authority *authority = walk->authority;
    const struct spec *spec = authority->spec;
    unsigned level = (unsigned)(word & GUARD_SIZE_MASK) + spec->objects[object].size_bits;
    if (level == 0 || level > bits) {
        return;
    }
    uint32_t index = authority->uses[object].cnode;
    unsigned left = bits - level;
    if ((walk->visited[index] & DOMAIN(left)) != 0) {
        return;
    }
    walk->visited[index] |= DOMAIN(left);
    authority->cnodes[index].address |= walk->domain;
    authority->cnodes[index].address_invoke |= left == 0 ? walk->domain : 0;
    for (uint32_t i = authority->nested_first[index]; i < authority->nested_first[index + 1]; i++) {
        const struct spec_cap *cap = &spec->caps[authority->nested[i]];
        if (left == 0) {
            authority->cnodes[authority->uses[cap->object].cnode].invoke |= walk->domain;
        } else {
            cnode_walk(walk, cap->object, cap->badge, left);
        }
    }
}

static void cspaces_walk(struct authority *authority)
{
    const struct spec *spec = authority->spec;
    struct walk walk = { .authority = authority };
    walk.visited = arena_alloc(authority->arena, (authority->cnode_count + 1) * sizeof(uint64_t));
    for (size_t i = 0; i < spec->thread_count; i++) {
        const struct spec_thread *thread = &spec->threads[i];
        walk.domain = authority->uses[thread->tcb].subjects;
        memset(walk.visited, 0, authority->cnode_count * sizeof(uint64_t));
        if (walk.domain != 0 && thread->cspace != SPEC_NONE) {
            cnode_walk(&walk, thread->cspace, thread->cspace_guard, WORD_BITS);
        }
    }
}

/* Rounds. */

/* Who holds what, given who takes from whom; true if somebody can invoke one more CNode. */
static bool holders_collect(struct authority *authority, const domain_set *takers)
{
    const struct spec *spec = authority->spec;
    struct cnode_use *closed =
        arena_alloc(authority->arena, (authority->cnode_count + 1) * sizeof closed[0]);
    for (size_t i = 0; i < authority->cnode_count; i++) {
        struct cnode_use *cnode = &authority->cnodes[i];
        cnode->invoke = rows_union(takers, cnode->invoke);
        closed[i].address = rows_union(takers, cnode->address | cnode->invoke);
        closed[i].invoke = rows_union(takers, cnode->address_invoke | cnode->invoke);
    }
    bool changed = false;
    memset(authority->holders, 0, spec->object_count * sizeof authority->holders[0]);
    for (size_t i = 0; i < spec->cap_count; i++) {
        const struct spec_cap *cap = &spec->caps[i];
        const struct cnode_use *in = &closed[authority->uses[cap->cnode].cnode];
        if (is_cnode(spec, cap->object)) {
            struct cnode_use *to = &authority->cnodes[authority->uses[cap->object].cnode];
            changed = changed || (in->invoke & ~to->invoke) != 0;
            to->invoke |= in->invoke;
            continue;
        }
        struct holders *holders = &authority->holders[cap->object];
        bool reads = (cap->rights & RIGHT_READ) != 0;
        bool writes = (cap->rights & RIGHT_WRITE) != 0;
        bool grants = (cap->rights & RIGHT_GRANT) != 0;
        holders->any |= in->address;
        holders->read |= reads ? in->address : 0;
        holders->write |= writes ? in->address : 0;
        holders->call |=
            writes && (cap->rights & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) != 0 ? in->address : 0;
        holders->grant |= writes && grants ? in->address : 0;
        holders->receive_grant |= reads && grants ? in->address : 0;
    }
    return changed;
}

/* Domains that could let a thread run in an address space they hold. */
static domain_set thread_makers(const struct authority *authority)
{
    domain_set makers = 0;
    for (size_t i = 0; i < authority->spec->object_count; i++) {
        uint16_t type = authority->spec->objects[i].type;
        makers |= type == SPEC_TCB || type == SPEC_UNTYPED ? authority->holders[i].any : 0;
    }
    return makers;
}

/* Adds who acts as whom because of what is held now; `mappers` act as those who map frames. */
static void actors_add(const struct authority *authority, domain_set *actors,
                       const domain_set *mappers)
{
    domain_set makers = thread_makers(authority);
    for (size_t i = 0; i < authority->spec->object_count; i++) {
        const struct holders *holders = &authority->holders[i];
        const struct object_use *use = &authority->uses[i];
        switch (authority->spec->objects[i].type) {
        case SPEC_TCB:
            rows_add(actors, use->subjects, holders->any);
            break;
        case SPEC_VSPACE:
            rows_add(actors, use->subjects, holders->any & makers);
            break;
        case SPEC_FRAMES:
            rows_add(actors, use->map_execute,
                     holders->write | rows_union(mappers, use->map_write));
            break;
        default:
            break;
        }
    }
}

/* Adds who takes capabilities from whom. */
static void takers_add(const struct authority *authority, domain_set *takers)
{
    domain_set givers = ~authority->trusted;
    for (size_t i = 0; i < authority->spec->object_count; i++) {
        const struct holders *holders = &authority->holders[i];
        const struct object_use *use = &authority->uses[i];
        if (authority->spec->objects[i].type == SPEC_ENDPOINT) {
            rows_add(takers, holders->grant & givers, holders->read);
            rows_add(takers, holders->receive_grant & givers, holders->call);
        } else if (authority->spec->objects[i].type == SPEC_CNODE) {
            const struct cnode_use *cnode = &authority->cnodes[use->cnode];
            rows_add(takers, cnode->invoke & givers, cnode->address | cnode->invoke);
        }
    }
}

/* Relations. */

static void endpoint_relate(struct relation *relation, const struct holders *holders,
                            domain_set faulters, const domain_set *reply_mates)
{
    domain_set answerers = holders->read | rows_union(reply_mates, holders->read);
    rows_add(relation->of[AUTHORITY_CALL], holders->write, holders->read);
    rows_add(relation->of[AUTHORITY_REPLY], answerers, holders->call);
    rows_add(relation->of[AUTHORITY_GRANT], holders->grant, holders->read);
    rows_add(relation->of[AUTHORITY_GRANT], holders->receive_grant, holders->call);
    rows_add(relation->of[AUTHORITY_SUPERVISE], answerers, faulters);
}

static void frames_relate(struct relation *relation, const struct holders *holders,
                          const struct object_use *use, const domain_set *actors)
{
    domain_set readers = holders->read | holders->write | rows_union(actors, use->map_read);
    domain_set writers = holders->write | rows_union(actors, use->map_write);
    rows_add(relation->of[AUTHORITY_WRITE], writers, readers);
    rows_add(relation->of[AUTHORITY_READ], readers, writers);
    rows_add(relation->of[AUTHORITY_MEMORY], readers, readers);
}

static void object_relate(const struct authority *authority, struct relation *relation, size_t i,
                          const domain_set *actors, const domain_set *reply_mates)
{
    const struct holders *holders = &authority->holders[i];
    const struct object_use *use = &authority->uses[i];
    const struct cnode_use *cnode = &authority->cnodes[use->cnode];
    switch (authority->spec->objects[i].type) {
    case SPEC_ENDPOINT:
        endpoint_relate(relation, holders, use->subjects, reply_mates);
        break;
    case SPEC_NOTIFICATION:
        rows_add(relation->of[AUTHORITY_NOTIFY], holders->write,
                 holders->read | rows_union(actors, use->subjects));
        break;
    case SPEC_IRQ_HANDLER:
    case SPEC_IRQ_IOAPIC:
    case SPEC_IRQ_MSI:
    case SPEC_SGI:
        if (use->link != SPEC_NONE) {
            rows_add(relation->of[AUTHORITY_NOTIFY], holders->any,
                     authority->holders[use->link].read
                         | rows_union(actors, authority->uses[use->link].subjects));
        }
        break;
    case SPEC_CNODE:
        rows_add(relation->of[AUTHORITY_DESTROY], cnode->invoke, cnode->address | cnode->invoke);
        rows_add(relation->of[AUTHORITY_GRANT], cnode->invoke, cnode->address | cnode->invoke);
        break;
    case SPEC_SCHED_CONTEXT:
        rows_add(relation->of[AUTHORITY_SCHEDULE], holders->any, use->subjects);
        break;
    case SPEC_PAGE_TABLE:
        rows_add(relation->of[AUTHORITY_DESTROY], holders->any, use->subjects);
        rows_add(relation->of[AUTHORITY_WRITE], holders->any, use->subjects);
        break;
    case SPEC_VSPACE:
        rows_add(relation->of[AUTHORITY_READ], holders->any, use->subjects);
        rows_add(relation->of[AUTHORITY_WRITE], holders->any, use->subjects);
        rows_add(relation->of[AUTHORITY_MEMORY], holders->any, use->subjects);
        break;
    case SPEC_UNTYPED:
        rows_add(relation->of[AUTHORITY_DESTROY], holders->any, holders->any);
        rows_add(relation->of[AUTHORITY_MEMORY], holders->any, holders->any);
        break;
    case SPEC_FRAMES:
        frames_relate(relation, holders, use, actors);
        break;
    default:
        break;
    }
}

/*
 * The relation that the present holders have; `actors` is reflexive.  A domain receives with its
 * own reply object; the lenders may do so with those of others, who can then answer in their place.
 */
static void relation_make(const struct authority *authority, struct relation *relation,
                          const domain_set *mappers, const domain_set *actors, domain_set lenders)
{
    domain_set reply_mates[AUTHORITY_DOMAINS] = { 0 };
    for (size_t i = 0; i < authority->spec->object_count; i++) {
        if (authority->spec->objects[i].type == SPEC_REPLY) {
            domain_set any = authority->holders[i].any;
            domain_set own = domain_of(authority->spec, (uint32_t)i);
            rows_add(reply_mates, any & (lenders | own), any);
        }
    }
    for (size_t i = 0; i < authority->spec->object_count; i++) {
        object_relate(authority, relation, i, mappers, reply_mates);
    }
    for (size_t whom = 0; whom < authority->domain_count; whom++) {
        /* Who acts as another also reads and writes its memory, and suspends it. */
        static const enum authority_class implied[] = { AUTHORITY_CONTROL, AUTHORITY_READ,
                                                        AUTHORITY_WRITE, AUTHORITY_SCHEDULE,
                                                        AUTHORITY_MEMORY };
        for (size_t i = 0; i < sizeof implied / sizeof implied[0]; i++) {
            rows_add(relation->of[implied[i]], actors[whom], DOMAIN(whom));
        }
    }
    for (size_t class = 0; class < AUTHORITY_CLASSES; class ++) {
        for (size_t who = 0; who < authority->domain_count; who++) {
            relation->of[class][who] &= ~DOMAIN(who);
        }
    }
}

static void identity_make(domain_set *rows)
{
    for (size_t i = 0; i < AUTHORITY_DOMAINS; i++) {
        rows[i] = DOMAIN(i);
    }
}

/* What can be done without anyone passing anything on. */
static void direct_make(struct authority *authority)
{
    domain_set identity[AUTHORITY_DOMAINS];
    domain_set actors[AUTHORITY_DOMAINS];
    identity_make(identity);
    identity_make(actors);
    while (holders_collect(authority, identity)) {
    }
    actors_add(authority, actors, identity);
    relation_make(authority, &authority->direct, identity, actors, 0);
}

static void closed_make(struct authority *authority)
{
    identity_make(authority->takers);
    identity_make(authority->actors);
    for (bool changed = true; changed; authority->rounds++) {
        domain_set before[2][AUTHORITY_DOMAINS];
        memcpy(before[0], authority->takers, sizeof before[0]);
        memcpy(before[1], authority->actors, sizeof before[1]);
        changed = holders_collect(authority, authority->takers);
        actors_add(authority, authority->actors, authority->actors);
        rows_close(authority->actors, authority->domain_count);
        for (size_t i = 0; i < authority->domain_count; i++) {
            authority->takers[i] |= authority->actors[i];
        }
        takers_add(authority, authority->takers);
        rows_close(authority->takers, authority->domain_count);
        changed = changed || memcmp(before[0], authority->takers, sizeof before[0]) != 0
                  || memcmp(before[1], authority->actors, sizeof before[1]) != 0;
    }
    relation_make(authority, &authority->closed, authority->actors, authority->actors,
                  ~authority->trusted);
    for (size_t i = 0; i < authority->domain_count; i++) {
        for (size_t k = 0; k < authority->domain_count; k++) {
            bool same =
                (authority->takers[i] & DOMAIN(k)) != 0 && (authority->takers[k] & DOMAIN(i)) != 0;
            authority->equals[i] |= same ? DOMAIN(k) : 0;
        }
    }
}

struct authority *authority_make(struct arena *arena, const struct spec *spec, domain_set trusted)
{
    struct authority *authority = arena_alloc(arena, sizeof *authority);
    *authority = (struct authority){ .arena = arena, .spec = spec, .trusted = trusted };
    authority->domain_count = spec->domain_count;
    authority->uses = arena_alloc(arena, (spec->object_count + 1) * sizeof authority->uses[0]);
    authority->holders =
        arena_alloc(arena, (spec->object_count + 1) * sizeof authority->holders[0]);
    for (size_t i = 0; i < spec->object_count; i++) {
        authority->uses[i].cnode =
            is_cnode(spec, (uint32_t)i) ? (uint32_t)authority->cnode_count++ : 0;
    }
    authority->cnodes =
        arena_alloc(arena, (authority->cnode_count + 1) * sizeof authority->cnodes[0]);
    threads_use(authority);
    memory_use(authority);
    interrupts_use(authority);
    nested_sort(authority);
    cspaces_walk(authority);
    direct_make(authority);
    closed_make(authority);
    return authority;
}

void authority_flows(const struct authority *authority, const struct relation *relation,
                     domain_set flows[AUTHORITY_DOMAINS])
{
    static const enum authority_class both[] = {
        AUTHORITY_CALL,     AUTHORITY_GRANT,   AUTHORITY_CONTROL,
        AUTHORITY_SCHEDULE, AUTHORITY_DESTROY, AUTHORITY_SUPERVISE,
    };
    memset(flows, 0, AUTHORITY_DOMAINS * sizeof flows[0]);
    for (size_t who = 0; who < authority->domain_count; who++) {
        flows[who] |= relation->of[AUTHORITY_WRITE][who] | relation->of[AUTHORITY_NOTIFY][who]
                      | relation->of[AUTHORITY_REPLY][who];
        rows_add(flows, relation->of[AUTHORITY_READ][who], DOMAIN(who));
        for (size_t i = 0; i < sizeof both / sizeof both[0]; i++) {
            flows[who] |= relation->of[both[i]][who];
            rows_add(flows, relation->of[both[i]][who], DOMAIN(who));
        }
    }
}

const char *authority_outside(const struct authority *authority, size_t domain)
{
    const char *text = NULL;
    for (size_t i = 0; i < authority->spec->object_count; i++) {
        const struct spec_object *object = &authority->spec->objects[i];
        bool held = (authority->holders[i].any & DOMAIN(domain)) != 0;
        bool mapped = (authority->uses[i].map_write & DOMAIN(domain)) != 0;
        const char *name = authority->spec->strings + object->name;
        if ((object->type == SPEC_INITIAL || object->type == SPEC_SCHED_CONTROL) && held) {
            text = arena_format(authority->arena, "%s%s%s", text != NULL ? text : "",
                                text != NULL ? ", " : "", name);
        } else if (object->type == SPEC_FRAMES && object->paddr != SPEC_ANYWHERE
                   && (held || mapped)) {
            text = arena_format(authority->arena, "%s%smemory at 0x%llx (%s)",
                                text != NULL ? text : "", text != NULL ? ", " : "",
                                (unsigned long long)object->paddr, name);
        }
    }
    return text;
}

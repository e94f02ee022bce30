/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Second pass: tree → typed description.  One struct per element of the language, with every
 * attribute as it was given and references by name resolved (NULL where there is no such thing; the
 * rules of the next pass report that).
 */
#pragma once
#include "schema.h"
#include "policy.h"
#include "system_cspace.h"

#define DOMAINS_MAX        63 /* protection domains in a system */
#define ID_MAX             61 /* channel, interrupt and child identifiers */
#define SCHED_DOMAINS_MAX  16
#define SCHEDULE_MAX       100

struct domain;
struct elf;

/* A chunk of the extra boot information that a region can be filled with. */
struct bootinfo_chunk {
    const char *name;
    uint32_t id;
    bool x86_only;
};

struct memory_region {
    struct position at;
    struct value name, size, page_size, phys_addr, prefill_path, prefill_bootinfo;
    size_t index;
    size_t map_count;      /* mappings and setvars that use it */
    /* Worked out by the check and layout passes. */
    const uint8_t *prefill;
    uint64_t prefill_bytes;
    uint64_t bytes;
    unsigned page_bits;
    const struct bootinfo_chunk *bootinfo; /* it is filled with; NULL: none */
    bool wants_paddr;      /* a setvar asks for its physical address */
    uint64_t paddr;        /* SPEC_ANYWHERE if it does not matter */
    size_t first_frames;   /* its objects in the layout's frames, one or two */
    size_t frames_count;
};

struct map_element {
    struct position at;
    struct value mr, vaddr, perms, cached, setvar_vaddr, setvar_size, setvar_prefill_size;
    struct memory_region *region;
};

/* By the attributes that are there; lines are those of ARM and RISC-V, the others those of x86. */
enum irq_kind { IRQ_LINE, IRQ_IOAPIC, IRQ_MSI };

struct irq_element {
    struct position at;
    enum irq_kind kind;
    struct value irq, id, trigger, setvar_id;
    struct value pin, vector, ioapic, polarity, pcidev, handle; /* x86 */
    uint32_t handler;      /* object, worked out by the fifth pass */
};

/* I/O ports, x86. */
struct ioport_element {
    struct position at;
    struct value id, addr, size, setvar_id, setvar_addr;
};

struct setvar_element {
    struct position at;
    struct value symbol, region_paddr;
    struct memory_region *region;
};

struct channel;

struct channel_end {
    struct position at;
    struct value pd, id, pp, notify, setvar_id;
    struct domain *domain;
    struct channel_end *peer; /* NULL if the channel has not two ends */
};

struct channel {
    struct position at;
    struct channel_end ends[2];
    unsigned end_count;
};

/* A protection domain. */
struct domain {
    struct position at;
    struct value name, priority, budget, period, passive, stack_size, cpu, smc, fpu;
    struct value sched_domain, id, setvar_id;
    struct value program_path, symbols_path;
    struct position program_at;
    size_t index;
    struct domain *parent;
    struct map_element *maps;
    size_t map_count;
    struct irq_element *irqs;
    size_t irq_count;
    struct ioport_element *ioports;
    size_t ioport_count;
    struct setvar_element *setvars;
    size_t setvar_count;
    struct cap_element *caps;
    size_t cap_count;
    struct cnode_element **cnodes; /* a CNode comes after the one it is in */
    size_t cnode_count;
    struct supervise_element *supervised;
    size_t supervised_count;
    bool wants_endpoint;    /* somebody holds a capability to its endpoint */
    struct channel_end **ends;
    size_t end_count;
    struct domain **children;
    size_t child_count;
    uint64_t base_end;      /* behind its last base slot, worked out by the rules */
    uint64_t restart_table; /* address of its restart table, worked out by the layout */
    /* Opened by the image rules. */
    struct elf *program;
    struct elf *symbols;
};

struct sched_domain {
    struct position at;
    struct value name, id;
    uint64_t number;
};

struct schedule_entry {
    struct position at;
    struct value domain, duration;
    struct sched_domain *target;
    bool is_end; /* <schedule_end_marker> */
};

struct sched_domains {
    struct position at;
    struct position schedule_at;
    bool given;
    struct value start_index, index_shift;
    struct sched_domain *domains;
    size_t domain_count;
    struct schedule_entry *entries;
    size_t entry_count;
};

struct system {
    struct arena *arena;
    struct position at;
    struct domain **domains; /* parents before children, otherwise as written */
    size_t domain_count;
    struct memory_region **regions;
    size_t region_count;
    struct channel **channels;
    size_t channel_count;
    struct memory_region **reserved; /* untyped memory at physical addresses */
    size_t reserved_count;
    struct policy_statement *policies;
    size_t policy_count;
    struct sched_domains schedule;
    struct map domain_names; /* → index */
    struct map region_names;
    struct map sched_names;
};

/* Reads the whole tree; returns NULL only if the root is not a system. */
struct system *system_read(struct arena *arena, struct diag *diag, const struct xml_element *root);

/* Values with their defaults. */
static inline uint64_t value_or(const struct value *value, uint64_t otherwise)
{
    return value->given ? value->number : otherwise;
}

#define DEFAULT_BUDGET_US  1000
#define DEFAULT_STACK_SIZE 0x2000

static inline uint64_t domain_budget_us(const struct domain *domain)
{
    return value_or(&domain->budget, DEFAULT_BUDGET_US);
}

static inline uint64_t domain_period_us(const struct domain *domain)
{
    return value_or(&domain->period, domain_budget_us(domain));
}

static inline uint64_t domain_stack_bytes(const struct domain *domain)
{
    return value_or(&domain->stack_size, DEFAULT_STACK_SIZE);
}

/* By what a system tells an interrupt from others: its number, or on x86 its vector. */
static inline const struct value *irq_number(const struct irq_element *irq)
{
    return irq->kind == IRQ_LINE ? &irq->irq : &irq->vector;
}

/* Whether the peer may call this domain through the channel end. */
static inline bool end_may_call(const struct channel_end *end)
{
    return value_or(&end->pp, 0) != 0;
}

static inline bool end_may_notify(const struct channel_end *end)
{
    return value_or(&end->notify, 1) != 0;
}

/* The region an attribute names, which then counts as used; NULL if there is none. */
struct memory_region *region_find(const struct system *system, const struct value *name);

/* Whether the domain waits on an endpoint: somebody may call it, or send it faults. */
bool domain_needs_endpoint(const struct domain *domain);

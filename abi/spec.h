/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system specification: the compact binary table the SDK tool puts into an image and init turns
 * into running protection domains.
 *
 * It is a general description of kernel objects and of who holds which capability to them; nothing
 * in it is special to protection domains except the table of domains at the end, which only the
 * monitor reads.  All tables are arrays of fixed-size little-endian records; a "reference" to an
 * object is its index in the object table, SPEC_NONE where there is none; a name is an offset into
 * the string area (offset 0 is the empty string).
 *
 * Where it lies.  The root task's image is one contiguous virtual range: init's own segments, then,
 * page aligned, the specification, then, page aligned, the loaded pages of the domains.  The tool
 * writes the specification's virtual address into init's 8-byte symbol `init_spec`.  Loaded pages
 * are named by their page number counted from the specification's first page, so that init finds
 * the frame capability of page p at
 *     userImageFrames.start + (init_spec - image start) / 4096 + p.
 *
 * Order of work in init (each table in its own order): objects; caps; tables; maps; sched; threads;
 * irqs; then the threads are started by falling priority.
 */
#pragma once
#include <stdint.h>

#define SPEC_MAGIC   UINT64_C(0x43455053414e4e41) /* "ANNASPEC" */
#define SPEC_VERSION 3
#define SPEC_NONE    UINT32_C(0xffffffff)
#define SPEC_ANYWHERE UINT64_C(0xffffffffffffffff)

/* A table: byte offset from the start of the specification, and number of records. */
struct spec_table {
    uint32_t offset;
    uint32_t count;
};

struct spec_header {
    uint64_t magic;
    uint32_t version;
    uint32_t bytes;                /* of the whole specification, without the loaded pages */
    uint32_t loaded_first_page;    /* page number of the first loaded page = pages of the spec */
    uint32_t loaded_pages;
    uint32_t monitor_endpoint;     /* object: where faults and passive domains' signals arrive */
    uint32_t monitor_reply;        /* object: the monitor's reply object */
    struct spec_table objects;     /* struct spec_object */
    struct spec_table caps;        /* struct spec_cap */
    struct spec_table tables;      /* struct spec_paging */
    struct spec_table maps;        /* struct spec_map */
    struct spec_table scheds;      /* struct spec_sched */
    struct spec_table threads;     /* struct spec_thread */
    struct spec_table irqs;        /* struct spec_irq */
    struct spec_table fills;       /* struct spec_fill */
    struct spec_table domains;     /* struct spec_domain */
    struct spec_table symbols;     /* struct spec_symbol, per domain a run sorted by address */
    struct spec_table schedule;    /* struct spec_schedule_entry: kernel domain schedule */
    struct spec_table strings;     /* bytes; count = number of bytes */
    uint32_t schedule_start;       /* entry the schedule starts with, if there is a schedule */
    uint32_t schedule_shift;       /* index of its first entry in the kernel's schedule */
};

/*
 * Objects.  Every object takes `count` consecutive capability slots in init (1 but for frames and
 * untypeds).  size_bits means: CNode: radix; SchedContext and Untyped: log2 bytes; Frames: log2 of
 * the page size; else 0.
 */
enum spec_object_type {
    SPEC_ENDPOINT = 1,
    SPEC_NOTIFICATION,
    SPEC_REPLY,
    SPEC_CNODE,
    SPEC_TCB,
    SPEC_SCHED_CONTEXT,
    SPEC_VSPACE,
    SPEC_PAGE_TABLE,
    SPEC_FRAMES,      /* arg: see the SPEC_FRAMES_* flags */
    SPEC_UNTYPED,
    SPEC_IRQ_HANDLER, /* arg: interrupt number; flag SPEC_IRQ_EDGE */
    SPEC_INITIAL,     /* a capability init itself was born with; arg: its slot, e.g. seL4_CapSMC */
    SPEC_SCHED_CONTROL, /* arg: core */
    SPEC_SGI,         /* software generated interrupt; arg: number | target core << 8 */
    /* x86 only; arg is made of the fields below. */
    SPEC_IRQ_IOAPIC,  /* handler of an interrupt of an I/O APIC */
    SPEC_IRQ_MSI,     /* handler of a message signalled interrupt */
    SPEC_IO_PORTS,    /* a range of I/O ports */
};

enum spec_object_flags {
    SPEC_FRAMES_LOADED = 1, /* the pages are in the image already: arg = first page number */
    SPEC_IRQ_EDGE = 2,      /* edge triggered; else level */
    SPEC_IRQ_LOW = 4,       /* active low; else high */
};

/*
 * The argument of objects that only x86 has, from bit 0 up:
 *
 *     I/O APIC    vector 8, pin 8, number of the I/O APIC 8
 *     MSI         vector 8, PCI function 3, device 5, bus 8, handle 32
 *     I/O ports   first 16, last 16
 */
static inline uint64_t spec_ioapic_arg(uint64_t ioapic, uint64_t pin, uint64_t vector)
{
    return vector | pin << 8 | ioapic << 16;
}

static inline uint64_t spec_msi_arg(uint64_t pci, uint64_t handle, uint64_t vector)
{
    return vector | pci << 8 | handle << 24;
}

static inline uint64_t spec_io_ports_arg(uint64_t first, uint64_t last)
{
    return first | last << 16;
}

struct spec_object {
    uint16_t type;     /* enum spec_object_type */
    uint8_t size_bits;
    uint8_t flags;     /* enum spec_object_flags */
    uint32_t count;
    uint64_t paddr;    /* physical address it must have, or SPEC_ANYWHERE */
    uint64_t arg;
    uint32_t name;
    uint32_t domain;   /* index in `domains` of the domain it belongs to, or SPEC_NONE */
};

/*
 * One capability to be put into a CNode object.  Untyped memory and the capability to make
 * interrupt handlers are moved there, so they occur once at most; of all others init keeps its own.
 */
struct spec_cap {
    uint32_t cnode;    /* object */
    uint32_t slot;     /* index in that CNode */
    uint32_t object;   /* object */
    uint32_t index;    /* which of the object's `count` */
    uint64_t badge;    /* endpoint, notification: badge (0 = none); CNode: guard word */
    uint32_t rights;   /* seL4_CapRights word */
    uint32_t name;
};

/* A page table to be installed; the tables are listed so that upper levels come first. */
struct spec_paging {
    uint32_t vspace;
    uint32_t table;
    uint64_t vaddr;
};

/* A run of frames mapped at consecutive addresses. */
struct spec_map {
    uint32_t vspace;
    uint32_t frames;
    uint32_t first;      /* first frame of the object */
    uint32_t count;
    uint64_t vaddr;
    uint32_t rights;     /* seL4_CapRights word */
    uint32_t attributes; /* enum spec_map_attributes */
};

/* The bits of AArch64's VM attributes word; init of another architecture translates them. */
enum spec_map_attributes {
    SPEC_MAP_CACHED = 3,
    SPEC_MAP_EXECUTE_NEVER = 4,
};

struct spec_sched {
    uint32_t sched_context;
    uint32_t core;
    uint64_t budget_us;
    uint64_t period_us;
    uint64_t badge;
    uint32_t extra_refills;
    uint32_t flags;      /* seL4_SchedContextFlag */
};

enum spec_thread_flags {
    SPEC_THREAD_FPU_DISABLED = 1,
    SPEC_THREAD_STOPPED = 2, /* configured, not started */
};

struct spec_thread {
    uint32_t tcb;
    uint32_t cspace;           /* CNode object */
    uint64_t cspace_guard;     /* CNode capability data word */
    uint32_t vspace;
    uint32_t ipc_frames;       /* FRAMES object, its frame 0; SPEC_NONE: no IPC buffer */
    uint64_t ipc_vaddr;
    uint32_t sched_context;    /* SPEC_NONE: none */
    uint32_t notification;     /* bound notification, or SPEC_NONE */
    uint32_t fault_endpoint;
    uint32_t fault_rights;
    uint64_t fault_badge;
    uint32_t timeout_endpoint;
    uint32_t timeout_rights;
    uint64_t timeout_badge;
    uint64_t ip;
    uint64_t sp;
    uint8_t priority;
    uint8_t mcp;
    uint8_t sched_domain;      /* kernel scheduling domain */
    uint8_t flags;             /* enum spec_thread_flags */
    uint32_t name;
};

/* An interrupt handler bound to a notification. */
struct spec_irq {
    uint32_t handler;
    uint32_t notification;
    uint64_t badge;
};

/*
 * Bytes of loaded pages to be copied into frames that have to be elsewhere (regions with a fixed
 * physical address or larger pages, filled from a file); or, if the first page number is
 * SPEC_FILL_BOOTINFO + n, the chunk of the extra boot information with identifier n, without its
 * header: as much of it as there is and fits into `bytes`.
 */
#define SPEC_FILL_BOOTINFO UINT32_C(0xfffffff0)

struct spec_fill {
    uint32_t frames;
    uint32_t loaded_page;  /* first page number of the source */
    uint64_t offset;       /* destination, bytes from the first frame's start; page aligned */
    uint64_t bytes;
};

/*
 * What the monitor knows about a domain.  The fault badge of domain i at the monitor is i + 1; the
 * capability with which a passive domain says that it is ready has SPEC_BADGE_PASSIVE as well, so
 * that who holds one to the other's fault endpoint cannot say it.
 */
#define SPEC_BADGE_PASSIVE (UINT64_C(1) << 63)

struct spec_domain {
    uint32_t name;
    uint32_t tcb;
    uint32_t sched_context;
    uint32_t notification;
    uint32_t first_symbol;
    uint32_t symbol_count;
    uint64_t stack_bottom;     /* lowest address of the stack */
    uint64_t stack_top;
    uint32_t parent;           /* domain index or SPEC_NONE */
    uint32_t passive;          /* 1: bind sched_context to notification when it signals */
};

struct spec_symbol {
    uint64_t address;
    uint32_t bytes;            /* 0 if unknown */
    uint32_t name;
};

struct spec_schedule_entry {
    uint8_t domain;
    uint8_t padding[7];
    uint64_t ticks;            /* 0: end marker */
};

_Static_assert(sizeof(struct spec_header) == 136, "spec header layout");
_Static_assert(sizeof(struct spec_object) == 32, "spec object layout");
_Static_assert(sizeof(struct spec_cap) == 32, "spec cap layout");
_Static_assert(sizeof(struct spec_paging) == 16, "spec paging layout");
_Static_assert(sizeof(struct spec_map) == 32, "spec map layout");
_Static_assert(sizeof(struct spec_sched) == 40, "spec sched layout");
_Static_assert(sizeof(struct spec_thread) == 96, "spec thread layout");
_Static_assert(sizeof(struct spec_irq) == 16, "spec irq layout");
_Static_assert(sizeof(struct spec_fill) == 24, "spec fill layout");
_Static_assert(sizeof(struct spec_domain) == 48, "spec domain layout");
_Static_assert(sizeof(struct spec_symbol) == 16, "spec symbol layout");

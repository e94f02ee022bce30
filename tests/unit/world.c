/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The test world: booting it, and checking what the kernel has done to it. See harness.h.
 *
 * Physical memory, from HOST_RAM_BASE: root CNode (32 KiB), root TCB, scheduling context, VSpace,
 * ASID pool, IPC buffer, three page tables (a page each), and from 64 KiB on untypeds of 64 KiB,
 * 128 KiB, ... up to the end.
 */
#include "harness.h"
#include "objects/domain.h"
#include "objects/irq.h"
#include "objects/sched_control.h"
#include "fastpath.h"
#include "sched.h"
#include "check.h"
#include "tlb.h"
#include <stdlib.h>
#include <string.h>

enum { PAGE = 4096, ROOT_TCB_AT = 8, ROOT_SC_AT, ROOT_VSPACE_AT, ROOT_POOL_AT, ROOT_BUFFER_AT,
       ROOT_TABLES_AT };

static struct {
    struct slot *root;    /* the root CNode's slots */
    word_t next_slot;
    unsigned untyped_count;
    bool skip_checks;

    /* For the commit rule: the state before a system call. */
    struct kernel kernel_before;
    struct host_machine machine_before;
    uint8_t *ram_before;

    /* What the fast path made of the same state. */
    bool fast;
    unsigned fast_count;
    struct kernel kernel_fast;
    struct host_machine machine_fast;
    uint8_t *ram_fast;
} world;

static word_t ram_address(word_t offset)
{
    return window_address((paddr_t){ HOST_RAM_BASE + offset });
}

static void *ram_page(unsigned page)
{
    return (void *)ram_address((word_t)page * PAGE);
}

/* Setting up. */

static void root_cap(word_t cptr, struct cap cap)
{
    slot_insert_root(&world.root[cptr], cap);
}

static void create_memory_caps(word_t ram_bytes)
{
    word_t slot = WORLD_UNTYPED;
    word_t offset = 1 << WORLD_UNTYPED_BITS;

    root_cap(WORLD_DEVICE, untyped_cap(window_address((paddr_t){ HOST_DEVICE_BASE }), 27, true, 0));
    for (unsigned bits = WORLD_UNTYPED_BITS; offset < ram_bytes; bits++) {
        /* Full, so that the first use clears it. */
        root_cap(slot++, untyped_cap(ram_address(offset), bits, false, word_bit(bits)));
        offset += word_bit(bits);
    }
    world.untyped_count = (unsigned)(slot - WORLD_UNTYPED);
}

/* The address space: ASID 1, three tables, the IPC buffer's page. */
static void create_vspace(void)
{
    word_t vspace = ram_address(ROOT_VSPACE_AT * PAGE);

    kernel.asid_pool[0] = ram_page(ROOT_POOL_AT);
    kernel.asid_pool[0]->root[1] = vspace;
    root_cap(seL4_CapASIDControl, asid_control_cap());
    root_cap(seL4_CapInitThreadASIDPool, asid_pool_cap((word_t)kernel.asid_pool[0], 0));
    root_cap(seL4_CapInitThreadVSpace, vspace_cap(vspace, 1));
    for (unsigned i = 0; i < 3; i++) {
        word_t table = ram_address((word_t)(ROOT_TABLES_AT + i) * PAGE);
        word_t vaddr = round_down(WORLD_IPC_BUFFER, 39 - 9 * i);

        root_cap(WORLD_PAGE_TABLES + i, page_table_cap(table, map_word(1, vaddr)));
        vspace_boot_map_table(vspace, table, vaddr);
    }
    vspace_boot_map_page(vspace, ram_address(ROOT_BUFFER_AT * PAGE), WORLD_IPC_BUFFER, false);
    root_cap(seL4_CapInitThreadIPCBuffer,
             frame_cap(ram_address(ROOT_BUFFER_AT * PAGE), FRAME_SMALL, VM_READ_WRITE, false,
                       map_word(1, WORLD_IPC_BUFFER)));
}

static void hold(struct tcb *thread, enum tcb_slot place, word_t cptr)
{
    slot_insert(&thread->slots[place], &world.root[cptr], world.root[cptr].cap);
}

static void create_root_thread(void)
{
    struct tcb *thread = ram_page(ROOT_TCB_AT);
    struct sched_context *sc = ram_page(ROOT_SC_AT);

    tcb_init(thread);
    strcpy(thread->name, "rootserver");
    root_cap(seL4_CapInitThreadTCB, tcb_cap(thread));
    root_cap(seL4_CapInitThreadSC, sched_context_cap(sc, 8));
    hold(thread, TCB_CSPACE, seL4_CapInitThreadCNode);
    hold(thread, TCB_VSPACE, seL4_CapInitThreadVSpace);
    hold(thread, TCB_IPC_BUFFER, seL4_CapInitThreadIPCBuffer);
    thread->ipc_buffer = WORLD_IPC_BUFFER;
    thread->priority = seL4_MaxPrio;
    thread->mcp = seL4_MaxPrio;
    refill_init(sc, 2, ticks_from_us(5000), 0, kernel.cpu.now);
    sched_context_bind_tcb(sc, thread);
    sched_start(thread);
}

void world_create_sized(word_t ram_bytes)
{
    host_ram_create(ram_bytes);
    host_reset(1000 * TIMER_KHZ);
    host_console_clear();
    memset(&kernel, 0, sizeof(kernel));
    free(world.ram_before);
    free(world.ram_fast);
    memset(&world, 0, sizeof(world));
    world.ram_before = malloc(ram_bytes);
    world.ram_fast = malloc(ram_bytes);
    world.root = (struct slot *)ram_address(0);
    kernel.irq_state[IRQ_KERNEL_TIMER] = IRQ_TIMER;
    tlb_forget();
    sched_init();
    root_cap(seL4_CapInitThreadCNode,
             cnode_cap(world.root, ROOT_RADIX, 0, WORD_BITS - ROOT_RADIX));
    root_cap(seL4_CapIRQControl, irq_control_cap());
    root_cap(seL4_CapDomain, domain_cap());
    root_cap(WORLD_SCHED_CONTROL, sched_control_cap(0));
    create_memory_caps(ram_bytes);
    create_vspace();
    create_root_thread();
    world.next_slot = WORLD_UNTYPED + world.untyped_count;
    assert_invariants();
}

void world_create(void)
{
    world_create_sized(WORLD_RAM_BYTES);
}

int world_setup(void **state)
{
    (void)state;
    world_create();
    return 0;
}

int world_teardown(void **state)
{
    (void)state;
    free(world.ram_before);
    free(world.ram_fast);
    world.ram_before = NULL;
    world.ram_fast = NULL;
    return 0;
}

unsigned world_untyped_count(void)
{
    return world.untyped_count;
}

/* Looking. */

struct slot *slot_at(word_t cptr)
{
    return &world.root[cptr];
}

struct cap cap_at(word_t cptr)
{
    return world.root[cptr].cap;
}

struct tcb *thread_at(word_t cptr)
{
    assert_int_equal(cap_type(cap_at(cptr)), CAP_TCB);
    return tcb_of(cap_at(cptr));
}

struct sched_context *context_at(word_t cptr)
{
    assert_int_equal(cap_type(cap_at(cptr)), CAP_SCHED_CONTEXT);
    return sched_context_of(cap_at(cptr));
}

word_t new_slot(void)
{
    assert_in_range(world.next_slot, 0, (1u << ROOT_RADIX) - 1);
    return world.next_slot++;
}

/* Checking. */

void world_skip_checks(bool skip)
{
    world.skip_checks = skip;
}

bool world_checks_are_skipped(void)
{
    return world.skip_checks;
}

/* The timer must go off no later than the next thing that happens by itself. */
static const char *check_timer(void)
{
    const struct cpu *cpu = this_cpu();
    ticks_t deadline = host_machine.deadline;
    struct sched_context *sc = cpu->current_sc;

    if (!host_machine.armed) {
        return "machine: the timer is not armed";
    }
    if (deadline > cpu->domain_end) {
        return "machine: the timer misses the end of the domain's slice";
    }
    if (cpu->release.head && deadline > refill_head(cpu->release.head->sched_context)->time) {
        return "machine: the timer misses a release";
    }
    if (sc->refill_max && deadline > cpu->charged_until + refill_head(sc)->amount) {
        return "machine: the timer misses the end of the budget";
    }
    return NULL;
}

/* The machine is set up for the current thread. One whose VSpace capability has just been revoked
 * may stay where it is until the next switch. */
static const char *check_switched(void)
{
    const struct cpu *cpu = this_cpu();
    struct cap vspace = cpu->current->slots[TCB_VSPACE].cap;
    bool enabled = !(cpu->current->flags & TCB_FLAG_FPU_DISABLED);

    if (cpu->current == &cpu->idle) {
        return NULL;
    }
    if (vspace_is_valid(vspace) && cpu->arch.root != cap_address(vspace)) {
        return "machine: the address space is not the current thread's";
    }
    if (host_machine.fpu_enabled != enabled || (enabled && cpu->fpu_owner != cpu->current)) {
        return "machine: the FPU is not set up for the current thread";
    }
    return NULL;
}

/* The MMU must not walk tables that are free again, whoever runs. */
static const char *check_current_root(void)
{
    const struct cpu *cpu = this_cpu();

    if (cpu->arch.root != 0 && (kernel.asid_pool[cpu->arch.asid >> ASID_POOL_BITS] == NULL
                                || kernel.asid_pool[cpu->arch.asid >> ASID_POOL_BITS]
                                           ->root[cpu->arch.asid & word_mask(ASID_POOL_BITS)]
                                       != cpu->arch.root)) {
        return "machine: the MMU uses an address space that is gone";
    }
    return NULL;
}

const char *world_check(void)
{
    const char *broken = check_all_from(world.root, 1u << ROOT_RADIX);

    broken = broken ? broken : check_timer();
    broken = broken ? broken : check_switched();
    broken = broken ? broken : check_current_root();
    return broken ? broken : tlb_check();
}

void assert_invariants(void)
{
    const char *broken = world.skip_checks ? NULL : world_check();

    if (broken) {
        fail_msg("invariant broken: %s", broken);
    }
}

void world_remember(void)
{
    world.kernel_before = kernel;
    world.machine_before = host_machine;
    memcpy(world.ram_before, (const void *)ram_address(0), host_ram_bytes());
}

/* Take `bytes` at `address` out of the comparison. */
static void forgive(const void *address, size_t bytes)
{
    word_t offset = (word_t)address - ram_address(0);

    if (offset < host_ram_bytes()) {
        memcpy(world.ram_before + offset, address, bytes);
    }
}

const char *world_difference(const struct tcb *caller)
{
    const word_t *buffer = tcb_ipc_buffer(caller, true);
    struct cpu *before = &world.kernel_before.cpu;

    forgive(&caller->regs, sizeof(caller->regs));
    forgive(&caller->cancel_done, sizeof(caller->cancel_done));
    if (world.kernel_before.cancel.caller == caller) {
        world.kernel_before.cancel = kernel.cancel;
    }
    if (buffer) {
        forgive(buffer, seL4_MsgMaxLength * sizeof(word_t) + sizeof(word_t));
    }
    before->utilisation.entered = kernel.cpu.utilisation.entered;
    world.machine_before.preempt_at = host_machine.preempt_at;
    if (memcmp(&world.kernel_before, &kernel, sizeof(kernel)) != 0) {
        return "commit rule: a failing invocation changed the kernel's state";
    }
    if (memcmp(&world.machine_before, &host_machine, sizeof(host_machine)) != 0) {
        return "commit rule: a failing invocation changed the machine's state";
    }
    if (memcmp(world.ram_before, (const void *)ram_address(0), host_ram_bytes()) != 0) {
        return "commit rule: a failing invocation changed memory";
    }
    return NULL;
}

/* The fast path. */

static struct regs *run_fastpath(const struct regs *r)
{
    if (r->x[7] == (word_t)seL4_SysCall) {
        return fastpath_call(r->x[0], r->x[1]);
    }
    if (r->x[7] == (word_t)seL4_SysReplyRecv) {
        return fastpath_reply_recv(r->x[0], r->x[1], r->x[6]);
    }
    if (r->x[7] == (word_t)seL4_SysSend) {
        return fastpath_signal(r->x[0], r->x[1]);
    }
    return NULL;
}

/* What a thread waits for means nothing while it does not wait: take it out of the comparison. */
static void forgive_blocked_on(void)
{
    for (const struct tcb *t = kernel.debug_threads; t; t = t->debug_next) {
        struct tcb *fast = (struct tcb *)(world.ram_fast + ((word_t)t - ram_address(0)));

        if (tcb_is_runnable(t) || t->state == THREAD_BLOCKED_ON_REPLY) {
            fast->blocked_on = t->blocked_on;
        }
    }
}

/* Time is not accounted by the fast path, and the moment of the entry not noted, which only matters
 * while utilisation is measured; that aside both leave the same. */
static const char *check_fastpath(void)
{
    struct cpu *fast = &world.kernel_fast.cpu, *slow = &kernel.cpu;

    forgive_blocked_on();
    fast->now = slow->now;
    if (!slow->utilisation.running) {
        fast->utilisation.entered = slow->utilisation.entered;
    }
    if (memcmp(&world.kernel_fast, &kernel, sizeof(kernel)) != 0) {
        return "fast path: the kernel's state is another";
    }
    if (memcmp(world.ram_fast, (void *)ram_address(0), host_ram_bytes()) != 0) {
        return "fast path: memory is another";
    }
    if (memcmp(&world.machine_fast, &host_machine, sizeof(host_machine)) != 0) {
        return "fast path: the machine's state is another";
    }
    return NULL;
}

const char *world_enter(void)
{
    void *ram = (void *)ram_address(0);
    struct regs *resumed;

    world_remember();
    resumed = run_fastpath(&current_thread()->regs);
    world.fast = resumed != NULL;
    if (!world.fast) {
        if (memcmp(&world.kernel_before, &kernel, sizeof(kernel)) != 0
            || memcmp(world.ram_before, ram, host_ram_bytes()) != 0) {
            return "fast path: not taken, but something has changed";
        }
        entry_syscall();
        return NULL;
    }
    if (resumed != &current_thread()->regs) {
        return "fast path: the registers are not those of the current thread";
    }
    world.fast_count++;
    world.kernel_fast = kernel;
    world.machine_fast = host_machine;
    memcpy(world.ram_fast, ram, host_ram_bytes());
    kernel = world.kernel_before;
    host_machine = world.machine_before;
    memcpy(ram, world.ram_before, host_ram_bytes());
    entry_syscall();
    return check_fastpath();
}

unsigned world_fastpath_count(void)
{
    return world.fast_count;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host port: the kernel as an ordinary program, an architecture like the others. A test loads
 * the registers of the current thread, calls one of the kernel's entries and looks at the result;
 * no user code runs.
 *
 * Modelled: physical memory (one mapping at a fixed address), an interrupt controller with masking,
 * a clock that stands still until it is set, the timer's comparator, page tables in memory and the
 * MMU that walks them, one floating-point register file, a console.
 *
 * Not modelled: caches, TLBs (flushes are only noted), speculation, user instructions, more than
 * one processor. Panics and halts abort, so that sanitizers and debuggers see where they come from.
 *
 * The variables here are the machine's, not the kernel's. This is the only file that includes
 * headers of the C library.
 */
#define _GNU_SOURCE
#include "host.h"
#include "kernel.h"
#include "pte.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct host_machine host_machine;

static struct {
    char text[HOST_CONSOLE_BYTES];
    unsigned length;
    bool echo;
} console;

static word_t ram_bytes;

/* Memory. */

void host_ram_create(word_t bytes)
{
    void *base = (void *)window_address((paddr_t){ HOST_RAM_BASE });

    if (ram_bytes != 0) {
        munmap(base, ram_bytes);
    }
    if (mmap(base, bytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != base) {
        perror("host port: cannot map the machine's memory");
        exit(2);
    }
    ram_bytes = bytes;
}

word_t host_ram_bytes(void)
{
    return ram_bytes;
}

void host_reset(ticks_t clock)
{
    memset(&host_machine, 0, sizeof(host_machine));
    memset(host_machine.masked, 0xff, sizeof(host_machine.masked));
    host_machine.masked[IRQ_KERNEL_TIMER / WORD_BITS] &= ~word_bit(IRQ_KERNEL_TIMER % WORD_BITS);
    host_machine.clock = clock;
}

/* Interrupts. */

static bool bitmap_has(const word_t *map, unsigned n)
{
    return map[n / WORD_BITS] >> (n % WORD_BITS) & 1;
}

static void bitmap_put(word_t *map, unsigned n, bool on)
{
    word_t bit = word_bit(n % WORD_BITS);

    map[n / WORD_BITS] = (map[n / WORD_BITS] & ~bit) | (on ? bit : 0);
}

void host_irq_raise(unsigned irq)
{
    bitmap_put(host_machine.raised, irq, true);
}

void host_irq_lower(unsigned irq)
{
    bitmap_put(host_machine.raised, irq, false);
}

bool host_irq_is_masked(unsigned irq)
{
    return bitmap_has(host_machine.masked, irq);
}

static bool timer_fires(void)
{
    return host_machine.armed && host_machine.clock >= host_machine.deadline;
}

/* The lowest interrupt that is raised and neither masked nor active. */
static unsigned irq_highest(void)
{
    if (timer_fires() && !bitmap_has(host_machine.masked, IRQ_KERNEL_TIMER)
        && !bitmap_has(host_machine.active, IRQ_KERNEL_TIMER)) {
        return IRQ_KERNEL_TIMER;
    }
    for (unsigned w = 0; w < HOST_IRQ_WORDS; w++) {
        word_t ready = host_machine.raised[w] & ~host_machine.masked[w] & ~host_machine.active[w];

        if (ready != 0) {
            return w * WORD_BITS + (unsigned)__builtin_ctzll(ready);
        }
    }
    return IRQ_NONE;
}

/* Claimed interrupts for user level stay masked until they are acknowledged, as on AArch64. */
unsigned arch_irq_take(void)
{
    unsigned irq = irq_highest();

    if (irq == IRQ_NONE) {
        return IRQ_NONE;
    }
    bitmap_put(host_machine.active, irq, true);
    if (irq != IRQ_KERNEL_TIMER) {
        bitmap_put(host_machine.masked, irq, true);
    }
    bitmap_put(host_machine.masked, irq, irq != IRQ_KERNEL_TIMER);
    if (bitmap_has(host_machine.edge, irq)) {
        bitmap_put(host_machine.raised, irq, false);
    }
    return irq;
}

void arch_irq_done(unsigned irq)
{
    bitmap_put(host_machine.active, irq, false);
}

bool arch_irq_pending(void)
{
    if (host_machine.preempt_at && --host_machine.preempt_at == 0) {
        return true;
    }
    return irq_highest() != IRQ_NONE;
}

void arch_irq_mask(unsigned irq, bool masked)
{
    bitmap_put(host_machine.masked, irq, masked);
}

void arch_irq_user_ack(unsigned irq)
{
    arch_irq_mask(irq, false);
}

void arch_irq_set_trigger(unsigned irq, bool edge)
{
    bitmap_put(host_machine.edge, irq, edge);
}

bool arch_sgi_target_valid(word_t target)
{
    return target < 8;
}

void arch_sgi_send(unsigned irq, word_t target)
{
    host_machine.last_sgi.irq = irq;
    host_machine.last_sgi.target = target;
    host_machine.last_sgi.count++;
}

/* Time. */

ticks_t arch_timer_now(void)
{
    return host_machine.clock;
}

void arch_timer_arm(ticks_t deadline)
{
    host_machine.deadline = deadline;
    host_machine.armed = true;
}

void arch_timer_ack(void)
{
    host_machine.armed = false;
}

/* As many cycles as ticks. */
word_t arch_cycles(void)
{
    return host_machine.clock;
}

/* Address spaces. */

void arch_vspace_switch(word_t root, unsigned asid)
{
    this_cpu()->arch.root = root;
    this_cpu()->arch.asid = asid;
}

void arch_vspace_switch_none(void)
{
    arch_vspace_switch(0, 0);
}

static void tlb_flush(unsigned asid, word_t vaddr)
{
    unsigned i = host_machine.flush_count++;

    host_machine.tlb_flushes++;
    if (i < HOST_FLUSHES) {
        host_machine.flushes[i].asid = asid;
        host_machine.flushes[i].vaddr = vaddr;
    }
}

void arch_tlb_flush_asid(unsigned asid)
{
    tlb_flush(asid, HOST_ALL);
}

void arch_tlb_flush_page(unsigned asid, word_t vaddr)
{
    tlb_flush(asid, vaddr);
}

void arch_tlb_flush_all(void)
{
    tlb_flush(HOST_ALL_ASIDS, HOST_ALL);
}

void arch_pte_written(void *entry)
{
    (void)entry;
    host_machine.pte_writes++;
}

/* Cache operations touch the memory, so that a wrong range is noticed. */
static void cache_operation(word_t address, word_t bytes)
{
    const volatile uint8_t *p = (const volatile uint8_t *)address;

    if (bytes != 0) {
        (void)p[0];
        (void)p[bytes - 1];
    }
    host_machine.cache_operations++;
    host_machine.cache_bytes += bytes;
}

void arch_cache_clean(word_t address, word_t bytes)
{
    cache_operation(address, bytes);
}

void arch_cache_invalidate(word_t address, word_t bytes)
{
    cache_operation(address, bytes);
}

void arch_cache_clean_invalidate(word_t address, word_t bytes)
{
    cache_operation(address, bytes);
}

void arch_cache_unify(word_t address, word_t bytes)
{
    cache_operation(address, bytes);
}

void arch_cache_flush_all(void)
{
    host_machine.cache_operations++;
}

/* Floating point. */

void arch_fpu_enable(bool enabled)
{
    host_machine.fpu_enabled = enabled;
}

void arch_fpu_save(struct regs *r)
{
    memcpy(r->fpu, host_machine.fpu, sizeof(r->fpu));
    host_machine.fpu_saves++;
}

void arch_fpu_load(const struct regs *r)
{
    memcpy(host_machine.fpu, r->fpu, sizeof(r->fpu));
    host_machine.fpu_loads++;
}

struct regs *arch_fpu_exchange(struct regs *load, struct regs *save)
{
    arch_fpu_save(save);
    arch_fpu_load(load);
    return load;
}

/* Threads. */

void arch_switch_to(struct tcb *thread)
{
    thread->arch.switches++;
}

/* There are no hardware breakpoints, so nobody is stepped. */
void arch_debug_reply(struct tcb *faulter, struct tcb *handler)
{
    (void)faulter;
    (void)handler;
}

void arch_init_idle(struct regs *r)
{
    regs_init(r);
}

void arch_resume(void)
{
    (void)fprintf(stderr, "host port: no user code can be run\n");
    abort();
}

/* Console. */

void console_put(char c)
{
    if (console.length + 1 < sizeof(console.text)) {
        console.text[console.length++] = c;
        console.text[console.length] = '\0';
    }
    if (console.echo) {
        (void)putchar(c);
    }
}

const char *host_console(void)
{
    return console.text;
}

void host_console_clear(void)
{
    console.length = 0;
    console.text[0] = '\0';
}

void host_console_echo(bool on)
{
    console.echo = on;
}

void arch_halt(void)
{
    (void)fprintf(stderr, "host port: the kernel halted; console:\n%s\n", console.text);
    abort();
}

/* The MMU. */

static bool leaf_permits(struct pte p, enum host_access access)
{
    if (access == HOST_EXECUTE) {
        return pte_rights(p) != VM_KERNEL_ONLY && pte_is_executable(p);
    }
    return pte_rights(p) == VM_READ_WRITE || (access == HOST_READ && pte_rights(p) == VM_READ_ONLY);
}

bool host_translate(word_t root, word_t vaddr, enum host_access access, paddr_t *paddr)
{
    word_t table = root;

    if (vaddr > PTE_USER_TOP) {
        return false;
    }
    for (unsigned level = 0; level < LEVEL_COUNT; level++) {
        unsigned shift = levels[level].shift;
        word_t index = vaddr >> shift & word_mask(levels[level].bits);
        struct pte p = ((const struct pte *)table)[index];

        switch (pte_kind(p, level)) {
        case PTE_TABLE:
            table = window_address(pte_paddr(p));
            break;
        case PTE_LEAF:
            paddr->raw = pte_paddr(p).raw + (vaddr & word_mask(shift));
            return leaf_permits(p, access);
        default:
            return false;
        }
    }
    return false;
}

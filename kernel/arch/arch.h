/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an architecture provides to the portable kernel: all of it, and nothing else.
 *
 * Each architecture's folder is on the include path and has, under the same names:
 *     regs.h      struct regs, struct arch_tcb, and the inline functions named below
 *     pte.h       page-table entries and levels, for the one walker in vspace.c
 *     platform.h  IRQ_COUNT, struct arch_cpu, struct arch_kernel, timer constants
 *
 * regs.h (all inline, on struct regs *r):
 *     enum { REGS_CONTEXT_WORDS, REGS_FRAME_WORDS, REGS_MESSAGE_WORDS }
 *     word_t regs_context(r, i); void regs_set_context(r, i, value)   the seL4_UserContext order;
 *                                setting sanitises; word 0 is the address execution goes on at
 *     word_t regs_syscall(r), regs_cap(r), regs_info(r), regs_reply(r), regs_nbsend_dest(r)
 *     word_t regs_message(r, i); void regs_set_message(r, i, value)   i < REGS_MESSAGE_WORDS
 *     void   regs_set_badge(r, value), regs_set_info(r, value), regs_set_cap(r, value)
 *     word_t regs_fault_ip(r); void regs_set_fault_ip(r, value)       where a restart goes to
 *     word_t regs_next_ip(r); void regs_set_next_ip(r, value)         where execution continues
 *     void   regs_set_tls(r, value)
 *     void   regs_init(r)                                             a new thread's registers
 *     REGS_UNKNOWN_SYSCALL_WORDS, REGS_UNKNOWN_SYSCALL_REPLY_WORDS: lengths of the message (with the
 *         number as last word) and of what a reply sets; likewise REGS_EXCEPTION_WORDS (without
 *         number and code) and REGS_TIMEOUT_REPLY_WORDS
 *     word_t regs_unknown_syscall(r, i), regs_exception(r, i); and the setters
 *     regs_set_unknown_syscall(r, i, v), regs_set_exception(r, i, v), regs_set_timeout(r, i, v)
 *
 * pte.h: see there.
 *
 * platform.h also has TIMER_KHZ (ticks per millisecond) and TIMER_PRECISION_TICKS.
 */
#pragma once
#include "regs.h"
#include "types.h"

struct tcb;

/* Kernel window: physical memory as the kernel sees it, at a constant distance. */
#include "window.h" /* inline: word_t window_address(paddr_t), paddr_t window_paddr(word_t) */

/* Leaving: load current_thread()'s registers and run it. */
_Noreturn void arch_resume(void);
/* The idle thread's registers: wait for interrupts in kernel mode. */
void arch_init_idle(struct regs *r);

/* Address spaces. `root`: kernel address of the root table. */
void arch_vspace_switch(word_t root, unsigned asid);
void arch_vspace_switch_none(void);
void arch_tlb_flush_asid(unsigned asid);
void arch_tlb_flush_page(unsigned asid, word_t vaddr);
void arch_tlb_flush_all(void);
/* A page-table entry was written: make the table walker see it. */
void arch_pte_written(void *entry);

/* Caches, by address in the kernel window or in the current user address space (pte_cache_address()
 * says which the architecture uses for a mapping). `bytes` may cross pages. */
void arch_cache_clean(word_t address, word_t bytes);             /* to the point of coherency */
void arch_cache_invalidate(word_t address, word_t bytes);
void arch_cache_clean_invalidate(word_t address, word_t bytes);
void arch_cache_unify(word_t address, word_t bytes);             /* instruction and data side */

/* Interrupts. */
enum { IRQ_NONE = ~0u };
unsigned arch_irq_take(void);                /* claim a pending interrupt, IRQ_NONE if there is none */
void arch_irq_done(unsigned irq);            /* after delivery of a claimed one */
bool arch_irq_pending(void);                 /* is one waiting? */
void arch_irq_mask(unsigned irq, bool masked);
void arch_irq_user_ack(unsigned irq);        /* user level has handled it */
void arch_irq_set_trigger(unsigned irq, bool edge);
bool arch_sgi_target_valid(word_t target);
void arch_sgi_send(unsigned irq, word_t target);

/* Time. */
ticks_t arch_timer_now(void);
void arch_timer_arm(ticks_t deadline);       /* absolute; in the past: fires at once */
void arch_timer_ack(void);

/* Benchmark kernels: the processor's cycle counter, and emptying all caches. */
word_t arch_cycles(void);
void arch_cache_flush_all(void);

/* Floating point: the state of a thread lies in its struct regs. */
void arch_fpu_enable(bool enabled);
void arch_fpu_save(struct regs *r);
void arch_fpu_load(const struct regs *r);
/* Load the registers of the one, which is returned, after saving them to the other. */
struct regs *arch_fpu_exchange(struct regs *load, struct regs *save);

/* Per-thread state beyond the registers that a switch must load (hardware breakpoints, ...). */
void arch_switch_to(struct tcb *thread);
/* The handler's message answers a debug exception (single stepping goes on, or not). */
void arch_debug_reply(struct tcb *faulter, struct tcb *handler);

/* Console of debug kernels, and the end. */
void console_put(char c);
_Noreturn void arch_halt(void);

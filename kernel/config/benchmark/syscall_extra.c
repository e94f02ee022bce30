/* SPDX-License-Identifier: BSD-2-Clause */
/* The benchmark system calls. There is no log buffer in this configuration: those calls succeed and
 * the log is empty. */
#include "syscall.h"
#include "arch/arch.h"
#include "benchmark.h"
#include "kernel.h"
#include "lookup.h"
#include "message.h"
#include "syscalls.h"

static struct tcb *named_thread(struct tcb *thread)
{
    struct lookup found = lookup_slot(thread, regs_cap(&thread->regs));

    return found.slot && cap_type(found.slot->cap) == CAP_TCB ? tcb_of(found.slot->cap) : NULL;
}

static void report_utilisation(struct tcb *thread)
{
    const struct tcb *named = named_thread(thread);
    const struct utilisation_state *u = &this_cpu()->utilisation;
    const struct utilisation *idle = &this_cpu()->idle.utilisation;
    word_t *buffer = tcb_ipc_buffer(thread, true);
    word_t *figures;

    if (!named || !buffer) {
        return;
    }
    figures = buffer + ABI_BUFFER_MESSAGE;
    figures[BENCHMARK_TCB_UTILISATION] = named->utilisation.cycles;
    figures[BENCHMARK_IDLE_LOCALCPU_UTILISATION] = idle->cycles;
    figures[BENCHMARK_IDLE_TCBCPU_UTILISATION] = idle->cycles;
    figures[BENCHMARK_TOTAL_UTILISATION] = u->end - u->start;
    figures[BENCHMARK_TCB_NUMBER_SCHEDULES] = named->utilisation.schedules;
    figures[BENCHMARK_TCB_KERNEL_UTILISATION] = named->utilisation.kernel_cycles;
    figures[BENCHMARK_TCB_NUMBER_KERNEL_ENTRIES] = named->utilisation.kernel_entries;
    figures[BENCHMARK_TOTAL_NUMBER_SCHEDULES] = u->total.schedules;
    figures[BENCHMARK_TOTAL_KERNEL_UTILISATION] = u->total.kernel_cycles;
    figures[BENCHMARK_TOTAL_NUMBER_KERNEL_ENTRIES] = u->total.kernel_entries;
}

bool syscall_extra(long number)
{
    struct tcb *thread = current_thread(), *named;

    switch (number) {
    case seL4_SysBenchmarkFlushCaches:
        arch_cache_flush_all();
        return true;
    case seL4_SysBenchmarkResetLog:
        utilisation_start();
        regs_set_cap(&thread->regs, 0);
        return true;
    case seL4_SysBenchmarkFinalizeLog:
        utilisation_stop();
        regs_set_cap(&thread->regs, 0);
        return true;
    case seL4_SysBenchmarkSetLogBuffer:
        regs_set_cap(&thread->regs, 0);
        return true;
    case seL4_SysBenchmarkNullSyscall:
        return true;
    case seL4_SysBenchmarkGetThreadUtilisation:
        report_utilisation(thread);
        return true;
    case seL4_SysBenchmarkResetThreadUtilisation:
        named = named_thread(thread);
        if (named) {
            named->utilisation = (struct utilisation){ 0 };
        }
        return true;
    default:
        return false;
    }
}

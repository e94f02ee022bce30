/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * docs/abi.md, the system calls of benchmark kernels. The host's cycle counter is the clock, so
 * what a thread has used is what a test lets pass; the kernel itself takes no time.
 */
#include "abi_fixture.h"
#include "benchmark.h"
#include <string.h>

static struct answer benchmark(int number, word_t cap)
{
    struct answer a = syscall(&(struct request){ .number = number, .cap = cap });

    assert_true(a.returned);
    return a;
}

/* The figures of a thread, as they are left in the caller's buffer. */
static const word_t *figures_of(word_t cap)
{
    benchmark(seL4_SysBenchmarkGetThreadUtilisation, cap);
    return tcb_ipc_buffer(current_thread(), true) + ABI_BUFFER_MESSAGE;
}

static void null_call_changes_nothing(void **state)
{
    const struct request request = { .number = seL4_SysBenchmarkNullSyscall, .cap = 77,
                                     .label = 5 };
    struct regs after, *r = &current_thread()->regs;

    (void)state;
    assert_true(syscall(&request).returned);
    after = *r;
    assert_true(syscall(&request).returned);
    after.pc += 4;
    after.fault_ip += 4;
    assert_memory_equal(&after, r, sizeof(after));
    assert_int_equal(r->x[0], 77);
}

static void log_calls_succeed(void **state)
{
    (void)state;
    assert_int_equal(benchmark(seL4_SysBenchmarkResetLog, 77).badge, 0);
    assert_int_equal(benchmark(seL4_SysBenchmarkSetLogBuffer, 77).badge, 0);
    assert_int_equal(benchmark(seL4_SysBenchmarkFinalizeLog, 77).badge, 0);
    /* A second time there is nothing to finish. */
    assert_int_equal(benchmark(seL4_SysBenchmarkFinalizeLog, 77).badge, 0);
}

static void caches_are_flushed(void **state)
{
    unsigned before = host_machine.cache_operations;

    (void)state;
    benchmark(seL4_SysBenchmarkFlushCaches, 0);
    assert_int_equal(host_machine.cache_operations, before + 1);
}

/* 100 ticks of the root task, 250 of another thread, 30 of nobody, and then some outside. */
static void utilisation(void **state)
{
    struct new_thread other = new_started();
    word_t notification = new_notification();
    const word_t *figures;

    (void)state;
    benchmark(seL4_SysBenchmarkResetLog, 0);
    run_for(100);
    yield();
    assert_ptr_equal(current_thread(), other.tcb);
    run_for(250);
    call(other.cptr, TCBSuspend, WORDS(), WORDS());
    assert_ptr_equal(current_thread(), root_thread());
    host_irq_raise(40);
    assert_success(call(seL4_CapIRQControl, IRQIssueIRQHandler, WORDS(40, WORLD_DEVICE + 100, 64),
                        WORDS(seL4_CapInitThreadCNode)));
    assert_success(call(WORLD_DEVICE + 100, IRQSetIRQHandler, WORDS(), WORDS(notification)));
    wait_on(notification);
    assert_ptr_equal(current_thread(), &kernel.cpu.idle);
    run_for(30);
    interrupt();
    assert_ptr_equal(current_thread(), root_thread());
    benchmark(seL4_SysBenchmarkFinalizeLog, 0);
    run_for(1000);

    figures = figures_of(seL4_CapInitThreadTCB);
    assert_int_equal(figures[BENCHMARK_TCB_UTILISATION], 100);
    assert_int_equal(figures[BENCHMARK_IDLE_LOCALCPU_UTILISATION], 30);
    assert_int_equal(figures[BENCHMARK_IDLE_TCBCPU_UTILISATION], 30);
    assert_int_equal(figures[BENCHMARK_TOTAL_UTILISATION], 380);
    assert_int_equal(figures[BENCHMARK_TCB_NUMBER_SCHEDULES], 3); /* at first, and twice again */
    assert_int_equal(figures[BENCHMARK_TOTAL_NUMBER_SCHEDULES], 4);
    assert_int_equal(figures[BENCHMARK_TCB_KERNEL_UTILISATION], 0);
    assert_int_equal(figures[BENCHMARK_TOTAL_KERNEL_UTILISATION], 0);
    assert_true(figures[BENCHMARK_TCB_NUMBER_KERNEL_ENTRIES] > 0);
    assert_true(figures[BENCHMARK_TOTAL_NUMBER_KERNEL_ENTRIES]
                > figures[BENCHMARK_TCB_NUMBER_KERNEL_ENTRIES]);
    assert_int_equal(figures_of(other.cptr)[BENCHMARK_TCB_UTILISATION], 250);
    assert_int_equal(figures_of(other.cptr)[BENCHMARK_TCB_NUMBER_SCHEDULES], 1);
}

static void figures_of_a_thread_are_reset(void **state)
{
    (void)state;
    benchmark(seL4_SysBenchmarkResetLog, 0);
    run_for(100);
    benchmark(seL4_SysBenchmarkFinalizeLog, 0);
    assert_int_equal(figures_of(seL4_CapInitThreadTCB)[BENCHMARK_TCB_UTILISATION], 100);
    benchmark(seL4_SysBenchmarkResetThreadUtilisation, seL4_CapInitThreadTCB);
    assert_int_equal(figures_of(seL4_CapInitThreadTCB)[BENCHMARK_TCB_UTILISATION], 0);
}

/* What is no thread, or a caller without buffer, gets no figures. */
static void no_figures(void **state)
{
    word_t *buffer = tcb_ipc_buffer(current_thread(), true) + ABI_BUFFER_MESSAGE;

    (void)state;
    buffer[0] = 123;
    assert_int_equal(figures_of(seL4_CapInitThreadCNode)[0], 123);
    assert_int_equal(figures_of(BAD_CPTR)[0], 123);
    benchmark(seL4_SysBenchmarkResetThreadUtilisation, seL4_CapInitThreadCNode);
    assert_success(call(seL4_CapInitThreadTCB, TCBSetIPCBuffer, WORDS(0), WORDS(seL4_CapNull)));
    benchmark(seL4_SysBenchmarkGetThreadUtilisation, seL4_CapInitThreadTCB);
    assert_int_equal(buffer[0], 123);
}

static void debug_calls_are_faults(void **state)
{
    struct faulter f = new_faulter();

    (void)state;
    host_console_clear();
    for (int n = seL4_SysDebugPutChar; n >= seL4_SysSetTLSBase; n--) {
        if (is_benchmark_call(n)) {
            continue;
        }
        run_as(f.tcb);
        syscall(&(struct request){ .number = n });
        assert_int_equal(fault_message(&f).label, seL4_Fault_UnknownSyscall);
        fault_reply(&f, 0, WORDS());
    }
    assert_string_equal(host_console(), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(null_call_changes_nothing),
        ABI_TEST(log_calls_succeed),
        ABI_TEST(caches_are_flushed),
        ABI_TEST(utilisation),
        ABI_TEST(figures_of_a_thread_are_reset),
        ABI_TEST(no_figures),
        ABI_TEST(debug_calls_are_faults),
    };

    return cmocka_run_group_tests_name("benchmark calls", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* docs/abi.md: a release kernel has no system calls beyond the common ones, and prints nothing. */
#include "abi_fixture.h"
#include "print.h"

/* Each is an UnknownSyscall fault, and nothing that a debug or benchmark kernel would do happens. */
static void debug_and_benchmark_calls_are_faults(void **state)
{
    struct faulter f = new_faulter();

    (void)state;
    host_console_clear();
    for (int n = seL4_SysDebugPutChar; n >= seL4_SysSetTLSBase; n--) {
        struct answer a;

        run_as(f.tcb);
        syscall(&(struct request){ .number = n, .cap = seL4_CapInitThreadTCB });
        a = fault_message(&f);
        assert_int_equal(a.label, seL4_Fault_UnknownSyscall);
        assert_int_equal(a.mr[0], seL4_CapInitThreadTCB);
        assert_int_equal(a.mr[12], (word_t)(int64_t)n);
        fault_reply(&f, 0, WORDS());
    }
    assert_string_equal(host_console(), "");
}

static void nothing_is_printed(void **state)
{
    (void)state;
    host_console_clear();
    print("%s %u", "text", 5);
    assert_string_equal(host_console(), "");
}

/* The labels of the hardware debug interface do not exist: those behind TCBSetIPCBuffer move up. */
static void no_hardware_debug_methods(void **state)
{
    word_t tcb = new_object(seL4_TCBObject, 0);

    (void)state;
    assert_int_equal(TCBSetTLSBase, 16);
    assert_success(call(tcb, TCBSetTLSBase, WORDS(0x1234), WORDS()));
    assert_error(call(tcb, ARMIRQIssueSGISignal, WORDS(0, 0, 0, 0, 0), WORDS()),
                 seL4_IllegalOperation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ABI_TEST(debug_and_benchmark_calls_are_faults),
        ABI_TEST(nothing_is_printed),
        ABI_TEST(no_hardware_debug_methods),
    };

    return cmocka_run_group_tests_name("release calls", tests, NULL, NULL);
}

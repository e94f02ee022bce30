/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The C runtime on the bare machine: no kernel runs, the program is entered as one would enter it
 * (machine_*.S) and makes no system call.  Output and the end go to the emulator by semihosting.
 *
 * The same file is linked with both start objects and both forms of __sel4_ipc_buffer; it finds out
 * which of them it has from the auxiliary vector.
 */
#include <crt.h>
#include <sel4/functions.h>
#include <sel4/ipc_buffer.h>
#include <stdint.h>
#include <support/string.h>

#define SEMIHOSTING_WRITE 0x04
#define SEMIHOSTING_EXIT  0x18
#define EXIT_REASON       0x20026
#define STACK_ALIGNMENT   16

seL4_IPCBuffer test_ipc_buffer;
seL4_BootInfo test_bootinfo = { .ipcBuffer = &test_ipc_buffer, .numNodes = 1 };

extern __thread int initialised, zero;
extern __thread char aligned[64];
__thread int initialised = 1234;
__thread int zero;
__thread char aligned[64] __attribute__((aligned(64))) = "aligned";

static unsigned test_count, failure_count;
static char events[32];
static unsigned event_count;

int main(int argc, char **argv, char **envp);

static uint64_t semihosting(uint64_t operation, const void *argument)
{
    register uint64_t x0 __asm__("x0") = operation;
    register const void *x1 __asm__("x1") = argument;

    __asm__ volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
    return x0;
}

static void print(const char *text)
{
    semihosting(SEMIHOSTING_WRITE, text);
}

static void check(const char *what, bool good)
{
    test_count++;
    failure_count += !good;
    print(good ? "ok - crt." : "not ok - crt.");
    print(what);
    print("\n");
}

static void event(char name)
{
    events[event_count++] = name;
}

static void preinit(void)
{
    event('p');
}
__attribute__((section(".preinit_array"), used)) static void (*const preinit_entry)(void) = preinit;

__attribute__((constructor(101))) static void construct_first(void)
{
    event('1');
}

__attribute__((constructor)) static void construct(void)
{
    event(initialised == 1234 ? '2' : 'x');
}

__attribute__((destructor)) static void destruct(void)
{
    event('d');
}

__attribute__((destructor(101))) static void destruct_last(void)
{
    event('e');
}

static void at_exit_1(void)
{
    event('a');
}

static void at_exit_2(void)
{
    event('b');
}

void _exit(int status)
{
    uint64_t block[2] = { EXIT_REASON, 0 };

    check("exit functions and destructors run in order", strcmp(events, "p12bade") == 0);
    check("main's result is the status", status == 7);
    block[1] = failure_count != 0 || test_count == 0;
    semihosting(SEMIHOSTING_EXIT, block);
    for (;;) {
    }
}

static void test_arguments(int argc, char **argv, char **envp)
{
    if (crt_bootinfo() != NULL) {
        check("root: boot information", crt_bootinfo() == &test_bootinfo);
        check("root: one argument", argc == 1 && argv[1] == NULL && envp[0] == NULL);
        check("root: TCB", crt_auxv_get(CRT_AT_CAP_TCB, 0) == seL4_CapInitThreadTCB);
        return;
    }
    check("system v: arguments", argc == 2 && strcmp(argv[1], "one") == 0 && argv[2] == NULL);
    check("system v: environment", strcmp(envp[0], "KEY=value") == 0 && envp[1] == NULL);
    check("system v: TCB", crt_auxv_get(CRT_AT_CAP_TCB, 0) == 17);
}

static void test_thread_locals(void)
{
    check("thread-local with a value", initialised == 1234);
    check("thread-local without a value", zero == 0);
    check("thread-local with alignment",
          strcmp(aligned, "aligned") == 0 && ((uintptr_t)aligned & 63) == 0);
    check("IPC buffer", seL4_GetIPCBuffer() == &test_ipc_buffer);
}

/*
 * The variables of the current thread pointer.  Not inlined, because compilers rightly expect a
 * function to run in one thread.
 */
static __attribute__((noinline)) bool have_values(int first, int second)
{
    __asm__ volatile("" : : : "memory");
    return initialised == first && zero == second && strcmp(aligned, "aligned") == 0
           && ((uintptr_t)aligned & 63) == 0;
}

/* Builds the thread-local storage of a second thread and looks at it from both sides. */
static void test_second_thread(void)
{
    static char memory[512];
    void *mine = crt_tls_current();
    void *other;
    bool has_own_buffer;

    memset(memory, 0xee, sizeof(memory));
    check("size of thread-local storage", crt_tls_bytes() <= sizeof(memory) - 16);
    initialised = 1;
    zero = 2;
    other = crt_tls_create(memory + 1);
    crt_tls_write(other, zero, 3);
    has_own_buffer = crt_tls_set_ipc_buffer(other, NULL);
    check("a global is not thread-local", crt_tls_address(other, &test_count) == NULL);
    crt_tls_set_current(other);
    check("the other thread has fresh values", have_values(1234, 3));
    check("the other thread's IPC buffer", has_own_buffer == (*sel4_ipc_buffer_variable() == NULL));
    crt_tls_set_current(mine);
    check("the first thread keeps its values", have_values(1, 2));
    check("the first thread's IPC buffer", *sel4_ipc_buffer_variable() == &test_ipc_buffer);
    check("the end of the memory is untouched",
          memory[1 + crt_tls_bytes()] == (char)0xee && memory[0] == (char)0xee);
}

int main(int argc, char **argv, char **envp)
{
    check("stack alignment", ((uintptr_t)__builtin_frame_address(0) & (STACK_ALIGNMENT - 1)) == 0);
    check("constructors run in order", strcmp(events, "p12") == 0);
    test_arguments(argc, argv, envp);
    test_thread_locals();
    test_second_thread();
    check("atexit", atexit(at_exit_1) == 0 && atexit(at_exit_2) == 0);
    return 7;
}

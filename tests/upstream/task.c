/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A root task as a stranger would write it: its own start, its own thread-local storage, its own
 * system calls, large data, nothing of ours.  It prints TAP.
 */
#include "task.h"

enum { THREAD_PAGES = 0x40000000, PAGE = 4096, STACK_BYTES = 16384, THREADS = 8 };

const word *boot;
word start_registers[34] __attribute__((section(".data.registers"))) = { 1 };
char task_stack[65536] __attribute__((aligned(16), section(".bss.stack")));
__asm__(".global task_stack_top\n.set task_stack_top, task_stack + 65536");

__thread word *ipc_buffer;

static word tests, failures, next_slot, untyped;
static char stacks[THREADS][STACK_BYTES] __attribute__((aligned(16)));
static char tls_blocks[THREADS + 1][256] __attribute__((aligned(64)));
static unsigned threads;

extern const char __tdata_start[], __tdata_end[], __tls_end[];

extern void (*__init_start[])(void), (*__init_end[])(void);
void thread_entry(void);
_Noreturn void initial_main(const word *boot_info);
_Noreturn void system_v_main(const word *stack);

/* The compiler calls these by itself. */
void *memset(void *to, int value, word bytes);
void *memcpy(void *to, const void *from, word bytes);

void *memset(void *to, int value, word bytes)
{
    for (word i = 0; i < bytes; i++) {
        ((volatile char *)to)[i] = (char)value;
    }
    return to;
}

void *memcpy(void *to, const void *from, word bytes)
{
    for (word i = 0; i < bytes; i++) {
        ((volatile char *)to)[i] = ((const char *)from)[i];
    }
    return to;
}

/* Reporting. */

void put(const char *text)
{
    for (; *text; text++) {
        console_put(*text);
    }
}

void put_hex(word value)
{
    for (int shift = 60; shift >= 0; shift -= 4) {
        console_put("0123456789abcdef"[value >> shift & 15]);
    }
}

void check(bool good, const char *text)
{
    if (!good) {
        failures++;
        put("# not true: ");
        put(text);
        put("\n");
    }
}

void check_word(word value, word expected, const char *text)
{
    if (value != expected) {
        check(false, text);
        put("#   is ");
        put_hex(value);
        put(", expected ");
        put_hex(expected);
        put("\n");
    }
}

void check_answer(struct answer a, word label, const char *text)
{
    check_word(a.label, label, text);
}

static void put_number(word n)
{
    if (n > 9) {
        put_number(n / 10);
    }
    console_put((char)('0' + n % 10));
}

void test_end(const char *name)
{
    put(failures ? "not ok " : "ok ");
    put_number(++tests);
    put(" - ");
    put(name);
    put("\n");
    failures = 0;
}

void test_plan(void)
{
    put("1..");
    put_number(tests);
    put("\nALL TESTS DONE\n");
}

/* Invocations. */

void set_word(word i, word value)
{
    ipc_buffer[BUFFER_MESSAGE + i] = value;
}

void set_cap(word i, word cap)
{
    ipc_buffer[BUFFER_CAPS + i] = cap;
}

struct answer call(word cap, word label, word caps, word length, word mr0, word mr1, word mr2,
                   word mr3)
{
    struct registers r = { cap, info(label, caps, length), { mr0, mr1, mr2, mr3 }, 0, 0 };

    trap(CALL, &r);
    return (struct answer){ info_label(r.info),
                            info_length(r.info),
                            { r.mr[0], r.mr[1], r.mr[2], r.mr[3] } };
}

word new_slot(void)
{
    return next_slot++;
}

word memory_slot(void)
{
    return untyped;
}

word make_of(word from, word type, word size_bits)
{
    word slot = next_slot;

    set_cap(0, SLOT_CNODE);
    set_word(4, slot);
    set_word(5, 1);
    if (call(from, UNTYPED_RETYPE, 1, 6, type, size_bits, 0, 0).label) {
        return 0;
    }
    next_slot++;
    return slot;
}

word make(enum object type, word size_bits)
{
    return make_of(untyped, type, size_bits);
}

word make_memory(word type)
{
    return make_of(untyped, type, 0);
}

/* Memory. */

struct answer map_page(word frame, word address, word rights, word attributes)
{
    set_cap(0, SLOT_VSPACE);
    return call(frame, PAGE_MAP, 1, 3, address, rights, attributes, 0);
}

bool make_tables(word address)
{
    for (int i = 0; i < 3; i++) {
        word table = make_memory(PAGE_TABLE);

        set_cap(0, SLOT_VSPACE);
        if (call(table, PAGE_TABLE_MAP, 1, 2, address, 3, 0, 0).label == DELETE_FIRST) {
            return true;
        }
    }
    return false;
}

word map_new_page(word address)
{
    word frame = make_memory(SMALL_PAGE);

    if (map_page(frame, address, 3, 7).label) {
        make_tables(address);
        check_answer(map_page(frame, address, 3, 7), NO_ERROR, "a page can be mapped");
    }
    return frame;
}

/* Threads. */

/* A thread pointer with two words of its own, then the variables. */
static void *tls_make(char *block)
{
    word data = (word)(__tdata_end - __tdata_start);

    memcpy(block + 16, __tdata_start, data);
    memset(block + 16 + data, 0, (word)(__tls_end - __tdata_start) - data);
    return block;
}

void thread_make(struct thread *t, word priority, word budget_us, word period_us, word fault_cap)
{
    word address = THREAD_PAGES + PAGE * threads;

    t->frame = map_new_page(address);
    t->buffer = (word *)address;
    t->tcb = make(TCB, 0);
    t->context = budget_us ? make(SCHED_CONTEXT, 8) : 0;
    set_cap(0, SLOT_CNODE);
    set_cap(1, SLOT_VSPACE);
    set_cap(2, t->frame);
    check_answer(call(t->tcb, TCB_CONFIGURE, 3, 3, 0, 0, address, 0), NO_ERROR, "configured");
    if (budget_us) {
        set_cap(0, t->context);
        set_word(4, 0);
        check_answer(call(boot[BOOT_SCHED_CONTROL], SCHED_CONTROL_CONFIGURE_FLAGS, 1, 5, budget_us,
                          period_us, 0, 0xbad6e),
                     NO_ERROR, "context configured");
    }
    set_cap(0, SLOT_TCB);
    set_cap(1, t->context);
    set_cap(2, fault_cap);
    check_answer(call(t->tcb, TCB_SET_SCHED_PARAMS, 3, 2, priority, priority, 0, 0), NO_ERROR,
                 "scheduling parameters");
}

/* The words of a user context: pc, sp, spsr, x0, x1, ...; the thread pointer is the last but one.
 */
void thread_start(struct thread *t, void (*function)(word), word argument)
{
    enum { WORDS = 36, TLS = 34 };
    char *tls = tls_make(tls_blocks[threads + 1]);

    *(word **)(tls + ((char *)&ipc_buffer - tls_blocks[0])) = t->buffer;
    for (word i = 0; i < WORDS; i++) {
        set_word(2 + i, 0);
    }
    set_word(2 + 3, argument);
    set_word(2 + 4, (word)function);
    set_word(2 + TLS, (word)tls);
    check_answer(call(t->tcb, TCB_WRITE_REGISTERS, 0, 2 + WORDS, 1, WORDS, (word)thread_entry,
                      (word)stacks[threads] + STACK_BYTES),
                 NO_ERROR, "registers written");
    threads = (threads + 1) % THREADS;
}

void thread_end(struct thread *t)
{
    word caps[] = { t->tcb, t->context, t->frame };

    for (int i = 0; i < 3; i++) {
        if (caps[i]) {
            check_answer(call(SLOT_CNODE, CNODE_DELETE, 0, 2, caps[i], 64, 0, 0), NO_ERROR,
                         "deleted");
        }
    }
}

/* The beginning. */

/* The largest piece of ordinary memory. */
static void find_memory(void)
{
    word best = 0;

    for (word slot = boot[BOOT_UNTYPED]; slot < boot[BOOT_UNTYPED + 1]; slot++) {
        word kind = boot[BOOT_UNTYPED_LIST + 2 * (slot - boot[BOOT_UNTYPED]) + 1] & 0xffff;

        if (kind < 0x100 && kind > best) {
            best = kind;
            untyped = slot;
        }
    }
}

_Noreturn void initial_main(const word *boot_info)
{
    boot = boot_info;
    __asm__ volatile("msr tpidr_el0, %0" : : "r"(tls_make(tls_blocks[0])) : "memory");
    ipc_buffer = (word *)boot[BOOT_IPC_BUFFER];
    next_slot = boot[BOOT_EMPTY];
    for (void (**init)(void) = __init_start; init < __init_end; init++) {
        (*init)();
    }
    find_memory();
    console_find();
    set_cap(0, SLOT_TCB);
    call(SLOT_TCB, TCB_SET_PRIORITY, 1, 1, 100, 0, 0, 0); /* the others come first */
    check_start();
    check_memory();
    check_capabilities();
    check_messages();
    check_faults();
    check_time();
    test_plan();
    call(SLOT_TCB, TCB_SUSPEND, 0, 0, 0, 0, 0, 0);
    for (;;) {
    }
}

/* The stack is that of a process: this program's own doing. Its thread-local segment is found by
 * the program headers. */
_Noreturn void system_v_main(const word *stack)
{
    const word *aux = stack + stack[0] + 3, *boot_info = 0;
    const unsigned *headers = 0;
    word count = 0;

    for (; aux[0]; aux += 2) {
        headers = aux[0] == 3 ? (const unsigned *)aux[1] : headers;
        count = aux[0] == 5 ? aux[1] : count;
        boot_info = aux[0] == 64 ? (const word *)aux[1] : boot_info;
    }
    for (; count > 0 && headers[0] != 7; count--) {
        headers += 14;
    }
    if (!count || *(const word *)(headers + 4) != (word)__tdata_start) {
        for (;;) {
        }
    }
    initial_main(boot_info);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults with their words, what replies do, and a thread's registers. */
#include "task.h"

enum { MISSING_AT = 0x300000000 };

word read_word(word address);

static word endpoint, reply;
static volatile word result;

/* A thread with a fault handler badged 0xfa. */
static void faulting_thread(struct thread *t, void (*function)(word), word argument)
{
    word handler = new_slot();

    endpoint = make(ENDPOINT, 0);
    reply = make(REPLY, 0);
    set_cap(0, SLOT_CNODE);
    set_word(4, 9); /* write, grant reply */
    set_word(5, 0xfa);
    check_answer(call(SLOT_CNODE, CNODE_MINT, 1, 6, handler, 64, endpoint, 64), NO_ERROR, "minted");
    thread_make(t, 250, 10000, 10000, handler);
    thread_start(t, function, argument);
}

static struct registers fault(void)
{
    struct registers r = { .cap = endpoint, .reply = reply };

    trap(RECV, &r);
    return r;
}

/* Answers, and waits for the next fault. */
static struct registers next_fault(word label, word length, word mr0)
{
    struct registers r = {
        .cap = endpoint, .info = info(label, 0, length), .mr = { mr0 }, .reply = reply
    };

    trap(REPLY_RECV, &r);
    return r;
}

static word buffer_word(word i)
{
    return ipc_buffer[BUFFER_MESSAGE + i];
}

static word unknown_call(word argument)
{
    register word x0 __asm__("x0") = argument, x7 __asm__("x7") = 0x1234;

    __asm__ volatile("svc #7" : "+r"(x0) : "r"(x7) : "memory");
    return x0;
}

/* A missing page, which appears; then an unknown system call, which is emulated; then the end. */
static void faulty(word address)
{
    result = read_word(address);
    result = unknown_call(42);
    __asm__ volatile(".inst 0" : : : "memory");
    result = 1;
    struct registers r = { .cap = 1ul << 60, .info = info(1, 0, 0) };
    trap(SEND, &r);
    result = 2;
}

static void check_vm_fault(void)
{
    struct registers r = fault();

    check(r.cap == 0xfa && r.info == info(VM_FAULT, 0, 4), "a page fault, with the badge");
    check_word(r.mr[0], (word)read_word, "at the instruction");
    check_word(r.mr[1], MISSING_AT, "of the address");
    check(r.mr[2] == 0 && (r.mr[3] & ~3ul) == 0x92000004, "a read of a missing table");
    map_new_page(MISSING_AT);
    *(volatile word *)MISSING_AT = 1234;
}

static void check_emulation(void)
{
    struct registers r = next_fault(0, 0, 0);
    word at = buffer_word(8);

    check_word(result, 1234, "it read what is there now");
    check(r.info == info(UNKNOWN_SYSCALL, 0, 13) && r.cap == 0xfa, "an unknown system call");
    check(r.mr[0] == 42 && buffer_word(7) == 0x1234 && buffer_word(12) == 0x1234, "its registers");
    check_word(buffer_word(10), at + 4, "the word called LR is the address behind");
    set_word(8, at + 4);
    r = (struct registers){ endpoint, info(0, 0, 9), { 43, r.mr[1], r.mr[2], r.mr[3] }, reply, 0 };
    trap(REPLY_RECV, &r);
    check_word(result, 43, "the emulation has set x0 and went on behind");
    check(r.info == info(USER_EXCEPTION, 0, 5) && r.mr[3] == 0x2000000, "an undefined instruction");
    check_word(buffer_word(4), 0, "with code 0");
    r = next_fault(0, 1, r.mr[0] + 4);
    check_word(result, 1, "it goes on behind when told to");
    check(r.info == info(CAP_FAULT, 0, 7) && r.mr[1] == 1ul << 60 && r.mr[2] == 0 && r.mr[3] == 4,
          "a capability fault: the guard");
    check(buffer_word(4) == 64 && buffer_word(5) == 0
              && buffer_word(6) == 64 - boot[BOOT_CNODE_BITS],
          "with its words");
}

static void check_handling(void)
{
    struct thread t;

    faulting_thread(&t, faulty, MISSING_AT);
    check_vm_fault();
    check_emulation();
    thread_end(&t);
    test_end("faults");
}

static void suspends_itself(word tcb)
{
    result = 1;
    call(tcb, TCB_SUSPEND, 0, 0, 0, 0, 0, 0);
    result++;
    call(tcb, TCB_SUSPEND, 0, 0, 0, 0, 0, 0);
}

static struct answer read_registers(word tcb, word count)
{
    return call(tcb, TCB_READ_REGISTERS, 0, 2, 0, count, 0, 0);
}

/* A thread that has suspended itself repeats that when it is resumed; to let it go on, whoever
 * resumes it sets its address behind the instruction. */
static void check_suspension(void)
{
    struct answer a;
    struct thread t;

    thread_make(&t, 250, 10000, 10000, 0);
    thread_start(&t, suspends_itself, t.tcb);
    check_word(result, 1, "it has run");
    a = read_registers(t.tcb, 36);
    check(a.label == NO_ERROR && a.length == 36, "registers are read");
    check_answer(call(t.tcb, TCB_RESUME, 0, 0, 0, 0, 0, 0), NO_ERROR, "resumed");
    check_word(result, 1, "it suspends itself again");
    check_word(read_registers(t.tcb, 1).mr[0], a.mr[0], "at the same place");
    check_answer(call(t.tcb, TCB_WRITE_REGISTERS, 0, 3, 1, 1, a.mr[0] + 4, 0), NO_ERROR,
                 "moved on");
    check_word(result, 2, "it goes on behind its call");
    check_answer(call(SLOT_TCB, TCB_READ_REGISTERS, 0, 2, 0, 36, 0, 0), ILLEGAL_OPERATION,
                 "nobody reads his own registers");
    a = read_registers(t.tcb, 37);
    check(a.label == RANGE_ERROR && a.mr[0] == 1 && a.mr[1] == 36, "there are 36");
    check_answer(call(t.tcb, TCB_SET_TLS_BASE, 0, 1, 0x7157, 0, 0, 0), NO_ERROR, "thread pointer");
    read_registers(t.tcb, 36);
    check_word(buffer_word(34), 0x7157, "is the last but one");
    a = call(t.tcb, TCB_SET_FLAGS, 0, 2, 0, 3, 0, 0);
    check(a.label == NO_ERROR && a.length == 1 && a.mr[0] == 1, "one flag exists");
    thread_end(&t);
    test_end("suspending and registers");
}

#ifdef CONFIG_DEBUG_BUILD
static word identify(word slot)
{
    struct registers r = { .cap = slot };

    trap(DEBUG_CAP_IDENTIFY, &r);
    return r.cap;
}
#endif

static void check_debugging(void)
{
#ifdef CONFIG_DEBUG_BUILD
    static const unsigned char tags[] = { 0, 12, 10, 9, 14, 11, 13, 0, 0, 1, 1, 20, 0, 0, 22, 0 };

    for (word slot = 0; slot < sizeof(tags); slot++) {
        check_word(identify(slot), tags[slot], "kind of an initial capability");
    }
    check(identify(endpoint) == 4 && identify(reply) == 8 && identify(memory_slot()) == 2,
          "others");
    test_end("kinds of capabilities");
#endif
}

void check_faults(void)
{
    check_handling();
    check_suspension();
    check_debugging();
}

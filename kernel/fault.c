/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults: delivering them to handlers as messages, and applying the handlers' replies. The words of
 * each message are those of the enumerations in abi/faults.h.
 */
#include "fault.h"
#include "arch/arch.h"
#include "errors.h"
#include "faults.h"
#include "ipc.h"
#include "kernel.h"
#include "message_info.h"
#include "objects/endpoint.h"
#include "print.h"
#include "sched.h"

/* Send the fault that is noted in the thread; false if the handler capability is no use. */
static bool fault_send(struct tcb *thread, struct cap handler, bool can_donate)
{
    if (cap_type(handler) != CAP_ENDPOINT || !cap_has(handler, RIGHT_WRITE)) {
        return false;
    }
    ipc_send(&(struct send){ .sender = thread,
                             .endpoint = endpoint_of(handler),
                             .badge = endpoint_badge(handler),
                             .block = true,
                             .can_grant = cap_has(handler, RIGHT_GRANT),
                             .can_grant_reply = cap_has(handler, RIGHT_GRANT_REPLY),
                             .can_donate = can_donate && thread->sched_context });
    return true;
}

void fault_handle(struct tcb *thread, struct fault fault)
{
    cancel_forget(thread);
    thread->fault = fault;
    thread->send_is_call = false;
    if (!fault_send(thread, thread->slots[TCB_FAULT_HANDLER].cap, true)) {
        if (PRINTING) {
            fault_print(thread);
        }
        thread->fault.kind = 0;
        tcb_set_state(thread, THREAD_INACTIVE);
    }
}

bool fault_send_timeout(struct tcb *thread)
{
    struct cap handler = thread->slots[TCB_TIMEOUT_HANDLER].cap;

    if (cap_type(handler) != CAP_ENDPOINT) {
        return false;
    }
    thread->fault = (struct fault){ .kind = seL4_Fault_Timeout, .a = thread->sched_context->badge };
    return fault_send(thread, handler, false);
}

/* The message being written: the next word's index. */
struct fault_message {
    struct tcb *receiver;
    word_t *buffer;
    unsigned length;
};

static void put(struct fault_message *m, word_t value)
{
    if (tcb_set_message_word(m->receiver, m->buffer, m->length, value)) {
        m->length++;
    }
}

unsigned lookup_failure_words(const struct lookup_failure *f, word_t words[LOOKUP_FAILURE_WORDS])
{
    words[0] = f->type;
    switch (f->type) {
    case seL4_MissingCapability:
        words[1] = f->bits_left;
        return 2;
    case seL4_DepthMismatch:
        words[1] = f->bits_left;
        words[2] = f->bits_found;
        return 3;
    case seL4_GuardMismatch:
        words[1] = f->bits_left;
        words[2] = f->guard_found;
        words[3] = f->bits_found;
        return 4;
    default:
        return 1;
    }
}

static void put_cap_fault(struct fault_message *m, const struct tcb *sender)
{
    word_t words[LOOKUP_FAILURE_WORDS];
    unsigned count = lookup_failure_words(&sender->lookup_failure, words);

    put(m, regs_fault_ip(&sender->regs));
    put(m, sender->fault.a);
    put(m, sender->fault.b);
    for (unsigned i = 0; i < count; i++) {
        put(m, words[i]);
    }
}

static void put_unknown_syscall(struct fault_message *m, const struct tcb *sender)
{
    for (unsigned i = 0; i < REGS_UNKNOWN_SYSCALL_WORDS - 1; i++) {
        put(m, regs_unknown_syscall(&sender->regs, i));
    }
    put(m, sender->fault.a);
}

static void put_exception(struct fault_message *m, const struct tcb *sender)
{
    for (unsigned i = 0; i < REGS_EXCEPTION_WORDS; i++) {
        put(m, regs_exception(&sender->regs, i));
    }
    put(m, sender->fault.a);
    put(m, sender->fault.b);
}

static void put_debug_exception(struct fault_message *m, const struct tcb *sender)
{
    word_t reason = sender->fault.b & 0xff;

    put(m, regs_fault_ip(&sender->regs));
    put(m, reason);
    put(m, sender->fault.a);
    if (reason != FAULT_DEBUG_SINGLE_STEP) {
        put(m, sender->fault.b >> 8);
    }
}

static void put_vm_fault(struct fault_message *m, const struct tcb *sender)
{
    put(m, regs_fault_ip(&sender->regs));
    put(m, sender->fault.a);
    put(m, sender->fault.instruction);
    put(m, sender->fault.b);
}

static void put_timeout(struct fault_message *m, struct tcb *sender)
{
    put(m, sender->fault.a);
    if (sender->sched_context) {
        put(m, sched_context_take_consumed(sender->sched_context));
    }
}

unsigned fault_write_message(struct tcb *sender, struct tcb *receiver, word_t *buffer)
{
    struct fault_message m = { receiver, buffer, 0 };

    switch (sender->fault.kind) {
    case seL4_Fault_CapFault:
        put_cap_fault(&m, sender);
        break;
    case seL4_Fault_UnknownSyscall:
        put_unknown_syscall(&m, sender);
        break;
    case seL4_Fault_UserException:
        put_exception(&m, sender);
        break;
    case seL4_Fault_DebugException:
        put_debug_exception(&m, sender);
        break;
    case seL4_Fault_Timeout:
        put_timeout(&m, sender);
        break;
    case seL4_Fault_VMFault:
        put_vm_fault(&m, sender);
        break;
    default:
        break;
    }
    return m.length;
}

/* Apply the first words of the handler's message with the given setter; inlined, so that this is no
 * call. */
__attribute__((always_inline)) static inline void
apply_words(struct tcb *faulter, struct tcb *handler, unsigned max,
            void (*set)(struct regs *, unsigned, word_t))
{
    unsigned length = info_length(regs_info(&handler->regs));
    const word_t *buffer = tcb_ipc_buffer(handler, false);

    length = length < max ? length : max;
    if (length > 0) {
        cancel_forget(faulter);
    }
    for (unsigned i = 0; i < length; i++) {
        if (i < REGS_MESSAGE_WORDS) {
            set(&faulter->regs, i, regs_message(&handler->regs, i));
        } else if (buffer) {
            set(&faulter->regs, i, buffer[ABI_BUFFER_MESSAGE + i]);
        }
    }
}

bool fault_apply_reply(struct tcb *faulter, struct tcb *handler)
{
    bool restart = info_label(regs_info(&handler->regs)) == 0;

    switch (faulter->fault.kind) {
    case seL4_Fault_UnknownSyscall:
        apply_words(faulter, handler, REGS_UNKNOWN_SYSCALL_REPLY_WORDS, regs_set_unknown_syscall);
        return restart;
    case seL4_Fault_UserException:
        apply_words(faulter, handler, REGS_EXCEPTION_WORDS, regs_set_exception);
        return restart;
    case seL4_Fault_Timeout:
        apply_words(faulter, handler, REGS_TIMEOUT_REPLY_WORDS, regs_set_timeout);
        return restart;
    case seL4_Fault_DebugException:
        arch_debug_reply(faulter, handler);
        return restart;
    default:
        return true;
    }
}

static const char *fault_name(unsigned kind)
{
    static const char *const names[] = {
        [seL4_Fault_CapFault] = "capability fault",
        [seL4_Fault_UnknownSyscall] = "unknown system call",
        [seL4_Fault_UserException] = "user exception",
        [seL4_Fault_DebugException] = "debug exception",
        [seL4_Fault_Timeout] = "timeout",
        [seL4_Fault_VMFault] = "VM fault",
    };

    return kind < ARRAY_COUNT(names) && names[kind] ? names[kind] : "unknown fault";
}

void fault_print(const struct tcb *thread)
{
    print("FAULT %s in thread %p \"%s\" at %p: %p %p\n", fault_name(thread->fault.kind),
          (const void *)thread, thread->name, (const void *)regs_fault_ip(&thread->regs),
          (const void *)thread->fault.a, (const void *)thread->fault.b);
    for (unsigned i = 0; i < REGS_CONTEXT_WORDS; i++) {
        print("%s[%u] %p", i % 4 ? "  " : "\n  ", i, (const void *)regs_context(&thread->regs, i));
    }
    print("\nThe thread has no fault handler and stops.\n");
}

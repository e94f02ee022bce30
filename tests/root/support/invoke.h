/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invocations as tests want them: any words, any capabilities, and the whole answer.
 *
 *     invoke(untyped, UntypedRetype, caps(root), type, bits, 0, 0, slot, 1)
 *
 * sends exactly the words and capabilities that are written there.
 */
#pragma once
#include <sel4/sel4.h>

/* What came back; mr holds the first four message registers. */
struct answer {
    seL4_Word badge;
    seL4_Word label;
    seL4_Word length;
    seL4_Word extra_caps;
    seL4_Word unwrapped;
    seL4_Word mr[seL4_FastMessageRegisters];
};

struct cap_list {
    seL4_Word count;
    seL4_CPtr cap[seL4_MsgMaxExtraCaps];
};

/* Splits the registers of a finished system call into an answer. */
struct answer answer_from(const struct sel4_registers *r);

/* A system call with these words and capabilities; `reply` and `dest` as in syscalls. */
struct answer call_words(enum seL4_Syscall_ID number, seL4_CPtr cap, seL4_Word label,
                         struct cap_list list, const seL4_Word *words, seL4_Word count);

#define WORDS(...)      ((seL4_Word[]){ 0, ##__VA_ARGS__ } + 1)
#define WORD_COUNT(...) (sizeof((seL4_Word[]){ 0, ##__VA_ARGS__ }) / sizeof(seL4_Word) - 1)

#define caps(...) ((struct cap_list){ WORD_COUNT(__VA_ARGS__), { __VA_ARGS__ } })

#define invoke(cap, label, list, ...)                                                       \
    call_words(seL4_SysCall, (cap), (label), (list), WORDS(__VA_ARGS__), WORD_COUNT(__VA_ARGS__))

/* The same without waiting for an answer. */
#define send_words(cap, label, list, ...)                                                   \
    ((void)call_words(seL4_SysSend, (cap), (label), (list), WORDS(__VA_ARGS__),             \
                      WORD_COUNT(__VA_ARGS__)))

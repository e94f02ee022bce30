/* SPDX-License-Identifier: BSD-2-Clause */
/* What the checks of the stranger's task use: reporting, invocations, objects and threads. */
#pragma once
#include "sheet.h"
#include <stdbool.h>

/* The image, from the link script. */
extern char task_start[], task_end[];
extern word start_registers[34];
extern const word *boot;

/* The calling thread's IPC buffer. */
extern __thread word *ipc_buffer;

/* An answer to an invocation: label, length, words. */
struct answer {
    word label, length, mr[4];
};

void put(const char *text);
void put_hex(word value);
void check(bool good, const char *text);
/* The same, telling the value. */
void check_word(word value, word expected, const char *text);
void check_answer(struct answer a, word label, const char *text);
/* Ends a group of checks: one line of TAP. */
void test_end(const char *name);
void test_plan(void);

/* Calls `cap` with up to six words and three capabilities, as the generated stubs do. */
struct answer call(word cap, word label, word caps, word length, word mr0, word mr1, word mr2,
                   word mr3);
/* Words 4 and on, and capabilities, for the next call. */
void set_word(word i, word value);
void set_cap(word i, word cap);

/* A new object in a new slot; 0 if the kernel refuses. */
word make_of(word untyped, word type, word size_bits);
word make(enum object type, word size_bits);
/* Frames and page tables. */
word make_memory(word type);
/* An empty slot. */
word new_slot(void);
/* The slot of the untyped memory objects are made of. */
word memory_slot(void);

/* A page of its own, mapped read-write at an address below 1 TiB; tables are made as needed. */
word map_new_page(word address);
struct answer map_page(word frame, word address, word rights, word attributes);
/* Maps page tables until a page fits. */
bool make_tables(word address);

/* A thread in this address and capability space with its own IPC buffer and thread-local storage.
 */
struct thread {
    word tcb, context, frame;
    word *buffer;
};
void thread_make(struct thread *t, word priority, word budget_us, word period_us, word fault_cap);
void thread_start(struct thread *t, void (*function)(word), word argument);
void thread_end(struct thread *t);

/* Where the kernel does not print, the task finds itself a serial port. */
void console_find(void);
void console_put(char c);

/* The checks, by subject. */
void check_start(void);
void check_memory(void);
void check_capabilities(void);
void check_messages(void);
void check_faults(void);
void check_time(void);

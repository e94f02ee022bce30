/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fast path: Call and ReplyRecv in the case that matters, a short message between a client and
 * a server that runs on the client's time; and signals. The trap code tries it before
 * entry_syscall(), with registers saved as for that.
 *
 * Each function either does all of the system call and returns the registers of the thread that
 * goes on, to be loaded; or it changes nothing and returns NULL, and entry_syscall() has to do the
 * call. It leaves the state that entry_syscall() would leave, except that the time used is not
 * accounted: cpu->now stays behind.
 */
#pragma once
#include "types.h"

struct regs;

/* The current thread's Call, with its capability and message information registers. */
struct regs *fastpath_call(word_t cptr, word_t info);
/* Its Send, which is a signal if the capability is one to a notification. */
struct regs *fastpath_signal(word_t cptr, word_t info);
/* The current thread's ReplyRecv, with its reply register besides. */
struct regs *fastpath_reply_recv(word_t cptr, word_t info, word_t reply_cptr);

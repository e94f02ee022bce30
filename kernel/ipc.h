/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages: moving words and capabilities from one thread to another. */
#pragma once
#include "object.h"

struct endpoint;
struct reply;
struct tcb;

/* A message goes through. */
struct transfer {
    struct tcb *sender, *receiver;
    const word_t *buffer; /* the sender's, if that has been looked up */
    const struct endpoint *endpoint; /* NULL for a reply */
    word_t badge;
    bool can_grant;
};

/* Deliver the sender's message, or its fault, to the receiver's registers and buffer. */
void ipc_transfer(const struct transfer *t);

/* The parts of a send, with the rights of the capability used. */
struct send {
    struct tcb *sender;
    const word_t *buffer; /* as above */
    struct endpoint *endpoint;
    word_t badge;
    bool block, call, can_grant, can_grant_reply, can_donate;
};

void ipc_send(const struct send *s);
/* Receive with the endpoint capability; reply may be NULL. */
void ipc_receive(struct tcb *thread, struct cap endpoint, bool block, struct reply *reply);
void ipc_wait(struct tcb *thread, struct cap notification, bool block);
/* Answer the caller held by the reply object, if there is one; `buffer` as above. */
void ipc_reply(struct tcb *sender, const word_t *buffer, struct reply *reply);
/* The bound notification is active: take it instead of a message. */
void ipc_take_notification(struct tcb *thread);

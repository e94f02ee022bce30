/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A protection domain's life: constructors, init, and then one event after another.
 *
 * Everything arrives at one capability, a notification or an endpoint with the notification bound
 * to it, and is told apart by its badge:
 *
 *     63   62   61                               0
 *    +----+----+----------------------------------+
 *    | 0  | 0  | one bit per channel that notified |   notification
 *    | 0  | 1  |                id of the child    |   fault of a child
 *    | 1  | -  |                id of the channel  |   call by another domain
 *    +----+----+----------------------------------+
 *
 * A reply, or the one message that the domain deferred, goes out with the system call that waits
 * for the next event.
 */
#include <microkit.h>

#define BADGE_CALL         ((seL4_Word)1 << 63)
#define BADGE_FAULT        ((seL4_Word)1 << 62)
#define BADGE_CHANNEL_MASK 0x3f
#define BADGE_CHILD_MASK   0xff

typedef void constructor_function(void);

extern constructor_function *const __init_array_start[] __attribute__((weak));
extern constructor_function *const __init_array_end[] __attribute__((weak));

int main(void);

seL4_Bool microkit_have_signal = seL4_False;
seL4_CPtr microkit_signal_cap;
seL4_MessageInfo_t microkit_signal_msg;

void microkit_defer(seL4_CPtr cap, seL4_MessageInfo_t msginfo)
{
    if (microkit_have_signal) {
        seL4_NBSend(microkit_signal_cap, microkit_signal_msg);
    }
    microkit_have_signal = seL4_True;
    microkit_signal_cap = cap;
    microkit_signal_msg = msginfo;
}

static void run_constructors(void)
{
    for (constructor_function *const *constructor = __init_array_start;
         constructor < __init_array_end; constructor++) {
        (*constructor)();
    }
}

/* An interrupt may have come, and been masked, before the domain was ready or before a restart. */
static void ack_all_irqs(void)
{
    for (unsigned int id = 0; id <= MICROKIT_MAX_CHANNEL_ID; id++) {
        if (microkit_has_id(microkit_irqs, id)) {
            seL4_IRQHandler_Ack(BASE_IRQ_CAP + id);
        }
    }
}

/* Sends what is to be sent and waits for the next event; *reply_tag is sent if `have_reply`. */
static seL4_MessageInfo_t next_event(seL4_Bool have_reply, seL4_MessageInfo_t reply_tag,
                                     seL4_Word *badge)
{
    seL4_Bool have_signal = microkit_have_signal;

    microkit_have_signal = seL4_False;
    if (have_reply) {
        if (have_signal) {
            /* The message registers belong to the reply; the deferred message has none. */
            seL4_Send(microkit_signal_cap, microkit_signal_msg);
        }
        return seL4_ReplyRecv(INPUT_CAP, reply_tag, badge, REPLY_CAP);
    }
    if (have_signal) {
        return seL4_NBSendRecv(microkit_signal_cap, microkit_signal_msg, INPUT_CAP, badge,
                               REPLY_CAP);
    }
    return seL4_Recv(INPUT_CAP, badge, REPLY_CAP);
}

static void dispatch_notifications(seL4_Word badge)
{
    for (microkit_channel ch = 0; badge != 0; ch++, badge >>= 1) {
        if ((badge & 1) != 0) {
            notified(ch);
        }
    }
}

static void __attribute__((noreturn)) handle_events(void)
{
    seL4_Bool have_reply = seL4_False;
    seL4_MessageInfo_t reply_tag = seL4_MessageInfo_new(0, 0, 0, 0);

    for (;;) {
        seL4_Word badge;
        seL4_MessageInfo_t tag = next_event(have_reply, reply_tag, &badge);

        have_reply = seL4_False;
        if ((badge & BADGE_FAULT) != 0 && (badge & BADGE_CALL) == 0) {
            have_reply = fault((microkit_child)(badge & BADGE_CHILD_MASK), tag, &reply_tag);
        } else if ((badge & BADGE_CALL) != 0) {
            have_reply = seL4_True;
            reply_tag = protected((microkit_channel)(badge & BADGE_CHANNEL_MASK), tag);
        } else {
            dispatch_notifications(badge);
        }
    }
}

/*
 * A passive domain tells the monitor that its init is done: the monitor then takes the scheduling
 * context it was started with away, and the domain runs on its callers' time.
 */
int main(void)
{
    microkit_have_signal = seL4_False;
    run_constructors();
    init();
    ack_all_irqs();
    if (microkit_passive) {
        microkit_defer(MONITOR_EP, seL4_MessageInfo_new(0, 0, 0, 0));
    }
    handle_events();
}

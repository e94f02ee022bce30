/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The library of protection domains.
 *
 * A domain defines init and notified, and protected or fault if it is called or has children.  The
 * library calls them one at a time; they use the functions below to reach the domain's channels,
 * interrupts and children, all by the small numbers of the system description.
 *
 * A number that the description does not give the domain is reported (where the kernel prints) and
 * the operation is not done.  Any other error is a mistake of the domain and ends in a fault, which
 * its parent or the monitor gets.
 */
#pragma once
#include <sel4/sel4.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned int microkit_channel;
typedef unsigned int microkit_child;
typedef unsigned int microkit_ioport;
typedef seL4_MessageInfo_t microkit_msginfo;

/* Slots of a domain's CNode; a range from its BASE on is indexed by channel, child or port. */
#define INPUT_CAP                    1
#define FAULT_EP_CAP                 2
#define VSPACE_CAP                   3
#define REPLY_CAP                    4
#define MONITOR_EP                   5
#define TCB_CAP                      6
#define ARM_SMC_CAP                  7
#define BASE_OUTPUT_NOTIFICATION_CAP 10
#define BASE_ENDPOINT_CAP            74
#define BASE_IRQ_CAP                 138
#define BASE_TCB_CAP                 202
#define BASE_VM_TCB_CAP              266
#define BASE_VCPU_CAP                330
#define BASE_IOPORT_CAP              394
#define BASE_USER_CAPS               458

/* The CNode above that one, whose other slots hold the capabilities of the <cspace> element. */
#define PD_ROOT_CAP_BITS       6
#define MICROKIT_MAX_USER_CAPS 128

#define MICROKIT_MAX_CHANNELS   62
#define MICROKIT_MAX_CHANNEL_ID (MICROKIT_MAX_CHANNELS - 1)
#define MICROKIT_MAX_IOPORT_ID  62
#define MICROKIT_PD_NAME_LENGTH 64

/* What the domain defines. */
void init(void);
void notified(microkit_channel ch);
seL4_Bool fault(microkit_child child, microkit_msginfo msginfo, microkit_msginfo *reply_msginfo);
#ifdef __cplusplus
/* `protected` is a word of C++; a C++ domain defines this function instead. */
microkit_msginfo microkit_protected(microkit_channel ch,
                                    microkit_msginfo msginfo) __asm__("protected");
#else
microkit_msginfo protected(microkit_channel ch, microkit_msginfo msginfo);
#endif

/* Filled in by the SDK tool: the domain's name, whether it is passive, and bit masks of its ids. */
extern char microkit_name[MICROKIT_PD_NAME_LENGTH];
extern seL4_Bool microkit_passive;
extern seL4_Word microkit_irqs;
extern seL4_Word microkit_notifications;
extern seL4_Word microkit_pps;
extern seL4_Word microkit_ioports;

/* The message that waits to be sent together with the next receive, if there is one. */
extern seL4_Bool microkit_have_signal;
extern seL4_CPtr microkit_signal_cap;
extern seL4_MessageInfo_t microkit_signal_msg;

/* Output through the kernel; nothing happens where the kernel does not print. */
void microkit_dbg_putc(int c);
void microkit_dbg_puts(const char *s);
void microkit_dbg_put8(seL4_Uint8 x);
void microkit_dbg_put32(seL4_Uint32 x);

/* Faults at the address `err`, so that the fault handler sees the error. */
void microkit_internal_crash(seL4_Error err);

/* Reports "<domain> <function>: invalid <kind> given '<number>'". */
void microkit_report_invalid(const char *function, const char *kind, seL4_Uint32 number);

/* Sets aside a message for the next receive; one that is there already is sent at once. */
void microkit_defer(seL4_CPtr cap, seL4_MessageInfo_t msginfo);

/* Whether a mask of ids has this one. */
static inline int microkit_has_id(seL4_Word mask, unsigned int id)
{
    return id <= MICROKIT_MAX_CHANNEL_ID && (mask >> id & 1) != 0;
}

static inline void microkit_notify(microkit_channel ch)
{
    if (!microkit_has_id(microkit_notifications, ch)) {
        microkit_report_invalid("microkit_notify", "channel", ch);
        return;
    }
    seL4_Signal(BASE_OUTPUT_NOTIFICATION_CAP + ch);
}

static inline void microkit_irq_ack(microkit_channel ch)
{
    if (!microkit_has_id(microkit_irqs, ch)) {
        microkit_report_invalid("microkit_irq_ack", "channel", ch);
        return;
    }
    seL4_IRQHandler_Ack(BASE_IRQ_CAP + ch);
}

static inline void microkit_deferred_notify(microkit_channel ch)
{
    if (!microkit_has_id(microkit_notifications, ch)) {
        microkit_report_invalid("microkit_deferred_notify", "channel", ch);
        return;
    }
    microkit_defer(BASE_OUTPUT_NOTIFICATION_CAP + ch, seL4_MessageInfo_new(0, 0, 0, 0));
}

static inline void microkit_deferred_irq_ack(microkit_channel ch)
{
    if (!microkit_has_id(microkit_irqs, ch)) {
        microkit_report_invalid("microkit_deferred_irq_ack", "channel", ch);
        return;
    }
    microkit_defer(BASE_IRQ_CAP + ch, seL4_MessageInfo_new(IRQAckIRQ, 0, 0, 0));
}

static inline microkit_msginfo microkit_ppcall(microkit_channel ch, microkit_msginfo msginfo)
{
    if (!microkit_has_id(microkit_pps, ch)) {
        microkit_report_invalid("microkit_ppcall", "channel", ch);
        return seL4_MessageInfo_new(0, 0, 0, 0);
    }
    return seL4_Call(BASE_ENDPOINT_CAP + ch, msginfo);
}

static inline microkit_msginfo microkit_msginfo_new(seL4_Word label, seL4_Uint16 count)
{
    return seL4_MessageInfo_new(label, 0, 0, count);
}

static inline seL4_Word microkit_msginfo_get_label(microkit_msginfo msginfo)
{
    return seL4_MessageInfo_get_label(msginfo);
}

static inline seL4_Word microkit_msginfo_get_count(microkit_msginfo msginfo)
{
    return seL4_MessageInfo_get_length(msginfo);
}

static inline void microkit_mr_set(seL4_Uint8 mr, seL4_Word value)
{
    seL4_SetMR(mr, value);
}

static inline seL4_Word microkit_mr_get(seL4_Uint8 mr)
{
    return seL4_GetMR(mr);
}

/*
 * Starts a child at an address, whatever it was doing; stops it; lets it go on.  A restarted
 * child's stack pointer stays as it was; one whose entry is the library's sets it anew.
 */
void microkit_pd_restart(microkit_child pd, seL4_Word entry_point);
void microkit_pd_stop(microkit_child pd);
void microkit_pd_resume(microkit_child pd);

/* The capability pointer of a slot of the <cspace> element; null if there can be no such slot. */
static inline seL4_CPtr microkit_cspace_root_slot_to_cptr(seL4_Word slot)
{
    if (slot == 0 || slot >= (seL4_Word)1 << PD_ROOT_CAP_BITS) {
        return seL4_CapNull;
    }
    return slot << (seL4_WordBits - PD_ROOT_CAP_BITS);
}

#ifdef CONFIG_ALLOW_SMC_CALLS
/* A secure monitor call, by a domain that the description allows it. */
void microkit_arm_smc_call(seL4_ARM_SMCContext *args, seL4_ARM_SMCContext *response);
#endif

#ifdef __cplusplus
}
#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The monitor.
 *
 * Faults of domains that have no parent arrive at the monitor's endpoint with the domain's number
 * plus one as badge.  The monitor reports the fault and does not reply, so the domain stays
 * stopped; everything else goes on.
 *
 * A passive domain sends an empty message, with a badge of its own, when its init() is through.
 * The monitor then binds the domain's scheduling context to its notification and leaves it bound to
 * the thread, which may be running: from the moment the thread next begins to wait, the scheduling
 * context is the notification's, and the domain runs on its callers' time or, for a notification,
 * on its own.  A thread that waits already would serve its first call on its own time, so the
 * monitor also signals the notification, with no badge: the thread wakes, sees nothing to do, and
 * waits again.
 */
#include "monitor.h"
#include "arch.h"
#include "fault_decode.h"
#include "print.h"

/* Handles a passive domain's message. */
static void make_passive(const struct init *init, uint32_t index)
{
    const struct spec_domain *domain = &init->spec.domains[index];
    const char *name = init->spec.strings + domain->name;
    if (!domain->passive) {
        print_text("MON|ERROR: unexpected message from PD: ");
        print_text(name);
        print_text("\n");
        return;
    }
    seL4_Error error = (seL4_Error)seL4_SchedContext_Bind(init_cap(init, domain->sched_context, 0),
                                                          init_cap(init, domain->notification, 0));
    if (error != seL4_NoError) {
        print_text("MON|ERROR: could not bind scheduling context to notification of PD: ");
        print_text(name);
        print_text("\n");
        return;
    }
    seL4_Signal(init_cap(init, domain->notification, 0));
}

static void print_message(seL4_MessageInfo_t tag, seL4_Word badge, seL4_CPtr tcb)
{
    print_text("MON|ERROR: received message ");
    print_hex(seL4_MessageInfo_get_label(tag), 8);
    print_text("  badge: ");
    print_hex(badge, 16);
    print_text("  tcb cap: ");
    print_hex(tcb, 16);
    print_text("\n");
}

/* Prints "<what> is in <symbol>+<offset>" if the address belongs to a known symbol. */
static void print_place(const struct init *init, uint32_t domain, const char *what,
                        uint64_t address)
{
    const struct spec_symbol *symbol = specification_find_symbol(&init->spec, domain, address);
    if (symbol == NULL) {
        return;
    }
    print_text("MON|ERROR: ");
    print_text(what);
    print_text(" is in ");
    print_text(init->spec.strings + symbol->name);
    print_text("+");
    print_hex_short(address - symbol->address);
    print_text("\n");
}

/* Reports a fault: who, registers, what, where. */
static void report_fault(const struct init *init, uint32_t index, seL4_MessageInfo_t tag,
                         seL4_Word badge)
{
    const struct spec_domain *domain = &init->spec.domains[index];
    seL4_CPtr tcb = init_cap(init, domain->tcb, 0);
    struct fault fault;
    fault_read(&fault, tag);
    print_message(tag, badge, tcb);
    print_text("MON|ERROR: faulting PD: ");
    print_text(init->spec.strings + domain->name);
    print_text("\n");
    seL4_UserContext context = { 0 };
    seL4_Error error =
        (seL4_Error)seL4_TCB_ReadRegisters(tcb, 0, 0, sizeof context / sizeof(seL4_Word), &context);
    if (error == seL4_NoError) {
        print_text("Registers: \n");
        arch_context_print(&context);
    } else {
        print_text("MON|ERROR: cannot read the registers\n");
    }
    fault_print(&fault, domain);
    print_place(init, index, "pc", arch_context_ip(&context));
    print_place(init, index, "lr", arch_context_return(&context));
}

_Noreturn void monitor_run(const struct init *init)
{
    const struct spec_header *header = init->spec.header;
    seL4_CPtr endpoint = init_cap(init, header->monitor_endpoint, 0);
    seL4_CPtr reply = init_cap(init, header->monitor_reply, 0);
    print_text("MON|INFO: Microkit Monitor started!\n");
    for (;;) {
        seL4_Word badge;
        seL4_MessageInfo_t tag = seL4_Recv(endpoint, &badge, reply);
        seL4_Word number = badge & ~SPEC_BADGE_PASSIVE;
        if (number == 0 || number > header->domains.count) {
            print_message(tag, badge, seL4_CapNull);
            print_text("MON|ERROR: no PD has this badge\n");
        } else if ((badge & SPEC_BADGE_PASSIVE) != 0) {
            make_passive(init, (uint32_t)(number - 1));
        } else {
            report_fault(init, (uint32_t)(number - 1), tag, badge);
        }
    }
}

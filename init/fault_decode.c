/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fault messages in words.
 *
 * The kinds of fault and the order of their message registers are the kernel's ABI; what a status
 * register means is left to the architecture.  Everything printed comes from the message, never
 * from the faulting domain's memory.
 */
#include "fault_decode.h"
#include "arch.h"
#include "print.h"

#define STACK_GUARD_BYTES 0x1000u

void fault_read(struct fault *fault, seL4_MessageInfo_t tag)
{
    fault->label = seL4_MessageInfo_get_label(tag);
    fault->length = seL4_MessageInfo_get_length(tag);
    for (unsigned i = 0; i < FAULT_MAX_WORDS; i++) {
        fault->word[i] = i < fault->length ? seL4_GetMR((int)i) : 0;
    }
}

static void print_word(const char *name, uint64_t value)
{
    print_text(name);
    print_hex(value, 16);
}

/* Says why a capability was not found. */
static void print_lookup_failure(const seL4_Word *word)
{
    print_text("MON|ERROR:    ");
    switch (word[seL4_CapFault_LookupFailureType]) {
    case seL4_InvalidRoot:
        print_text("invalid CSpace root\n");
        break;
    case seL4_MissingCapability:
        print_text("missing capability, bits left: ");
        print_decimal(word[seL4_CapFault_BitsLeft]);
        print_text("\n");
        break;
    case seL4_DepthMismatch:
        print_text("depth mismatch, bits left: ");
        print_decimal(word[seL4_CapFault_BitsLeft]);
        print_text(", bits found: ");
        print_decimal(word[seL4_CapFault_DepthMismatch_BitsFound]);
        print_text("\n");
        break;
    case seL4_GuardMismatch:
        print_text("guard mismatch, bits left: ");
        print_decimal(word[seL4_CapFault_BitsLeft]);
        print_text(", guard found: ");
        print_hex_short(word[seL4_CapFault_GuardMismatch_GuardFound]);
        print_text(", guard bits: ");
        print_decimal(word[seL4_CapFault_GuardMismatch_BitsFound]);
        print_text("\n");
        break;
    default:
        print_text("unknown lookup failure\n");
        break;
    }
}

static void print_cap_fault(const seL4_Word *word)
{
    print_word("MON|ERROR: CapFault: ip=", word[seL4_CapFault_IP]);
    print_word("  fault_addr=", word[seL4_CapFault_Addr]);
    print_text(word[seL4_CapFault_InRecvPhase] ? "  in_recv_phase=true" : "  in_recv_phase=false");
    print_text("\n");
    print_lookup_failure(word);
}

static void print_vm_fault(const seL4_Word *word, const struct spec_domain *domain)
{
    seL4_Word address = word[seL4_VMFault_Addr];
    print_word("MON|ERROR: VMFault: ip=", word[seL4_VMFault_IP]);
    print_word("  fault_addr=", address);
    print_word("  fsr=", word[seL4_VMFault_FSR]);
    print_text(word[seL4_VMFault_PrefetchFault] ? "  (instruction fault)\n" : "  (data fault)\n");
    arch_fault_print_vm(word[seL4_VMFault_FSR]);
    if (address < domain->stack_bottom && domain->stack_bottom - address <= STACK_GUARD_BYTES) {
        print_text("MON|ERROR: potential stack overflow, fault address within one page outside "
                   "of stack region\n");
    }
}

static void print_user_exception(const seL4_Word *word)
{
    uint64_t number = word[seL4_UserException_Number];
    uint64_t code = word[seL4_UserException_Code];
    print_word("MON|ERROR: UserException: ip=", word[seL4_UserException_FaultIP]);
    print_word("  number=", number);
    print_word("  code=", code);
    print_text("\n");
    arch_fault_print_exception(number, code);
}

static void print_debug_exception(const seL4_Word *word)
{
    static const char *const reasons[] = {
        "data breakpoint",
        "instruction breakpoint",
        "single step",
        "software breakpoint",
    };
    seL4_Word reason = word[seL4_DebugException_ExceptionReason];
    print_word("MON|ERROR: DebugException: ip=", word[seL4_DebugException_FaultIP]);
    print_word("  address=", word[seL4_DebugException_TriggerAddress]);
    print_text("  ");
    print_text(reason < sizeof reasons / sizeof reasons[0] ? reasons[reason] : "unknown reason");
    print_text("\n");
}

void fault_print(const struct fault *fault, const struct spec_domain *domain)
{
    switch (fault->label) {
    case seL4_Fault_CapFault:
        print_cap_fault(fault->word);
        break;
    case seL4_Fault_VMFault:
        print_vm_fault(fault->word, domain);
        break;
    case seL4_Fault_UserException:
        print_user_exception(fault->word);
        break;
    case seL4_Fault_UnknownSyscall:
        print_word("MON|ERROR: UnknownSyscall: ip=", fault->word[arch_unknown_syscall_ip]);
        print_word("  number=", fault->word[arch_unknown_syscall_number]);
        print_text("\n");
        break;
    case seL4_Fault_DebugException:
        print_debug_exception(fault->word);
        break;
    case seL4_Fault_Timeout:
        print_word("MON|ERROR: Timeout: data=", fault->word[seL4_Timeout_Data]);
        print_text("  consumed_us=");
        print_decimal(fault->word[seL4_Timeout_Consumed]);
        print_text("\n");
        break;
    default:
        print_text("MON|ERROR: unknown fault ");
        print_decimal(fault->label);
        print_text("\n");
        break;
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * init on AArch64: frame and table objects, registers, and the exception syndrome register.
 *
 * A VM fault carries ESR whole:
 *
 *     31     26  25  24                                   0
 *    +---------+----+--------------------------------------+
 *    |   EC    | IL |                 ISS                  |   for aborts: ISS[5:0] = fault status,
 *    +---------+----+--------------------------------------+   ISS[6] = write
 */
#include "arch.h"
#include "print.h"

const seL4_Word arch_vspace_type = seL4_ARM_VSpaceObject;
const uint8_t arch_vspace_bits = seL4_VSpaceBits;
const seL4_Word arch_table_type = seL4_ARM_PageTableObject;
const uint8_t arch_table_bits = seL4_PageTableBits;
const seL4_Word arch_data_attributes = seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever;
const unsigned arch_unknown_syscall_number = seL4_UnknownSyscall_Syscall;
const unsigned arch_unknown_syscall_ip = seL4_UnknownSyscall_FaultIP;

seL4_Word arch_frame_type(uint8_t bits)
{
    switch (bits) {
    case seL4_LargePageBits:
        return seL4_ARM_LargePageObject;
    case seL4_HugePageBits:
        return seL4_ARM_HugePageObject;
    default:
        return seL4_ARM_SmallPageObject;
    }
}

seL4_Error arch_vspace_assign(seL4_CPtr vspace)
{
    return (seL4_Error)seL4_ARM_ASIDPool_Assign(seL4_CapInitThreadASIDPool, vspace);
}

seL4_Error arch_table_map(seL4_CPtr table, seL4_CPtr vspace, seL4_Word vaddr)
{
    return (seL4_Error)seL4_ARM_PageTable_Map(table, vspace, vaddr, seL4_ARM_Default_VMAttributes);
}

seL4_Error arch_frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr,
                          seL4_CapRights_t rights, seL4_Word attributes)
{
    return (seL4_Error)seL4_ARM_Page_Map(frame, vspace, vaddr, rights,
                                         (seL4_ARM_VMAttributes)attributes);
}

seL4_Error arch_frame_unmap(seL4_CPtr frame)
{
    return (seL4_Error)seL4_ARM_Page_Unmap(frame);
}

seL4_Error arch_frame_publish(seL4_CPtr frame, uint8_t bits)
{
    seL4_Word end = (seL4_Word)1 << bits;
    seL4_Error error = (seL4_Error)seL4_ARM_Page_CleanInvalidate_Data(frame, 0, end);
    if (error != seL4_NoError) {
        return error;
    }
    return (seL4_Error)seL4_ARM_Page_Unify_Instruction(frame, 0, end);
}

seL4_Error arch_irq_get(uint64_t irq, bool edge, seL4_CPtr slot, seL4_Word depth)
{
    return (seL4_Error)seL4_IRQControl_GetTrigger(seL4_CapIRQControl, irq, edge,
                                                  seL4_CapInitThreadCNode, slot, (seL4_Uint8)depth);
}

seL4_Error arch_sgi_get(uint64_t number, uint64_t core, seL4_CPtr slot, seL4_Word depth)
{
    return seL4_IRQControl_IssueSGISignal(seL4_CapIRQControl, number, core,
                                          seL4_CapInitThreadCNode, slot, (seL4_Uint8)depth);
}

seL4_Error arch_object_get(const struct spec_object *object, seL4_CPtr slot, seL4_Word depth)
{
    (void)object, (void)slot, (void)depth;
    return seL4_IllegalOperation;
}

void arch_context_start(seL4_UserContext *context, uint64_t ip, uint64_t sp)
{
    context->pc = ip;
    context->sp = sp;
}

uint64_t arch_context_ip(const seL4_UserContext *context)
{
    return context->pc;
}

uint64_t arch_context_return(const seL4_UserContext *context)
{
    return context->x30;
}

void arch_context_print(const seL4_UserContext *context)
{
    static const char *const names[] = {
        "pc",  "sp",  "spsr", "x0",  "x1",  "x2",  "x3",  "x4",        "x5",
        "x6",  "x7",  "x8",   "x16", "x17", "x18", "x29", "x30",       "x9",
        "x10", "x11", "x12",  "x13", "x14", "x15", "x19", "x20",       "x21",
        "x22", "x23", "x24",  "x25", "x26", "x27", "x28", "tpidr_el0", "tpidrro_el0",
    };
    _Static_assert(sizeof *context == sizeof names, "one name per register");
    const seL4_Word *values = (const seL4_Word *)context;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        print_text(names[i]);
        print_text(" : ");
        print_hex(values[i], 16);
        print_text("\n");
    }
}

static const char *exception_class_text(uint64_t class)
{
    switch (class) {
    case 0x00:
        return "Unknown reason";
    case 0x01:
        return "Trapped WFI or WFE instruction execution";
    case 0x07:
        return "Access to SVE, Advanced SIMD or floating-point functionality";
    case 0x0e:
        return "Illegal Execution state";
    case 0x15:
        return "SVC instruction execution in AArch64 state";
    case 0x18:
        return "Trapped MSR, MRS or System instruction execution in AArch64 state";
    case 0x20:
        return "Instruction Abort from a lower Exception level";
    case 0x22:
        return "PC alignment fault";
    case 0x24:
        return "Data Abort from a lower Exception level";
    case 0x26:
        return "SP alignment fault";
    case 0x2c:
        return "Trapped floating-point exception";
    case 0x2f:
        return "SError interrupt";
    case 0x30:
        return "Breakpoint from a lower Exception level";
    case 0x32:
        return "Software Step from a lower Exception level";
    case 0x34:
        return "Watchpoint from a lower Exception level";
    case 0x3c:
        return "BRK instruction execution in AArch64 state";
    default:
        return "<invalid EC>";
    }
}

static const char *fault_status_text(uint64_t status)
{
    static const char *const by_level[] = {
        "address size fault, level 0", "address size fault, level 1", "address size fault, level 2",
        "address size fault, level 3", "translation fault, level 0",  "translation fault, level 1",
        "translation fault, level 2",  "translation fault, level 3",  "access flag fault, level 0",
        "access flag fault, level 1",  "access flag fault, level 2",  "access flag fault, level 3",
        "permission fault, level 0",   "permission fault, level 1",   "permission fault, level 2",
        "permission fault, level 3",
    };
    if (status < sizeof by_level / sizeof by_level[0]) {
        return by_level[status];
    }
    switch (status) {
    case 0x10:
        return "synchronous external abort";
    case 0x11:
        return "synchronous tag check fault";
    case 0x21:
        return "alignment fault";
    case 0x30:
        return "tlb conflict abort";
    case 0x31:
        return "unsupported atomic hardware update fault";
    case 0x34:
        return "implementation defined fault (lockdown)";
    case 0x35:
        return "implementation defined fault (unsupported exclusive or atomic access)";
    default:
        return "<unexpected fault status>";
    }
}

static void print_syndrome(uint64_t esr)
{
    uint64_t class = esr >> 26 & 0x3f;
    print_text("MON|ERROR:    ec: ");
    print_hex(class, 8);
    print_text("  ");
    print_text(exception_class_text(class));
    print_text("   il: ");
    print_decimal(esr >> 25 & 1);
    print_text("   iss: ");
    print_hex(esr & 0x1ffffff, 8);
    print_text("\n");
}

void arch_fault_print_vm(uint64_t status)
{
    uint64_t class = status >> 26 & 0x3f;
    bool is_write = class == 0x24 && (status >> 6 & 1) != 0;
    print_syndrome(status);
    print_text(class == 0x20 ? "MON|ERROR:    ifsc = " : "MON|ERROR:    dfsc = ");
    print_text(fault_status_text(status & 0x3f));
    print_text(" (");
    print_hex(status & 0x3f, 8);
    print_text(class == 0x24 ? (is_write ? ") write\n" : ") read\n") : ")\n");
}

void arch_fault_print_exception(uint64_t number, uint64_t code)
{
    (void)code;
    print_syndrome(number);
}

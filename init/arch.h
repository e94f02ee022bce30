/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What init needs from an architecture.  Each architecture has one folder with one arch.c.
 */
#pragma once
#include "abi/spec.h"
#include <sel4/sel4.h>
#include <stdbool.h>
#include <stdint.h>

extern const seL4_Word arch_vspace_type;
extern const uint8_t arch_vspace_bits;
extern const seL4_Word arch_table_type;
extern const uint8_t arch_table_bits;

/* The kernel's object type for a frame of 2^bits bytes. */
seL4_Word arch_frame_type(uint8_t bits);

/* Makes a VSpace usable. */
seL4_Error arch_vspace_assign(seL4_CPtr vspace);

seL4_Error arch_table_map(seL4_CPtr table, seL4_CPtr vspace, seL4_Word vaddr);

seL4_Error arch_frame_map(seL4_CPtr frame, seL4_CPtr vspace, seL4_Word vaddr,
                          seL4_CapRights_t rights, seL4_Word attributes);

seL4_Error arch_frame_unmap(seL4_CPtr frame);

/* VM attributes of ordinary memory that is not executed. */
extern const seL4_Word arch_data_attributes;

/* Makes what was written through a mapping visible to instruction fetch and uncached access. */
seL4_Error arch_frame_publish(seL4_CPtr frame, uint8_t bits);

/* Creates an interrupt handler capability in a slot of init's CSpace. */
seL4_Error arch_irq_get(uint64_t irq, bool edge, seL4_CPtr slot, seL4_Word depth);

/* Creates a capability in a slot of init's CSpace that sends a software generated interrupt. */
seL4_Error arch_sgi_get(uint64_t number, uint64_t core, seL4_CPtr slot, seL4_Word depth);

/*
 * Creates a capability that only some architectures have, such as to I/O ports, in a slot of init's
 * CSpace; seL4_IllegalOperation where there are none of that kind.
 */
seL4_Error arch_object_get(const struct spec_object *object, seL4_CPtr slot, seL4_Word depth);

/* Sets the first instruction and the stack of a thread not yet started. */
void arch_context_start(seL4_UserContext *context, uint64_t ip, uint64_t sp);

/* Instruction pointer and return address of a stopped thread. */
uint64_t arch_context_ip(const seL4_UserContext *context);
uint64_t arch_context_return(const seL4_UserContext *context);

/* Prints all registers, one per line. */
void arch_context_print(const seL4_UserContext *context);

/* Explains a VM fault status word and a user exception, each in full lines. */
void arch_fault_print_vm(uint64_t status);
void arch_fault_print_exception(uint64_t number, uint64_t code);

/* Number of the message register that holds an unknown system call's number, and its IP. */
extern const unsigned arch_unknown_syscall_number;
extern const unsigned arch_unknown_syscall_ip;

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reporting of failures, and the one temporary slot.
 *
 * The temporary slot is for capabilities that only exist to be handed to the kernel once: badged
 * fault handlers, badged interrupt notifications, second mappings used for filling.
 */
#include "init.h"
#include "print.h"

static const char *const error_names[] = {
    "no error",     "invalid argument", "invalid capability", "illegal operation",
    "range error",  "alignment error",  "failed lookup",      "truncated message",
    "delete first", "revoke first",     "not enough memory",
};
_Static_assert(sizeof error_names / sizeof error_names[0] == seL4_NumErrors, "error names");

_Noreturn void init_stop(const char *what)
{
    print_text("INIT|ERROR: ");
    print_text(what);
    print_text("; the system is not started\n");
    for (;;) {
        seL4_TCB_Suspend(seL4_CapInitThreadTCB);
    }
}

void init_require(const struct init *init, seL4_Error error, const char *doing, uint32_t object)
{
    if (error == seL4_NoError) {
        return;
    }
    print_text("INIT|ERROR: cannot ");
    print_text(doing);
    print_text(" (object ");
    print_decimal(object);
    print_text(", '");
    print_text(specification_object_name(&init->spec, object));
    print_text("'): ");
    print_text((unsigned)error < seL4_NumErrors ? error_names[error] : "unknown error");
    print_text("\n");
    init_stop("creation failed");
}

void init_mint_temporary(const struct init *init, uint32_t object, uint32_t index, uint32_t rights,
                         uint64_t badge)
{
    seL4_Error error =
        seL4_CNode_Mint(seL4_CapInitThreadCNode, init->temporary, (seL4_Uint8)init->cnode_bits,
                        seL4_CapInitThreadCNode, init_cap(init, object, index),
                        (seL4_Uint8)init->cnode_bits, init_rights(rights), badge);
    init_require(init, error, "badge a capability", object);
}

void init_delete_temporary(const struct init *init)
{
    seL4_Error error =
        seL4_CNode_Delete(seL4_CapInitThreadCNode, init->temporary, (seL4_Uint8)init->cnode_bits);
    init_require(init, error, "delete a temporary capability", SPEC_NONE);
}

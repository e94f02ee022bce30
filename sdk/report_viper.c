/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The capabilities of one domain for a verifier of programs, as a module of functions that give
 * sets of identifiers: which channels it may notify or call through, which interrupts it handles.
 */
#include "report.h"

/* One set of identifiers: those whose slots from `base` on are filled. */
static void viper_set_write(const struct spec *spec, uint32_t cnode, const char *kind,
                            uint32_t base, FILE *stream)
{
    const char *before = "Set(";
    fprintf(stream, "function pansel4_has_%s_cap(): Set[Int]\n    ensures result == ", kind);
    for (size_t i = 0; i < spec->cap_count; i++) {
        const struct spec_cap *cap = &spec->caps[i];
        if (cap->cnode == cnode && cap->slot >= base && cap->slot <= base + ID_MAX) {
            fprintf(stream, "%s%u", before, cap->slot - base);
            before = ", ";
        }
    }
    fprintf(stream, "%s)\n\n", before[0] == 'S' ? "Set[Int](" : "");
}

void report_write_viper(const struct spec *spec, const struct domain *domain, FILE *stream)
{
    uint32_t cnode = spec->domain_objects[domain->index].cnode;
    fprintf(stream, "// Capabilities of protection domain %s.\n\n", domain->name.text);
    viper_set_write(spec, cnode, "notification", PD_SLOT_NOTIFY, stream);
    viper_set_write(spec, cnode, "ppc", PD_SLOT_CALL, stream);
    viper_set_write(spec, cnode, "irq", PD_SLOT_IRQ, stream);
    viper_set_write(spec, cnode, "child", PD_SLOT_CHILD_TCB, stream);
    viper_set_write(spec, cnode, "ioport", PD_SLOT_IO_PORTS, stream);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules about interrupts, I/O ports and whatever else depends on the board's architecture.
 *
 * On ARM and RISC-V an <irq> names an interrupt by number; on x86 by the pin of an I/O APIC or as a
 * message of a PCI function, and by the vector it gets, which is what is unique in a system.
 */
#include "check.h"
#include <stdlib.h>
#include <string.h>

#define PIN_MAX    239 /* an I/O APIC has at most 240 */
#define IOAPIC_MAX 255
#define PORTS      0x10000

/* Runs through all elements of one kind: `list` and `count` are members of struct domain. */
#define FOR_EACH(check, domain, type, list, count, element)                                     \
    for (size_t d_i = 0; d_i < (check)->system->domain_count; d_i++)                            \
        for (const struct domain *domain = (check)->system->domains[d_i]; domain != NULL;       \
             domain = NULL)                                                                     \
            for (size_t e_i = 0; e_i < domain->count; e_i++)                                    \
                for (const struct type *element = &domain->list[e_i]; element != NULL;          \
                     element = NULL)

/* What a board of another architecture would have. */

static void foreign(struct check *check, struct position at, const char *hint, const char *what,
                    const char *where)
{
    check_fail(check, at, hint, "%s on %s only; board '%s' is %s", what, where, check->board->name,
               board_arch_text(check->board));
}

static void irq_arch_check(struct check *check, const struct irq_element *irq)
{
    const struct value *x86[] = {&irq->pin,    &irq->ioapic, &irq->polarity,
                                 &irq->pcidev, &irq->handle, &irq->vector};
    if (check->board->arch == ARCH_X86_64) {
        if (irq->irq.given) {
            foreign(check, irq->irq.at,
                    "give pin and vector, or pcidev, handle and vector instead of irq",
                    "interrupts have numbers", "ARM and RISC-V");
        }
        return;
    }
    for (size_t i = 0; i < sizeof x86 / sizeof x86[0]; i++) {
        if (x86[i]->given) {
            foreign(check, x86[i]->at, "give the interrupt's number with irq",
                    "interrupts of I/O APICs and PCI functions exist", "x86");
            return;
        }
    }
}

void rule_board_arch(struct check *check)
{
    const struct board *board = check->board;
    FOR_EACH (check, domain, irq_element, irqs, irq_count, irq) {
        irq_arch_check(check, irq);
    }
    FOR_EACH (check, domain, ioport_element, ioports, ioport_count, ports) {
        if (board->arch != ARCH_X86_64) {
            foreign(check, ports->at, "map the device's registers with a memory_region",
                    "I/O ports exist", "x86");
        }
    }
    FOR_EACH (check, domain, cap_element, caps, cap_count, cap) {
        if (cap->kind == CAP_SGI && board->arch != ARCH_AARCH64) {
            foreign(check, cap->at, NULL, "software generated interrupts exist", "ARM");
        }
    }
    for (size_t i = 0; i < check->system->region_count; i++) {
        const struct memory_region *region = check->system->regions[i];
        if (region->bootinfo != NULL && region->bootinfo->x86_only && board->arch != ARCH_X86_64) {
            foreign(check, region->prefill_bootinfo.at, "fdt is the chunk with the device tree",
                    "this chunk of boot information exists", "x86");
        }
    }
}

void rule_domain_smc(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        if (value_is_true(&domain->smc) && !check->board->has_smc) {
            check_fail(check, domain->smc.at, "leave smc out",
                       "the kernel of board '%s', configuration '%s', makes no secure monitor "
                       "calls",
                       check->board->name, check->board->config);
        }
    }
}

/* Interrupts. */

/* Reports attributes that an interrupt's form needs and that are missing. */
static void irq_needs(struct check *check, const struct irq_element *irq, const struct value *value,
                      const char *name)
{
    if (!value->given) {
        check_fail(check, irq->at, NULL, "this interrupt needs the attribute '%s'", name);
    }
}

void rule_irq_form(struct check *check)
{
    FOR_EACH (check, domain, irq_element, irqs, irq_count, irq) {
        const struct value *pin_only[] = {&irq->pin, &irq->ioapic, &irq->polarity, &irq->trigger};
        if (irq->kind == IRQ_LINE) {
            irq_needs(check, irq, &irq->irq,
                      check->board->arch == ARCH_X86_64 ? "pin' or 'pcidev" : "irq");
            continue;
        }
        irq_needs(check, irq, &irq->vector, "vector");
        if (irq->kind == IRQ_IOAPIC) {
            irq_needs(check, irq, &irq->pin, "pin");
            continue;
        }
        irq_needs(check, irq, &irq->pcidev, "pcidev");
        irq_needs(check, irq, &irq->handle, "handle");
        for (size_t i = 0; i < sizeof pin_only / sizeof pin_only[0]; i++) {
            if (pin_only[i]->given) {
                check_fail(check, pin_only[i]->at, "remove it, or pcidev and handle",
                           "this attribute is for interrupts of an I/O APIC");
            }
        }
    }
}

void rule_irq_range(struct check *check)
{
    const struct board *board = check->board;
    FOR_EACH (check, domain, irq_element, irqs, irq_count, irq) {
        const struct value *number = irq_number(irq);
        if (number->number < board->min_irq || number->number > board->max_irq) {
            check_fail(check, number->at, NULL, "%s of this board are from %llu to %llu",
                       irq->kind == IRQ_LINE ? "interrupts" : "vectors",
                       (unsigned long long)board->min_irq, (unsigned long long)board->max_irq);
        } else if (number->number == board->timer_irq) {
            check_fail(check, number->at, NULL, "interrupt %llu is the kernel's timer",
                       (unsigned long long)number->number);
        }
        if (value_or(&irq->pin, 0) > PIN_MAX) {
            check_fail(check, irq->pin.at, NULL, "pins are from 0 to %d", PIN_MAX);
        }
        if (value_or(&irq->ioapic, 0) > IOAPIC_MAX) {
            check_fail(check, irq->ioapic.at, NULL, "I/O APICs are from 0 to %d", IOAPIC_MAX);
        }
        if (value_or(&irq->handle, 0) > UINT32_MAX) {
            check_fail(check, irq->handle.at, NULL, "a handle has at most 32 bits");
        }
    }
}

void rule_irq_unique(struct check *check)
{
    struct map owners = {.arena = check->arena};
    FOR_EACH (check, domain, irq_element, irqs, irq_count, irq) {
        const struct value *number = irq_number(irq);
        const char *key =
            arena_format(check->arena, "%llu", (unsigned long long)number->number);
        const uint64_t *owner = map_add(&owners, key, domain->index);
        if (owner != NULL) {
            check_fail(check, number->at, "one protection domain handles an interrupt",
                       "%s %s is handled by '%s' already",
                       irq->kind == IRQ_LINE ? "interrupt" : "vector", key,
                       domain_text(check->system->domains[*owner]));
        }
    }
}

/* I/O ports. */

void rule_ioport_id(struct check *check)
{
    for (size_t i = 0; i < check->system->domain_count; i++) {
        const struct domain *domain = check->system->domains[i];
        struct position taken[ID_MAX + 1] = {{0}};
        for (size_t k = 0; k < domain->ioport_count; k++) {
            const struct value *id = &domain->ioports[k].id;
            if (id->number > ID_MAX) {
                check_fail(check, id->at, NULL, "I/O port identifiers are from 0 to %d", ID_MAX);
            } else if (id->given && taken[id->number].line != 0) {
                check_fail(check, id->at, "they have a set of identifiers of their own",
                           "'%s' has I/O ports with id %llu in line %u already",
                           domain_text(domain), (unsigned long long)id->number,
                           taken[id->number].line);
            } else if (id->given) {
                taken[id->number] = id->at;
            }
        }
    }
}

void rule_ioport_range(struct check *check)
{
    FOR_EACH (check, domain, ioport_element, ioports, ioport_count, ports) {
        if (ports->addr.number >= PORTS) {
            check_fail(check, ports->addr.at, NULL, "I/O ports are from 0 to 0xffff");
        } else if (ports->size.given && ports->size.number == 0) {
            check_fail(check, ports->size.at, NULL, "a range of I/O ports is not empty");
        } else if (ports->size.number > PORTS - ports->addr.number) {
            check_fail(check, ports->size.at, NULL, "the range ends beyond I/O port 0xffff");
        }
    }
}

void rule_ioport_overlap(struct check *check)
{
    const struct ioport_element **owners =
        arena_alloc(check->arena, PORTS * sizeof(const struct ioport_element *));
    FOR_EACH (check, domain, ioport_element, ioports, ioport_count, ports) {
        uint64_t end = ports->addr.number + ports->size.number;
        uint64_t first = ports->addr.number;
        while (first < end && owners[first] == NULL) {
            owners[first++] = ports;
        }
        if (first < end) {
            check_fail(check, ports->addr.at, "each I/O port belongs to one protection domain",
                       "I/O port 0x%llx is among those of line %u already",
                       (unsigned long long)first, owners[first]->at.line);
        }
    }
}

/* Boot information. */

void rule_region_bootinfo(struct check *check)
{
    for (size_t i = 0; i < check->system->region_count; i++) {
        const struct memory_region *region = check->system->regions[i];
        if (!region->prefill_bootinfo.given) {
            continue;
        }
        if (region->bootinfo == NULL) {
            check_fail(check, region->prefill_bootinfo.at,
                       "there are fdt, x86_vbe, x86_mbmmap, x86_acpi_rsdp, x86_framebuffer and "
                       "x86_tsc_freq",
                       "there is no chunk '%s' of boot information",
                       region->prefill_bootinfo.text);
        } else if (region->prefill_path.given) {
            check_fail(check, region->prefill_bootinfo.at, "remove one of them",
                       "a region is filled from a file or from boot information, not both");
        } else if (!region->size.given) {
            check_fail(check, region->at, "add a size; what does not fit is left out",
                       "how long the boot information is, is known at boot only");
        }
    }
}

/* Whether the tool can tell a program the physical address of a region it has to choose. */
void rule_setvar_paddr(struct check *check)
{
    FOR_EACH (check, domain, setvar_element, setvars, setvar_count, setvar) {
        if (setvar->region != NULL && !setvar->region->phys_addr.given &&
            check->board->arch == ARCH_X86_64) {
            check_fail(check, setvar->region_paddr.at, "give the region a phys_addr",
                       "on x86 the memory there is is known at boot only, so no address can be "
                       "chosen for '%s'",
                       setvar->region_paddr.text);
        }
    }
}

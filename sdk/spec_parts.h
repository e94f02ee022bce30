/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files that make up the fifth pass share; see spec.h.
 */
#pragma once
#include "spec.h"

/* The offset of a string in the string area; equal strings are stored once. */
uint32_t spec_string_add(struct spec *spec, const char *text);

/* Adds an object and returns its index; domain NULL: it belongs to none. */
uint32_t spec_object_add(struct spec *spec, enum spec_object_type type, unsigned size_bits,
                         const char *name, const struct domain *domain);

void spec_cap_add(struct spec *spec, uint32_t cnode, uint32_t slot, uint32_t object, uint64_t badge,
                  uint32_t rights);

/* Makes the CNodes of all domains' <cnode> and <slots>. */
void spec_cnodes_add(struct spec *spec);

/* The capabilities of a domain's <cspace>, and the objects only they name. */
void spec_cspace_add(struct spec *spec, const struct domain *domain);

/* The capabilities a domain holds of those it supervises. */
void spec_supervision_add(struct spec *spec, const struct domain *domain);

/* The object of a capability every root task is born with, one for all who hold it. */
uint32_t spec_initial_object(struct spec *spec, enum cap_kind kind);

/* Where a domain's faults, or its timeouts, go. */
void spec_handlers_set(const struct spec *spec, const struct domain *domain,
                       struct spec_thread *thread);

/* The guard word of a CNode capability that fills up `bits` bits of a pointer with zeros. */
static inline uint64_t guard_word(unsigned bits)
{
    return bits;
}

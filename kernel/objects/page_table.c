/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables: the tables below the root of an address space, one object for all levels.
 *
 * A table goes in at the first level that is missing for an address, and its capability remembers
 * where.  Only a mapped capability can be copied, and a table is unmapped only through its single
 * capability; so all capabilities to a table agree about its place.  When it is taken out it is
 * emptied, because it may be mapped again somewhere else, where its old contents would be wrong.
 */
#include "arch/arch.h"
#include "vm_labels.h"
#include "vspace.h"

enum { TABLE_BITS = 12 };

static unsigned page_table_bits(struct cap cap)
{
    (void)cap;
    return TABLE_BITS;
}

static enum status page_table_derive(struct slot *slot, struct cap *cap, struct error *error)
{
    (void)slot;
    return map_asid(*cap) != 0 ? OK : error_set(error, seL4_IllegalOperation, 0, 0);
}

static struct cap page_table_finalise(struct cap cap, bool last)
{
    if (last && map_asid(cap) != 0) {
        vspace_unmap_table(cap);
    }
    return cap_null();
}

static enum status page_table_map(struct invocation *inv)
{
    struct slot *slot = inv->slot;
    struct cap vspace = inv->capv[0]->cap;
    word_t vaddr = invocation_arg(inv, 0);
    enum status status;

    if (map_asid(slot->cap) != 0) {
        return err_capability(inv, 0);
    }
    if ((status = vspace_check_type(inv, vspace, 1)) != OK) {
        return status;
    }
    if (vaddr > PTE_USER_TOP) {
        return err_argument(inv, 0);
    }
    if ((status = vspace_check_asid(inv, vspace, 1)) != OK) {
        return status;
    }
    struct place place = vspace_find(cap_address(vspace), vaddr);
    if (place.level == LEVEL_LAST || pte_kind(*place.entry, place.level) != PTE_NONE) {
        return err_delete_first(inv);
    }
    commit(inv);
    slot->cap.w[0] = map_word(map_asid(vspace), round_down(vaddr, levels[place.level].shift));
    vspace_map_table(place, slot->cap);
    return OK;
}

/* An entry of zeros is none. */
static void table_clear(word_t table)
{
    void *entries = (void *)table;

    __builtin_memset(entries, 0, 1 << TABLE_BITS);
    arch_pte_written(entries);
}

static enum status page_table_unmap(struct invocation *inv)
{
    struct slot *slot = inv->slot;

    if (!slot_is_final(slot)) {
        return err_revoke_first(inv);
    }
    commit(inv);
    if (map_asid(slot->cap) != 0) {
        vspace_unmap_table(slot->cap);
        table_clear(cap_address(slot->cap));
        slot->cap.w[0] = 0;
    }
    return OK;
}

static const struct method page_table_methods[] = {
    { LABEL_PAGE_TABLE_MAP, 2, 1, page_table_map },
    { LABEL_PAGE_TABLE_UNMAP, 0, 0, page_table_unmap },
};

const struct object_ops page_table_ops = {
    .name = "page table",
    .size_bits = page_table_bits,
    .derive = page_table_derive,
    .finalise = page_table_finalise,
    .methods = page_table_methods,
    .method_count = ARRAY_COUNT(page_table_methods),
};

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * <policy>: what has to be true of a system's authority, whatever its programs do.
 *
 *     <policy>
 *         <isolated a="net" b="keys" trusted="log" />
 *         <flow from="sensor" to="display" one_way="true" />
 *         <only pd="supervisor" may="control" over="worker" />
 *         <no_memory_of pd="net" of="keys" />
 *     </policy>
 *
 * Wherever a domain is named there may be several, separated by spaces, and "*" is all of them.
 * The domains in `trusted` are taken to pass on neither capabilities nor information.
 */
#pragma once
#include "schema.h"

enum policy_kind { POLICY_ISOLATED, POLICY_FLOW, POLICY_ONLY, POLICY_NO_MEMORY, POLICY_KINDS };

struct policy_statement {
    struct position at;
    enum policy_kind kind;
    struct value a, b, from, to, one_way, pd, may, over, of, trusted;
    /* Worked out by the rules: the domains that are named, as sets. */
    uint64_t first, second, trusted_set;
    unsigned classes; /* bit: enum authority_class */
};

extern const char *const policy_names[POLICY_KINDS];

child_read policy_read;

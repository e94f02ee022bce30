/* SPDX-License-Identifier: BSD-2-Clause */
/* Contracts of the generic capability functions; see spec.h. */
#pragma once
#include "spec.h"
#include "cap.h"

/*@ assigns \nothing; */
static inline struct cap cap_make(enum cap_type type, unsigned rights, word_t address, word_t w0);

/*@ assigns \nothing; */
static inline enum cap_type cap_type(struct cap c);

/*@ assigns \nothing; */
static inline unsigned cap_rights(struct cap c);

/*@ assigns \nothing; */
static inline word_t cap_address(struct cap c);

/*@ assigns \nothing; */
static inline void *cap_object(struct cap c);

/* SPDX-License-Identifier: BSD-2-Clause */
/* The capability word: all functions of types.h, cap.h and the objects' capability headers. */
#include "spec_cap.h"
#include "objects/cnode.h"
#include "objects/domain.h"
#include "objects/endpoint.h"
#include "objects/irq.h"
#include "objects/notification.h"
#include "objects/reply.h"
#include "objects/sched_context.h"
#include "objects/sched_control.h"
#include "objects/sgi.h"
#include "objects/smc.h"
#include "objects/untyped.h"
#include "objects/vm.h"
#include "objects/zombie.h"

/*@ assigns \nothing;
    ensures \result <= 63; */
static inline unsigned zombie_kind(struct cap c);

/*@ assigns \nothing;
    ensures \result <= 63; */
static inline unsigned cnode_radix(struct cap c);

/*@ assigns \nothing;
    ensures \result <= 63; */
static inline unsigned cnode_guard_size(struct cap c);

/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of TCB capabilities that are not in tcb.c. */
#pragma once
#include "object.h"

enum status tcb_configure(struct invocation *inv);
enum status tcb_set_space(struct invocation *inv);
enum status tcb_set_ipc_buffer(struct invocation *inv);
enum status tcb_set_priority_method(struct invocation *inv);
enum status tcb_set_mcp_method(struct invocation *inv);
enum status tcb_set_sched_params(struct invocation *inv);
enum status tcb_set_timeout_endpoint(struct invocation *inv);

/* Hardware breakpoints; an empty table where the configuration has no such interface. */
extern const struct method tcb_debug_methods[];
extern const unsigned tcb_debug_method_count;

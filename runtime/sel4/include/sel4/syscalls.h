/* SPDX-License-Identifier: BSD-2-Clause */
/* All system calls: the MCS interface, and debugging and benchmarking where configured. */
#pragma once
#include <sel4/arch/syscalls.h>
#include <sel4/sel4_arch/syscalls.h>
#include <sel4/syscalls_benchmark.h>
#include <sel4/syscalls_debug.h>
#include <sel4/syscalls_mcs.h>

/* SPDX-License-Identifier: BSD-2-Clause */
/* A stand-in for <microkit.h> on the host: counts notifications. */
#pragma once

typedef unsigned int microkit_channel;

void init(void);
void notified(microkit_channel channel);
void microkit_notify(microkit_channel channel);

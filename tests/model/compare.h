/* SPDX-License-Identifier: BSD-2-Clause */
/* Comparing the kernel with the model. */
#pragma once

/* NULL if the kernel's state is a picture of the model's; else the first difference. */
const char *compare_states(void);

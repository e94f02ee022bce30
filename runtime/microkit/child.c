/* SPDX-License-Identifier: BSD-2-Clause */
/* What a parent does with its children, and secure monitor calls: methods with error reports. */
#include "report.h"
#include <microkit.h>

void microkit_pd_restart(microkit_child pd, seL4_Word entry_point)
{
    seL4_UserContext context = { .pc = entry_point };

    microkit_check("microkit_pd_restart",
                   seL4_TCB_WriteRegisters(BASE_TCB_CAP + pd, seL4_True, 0, 1, &context));
}

void microkit_pd_stop(microkit_child pd)
{
    microkit_check("microkit_pd_stop", seL4_TCB_Suspend(BASE_TCB_CAP + pd));
}

void microkit_pd_resume(microkit_child pd)
{
    microkit_check("microkit_pd_resume", seL4_TCB_Resume(BASE_TCB_CAP + pd));
}

#ifdef CONFIG_ALLOW_SMC_CALLS
void microkit_arm_smc_call(seL4_ARM_SMCContext *args, seL4_ARM_SMCContext *response)
{
    microkit_check("microkit_arm_smc_call", seL4_ARM_SMC_Call(ARM_SMC_CAP, args, response));
}
#endif

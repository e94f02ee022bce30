/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Methods that are special cases of others.  The last three give a fault or timeout handler a badge
 * and rights of its own: the same methods with two more words, which a handler capability of the
 * caller's is given on its way into the thread; 0 and no rights leave it as it is.
 */
#pragma once
#include <interfaces/sel4_client.h>

LIBSEL4_INLINE seL4_Error seL4_SchedControl_Configure(seL4_SchedControl _service,
                                                      seL4_SchedContext schedcontext,
                                                      seL4_Time budget, seL4_Time period,
                                                      seL4_Word extra_refills, seL4_Word badge)
{
    return seL4_SchedControl_ConfigureFlags(_service, schedcontext, budget, period, extra_refills,
                                            badge, seL4_SchedContext_NoFlag);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetSchedParamsFH(seL4_TCB _service, seL4_CPtr authority,
                                                    seL4_Word mcp, seL4_Word priority,
                                                    seL4_CPtr sched_context, seL4_CPtr fault_ep,
                                                    seL4_Word fault_ep_data,
                                                    seL4_CapRights_t fault_ep_rights)
{
    seL4_SetCap(0, authority);
    seL4_SetCap(1, sched_context);
    seL4_SetCap(2, fault_ep);
    return sel4_invoke(_service, TCBSetSchedParams, 3, 4, mcp, priority, fault_ep_data,
                       fault_ep_rights.words[0]);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetTimeoutEndpointBadge(seL4_TCB _service,
                                                           seL4_CPtr timeout_fault_ep,
                                                           seL4_Word timeout_ep_data,
                                                           seL4_CapRights_t timeout_ep_rights)
{
    seL4_SetCap(0, timeout_fault_ep);
    return sel4_invoke(_service, TCBSetTimeoutEndpoint, 1, 2, timeout_ep_data,
                       timeout_ep_rights.words[0], 0, 0);
}

LIBSEL4_INLINE seL4_Error seL4_TCB_SetSpaceFH(seL4_TCB _service, seL4_CPtr fault_ep,
                                              seL4_CNode cspace_root, seL4_Word cspace_root_data,
                                              seL4_CPtr vspace_root, seL4_Word vspace_root_data,
                                              seL4_Word fault_ep_data,
                                              seL4_CapRights_t fault_ep_rights)
{
    seL4_SetCap(0, fault_ep);
    seL4_SetCap(1, cspace_root);
    seL4_SetCap(2, vspace_root);
    return sel4_invoke(_service, TCBSetSpace, 3, 4, cspace_root_data, vspace_root_data,
                       fault_ep_data, fault_ep_rights.words[0]);
}

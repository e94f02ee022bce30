/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stubs against the message layouts of the interface, on the host.
 *
 * Every stub is called once with distinct arguments; the stand-in for the kernel records the system
 * call and its message as the kernel would see it: registers 0 to 3 and the rest of the IPC buffer.
 * Each test gives the expected call as text:
 *
 *     number  label  [extra capabilities]  (message words)
 *
 * Arguments are chosen so that words have the values 1, 2, 3 ... and capabilities 101, 102 ...
 */
#include <sel4/sel4.h>
#include <stdio.h>
#include <string.h>

#define SERVICE 100

static seL4_IPCBuffer buffer;
seL4_IPCBuffer *__sel4_ipc_buffer = &buffer;

static char seen[4096];
static struct sel4_registers seen_registers;
static struct sel4_registers answer; /* what the stand-in returns */
static unsigned test_count, failure_count;

static void note(const char *format, seL4_Word word)
{
    size_t used = strlen(seen);

    snprintf(seen + used, sizeof(seen) - used, format, word);
}

void sel4_trap(enum seL4_Syscall_ID number, struct sel4_registers *r)
{
    seL4_MessageInfo_t info = { { r->info } };
    seL4_Word length = seL4_MessageInfo_get_length(info);

    seen[0] = '\0';
    note("%ld ", (seL4_Word)number);
    note("%lu [", seL4_MessageInfo_get_label(info));
    for (seL4_Word i = 0; i < seL4_MessageInfo_get_extraCaps(info); i++) {
        note(i == 0 ? "%lu" : " %lu", buffer.caps_or_badges[i]);
    }
    note("] (", 0);
    for (seL4_Word i = 0; i < length; i++) {
        note(i == 0 ? "%lu" : " %lu", i < 4 ? r->mr[i] : buffer.msg[i]);
    }
    note(")", 0);
    seen_registers = *r;
    r->cap = answer.cap;
    r->info = answer.info;
    memcpy(r->mr, answer.mr, sizeof(r->mr));
}

seL4_Word sel4_trap_plain(enum seL4_Syscall_ID number, seL4_Word argument)
{
    snprintf(seen, sizeof(seen), "%d plain %lu", (int)number, argument);
    return 77;
}

static void check(const char *what, int good)
{
    test_count++;
    if (!good) {
        failure_count++;
        printf("# %s: seen %s\n", what, seen);
    }
    printf("%sok %u - stubs.%s\n", good ? "" : "not ", test_count, what);
}

/* The expected call of a method: a Call on SERVICE. */
static void check_method(const char *what, seL4_Word label, const char *rest)
{
    char expected[4096];

    snprintf(expected, sizeof(expected), "-1 %lu %s", label, rest);
    check(what, strcmp(seen, expected) == 0 && seen_registers.cap == SERVICE);
    memset(&answer, 0, sizeof(answer));
    memset(&buffer, 0xee, sizeof(buffer));
}

#define METHOD(label, rest, call)                                                                  \
    do {                                                                                           \
        call;                                                                                      \
        check_method(#call, label, rest);                                                          \
    } while (0)

static void test_thread_methods(void)
{
    METHOD(TCBConfigure, "[101 102 103] (1 2 3)",
           seL4_TCB_Configure(SERVICE, 101, 1, 102, 2, 3, 103));
    METHOD(TCBSetPriority, "[101] (1)", seL4_TCB_SetPriority(SERVICE, 101, 1));
    METHOD(TCBSetMCPriority, "[101] (1)", seL4_TCB_SetMCPriority(SERVICE, 101, 1));
    METHOD(TCBSetSchedParams, "[101 102 103] (1 2)",
           seL4_TCB_SetSchedParams(SERVICE, 101, 1, 2, 102, 103));
    METHOD(TCBSetSchedParams, "[101 102 103] (1 2 3 15)",
           seL4_TCB_SetSchedParamsFH(SERVICE, 101, 1, 2, 102, 103, 3, seL4_AllRights));
    METHOD(TCBSetTimeoutEndpoint, "[101] ()", seL4_TCB_SetTimeoutEndpoint(SERVICE, 101));
    METHOD(TCBSetTimeoutEndpoint, "[101] (1 9)",
           seL4_TCB_SetTimeoutEndpointBadge(SERVICE, 101, 1, seL4_CapRights_new(1, 0, 0, 1)));
    METHOD(TCBSetIPCBuffer, "[101] (1)", seL4_TCB_SetIPCBuffer(SERVICE, 1, 101));
    METHOD(TCBSetSpace, "[101 102 103] (1 2)", seL4_TCB_SetSpace(SERVICE, 101, 102, 1, 103, 2));
    METHOD(TCBSetSpace, "[101 102 103] (1 2 3 0)",
           seL4_TCB_SetSpaceFH(SERVICE, 101, 102, 1, 103, 2, 3, seL4_NoRights));
    METHOD(TCBSuspend, "[] ()", seL4_TCB_Suspend(SERVICE));
    METHOD(TCBResume, "[] ()", seL4_TCB_Resume(SERVICE));
    METHOD(TCBBindNotification, "[101] ()", seL4_TCB_BindNotification(SERVICE, 101));
    METHOD(TCBUnbindNotification, "[] ()", seL4_TCB_UnbindNotification(SERVICE));
    METHOD(TCBSetTLSBase, "[] (1)", seL4_TCB_SetTLSBase(SERVICE, 1));
    METHOD(TCBSetFlags, "[] (1 2)", seL4_TCB_SetFlags(SERVICE, 1, 2));
    METHOD(TCBSetBreakpoint, "[] (1 2 3 4 5)", seL4_TCB_SetBreakpoint(SERVICE, 1, 2, 3, 4, 5));
    METHOD(TCBGetBreakpoint, "[] (1)", seL4_TCB_GetBreakpoint(SERVICE, 1));
    METHOD(TCBUnsetBreakpoint, "[] (1)", seL4_TCB_UnsetBreakpoint(SERVICE, 1));
    METHOD(TCBConfigureSingleStepping, "[] (1 2)", seL4_TCB_ConfigureSingleStepping(SERVICE, 1, 2));
}

static void test_registers(void)
{
    seL4_UserContext context;
    seL4_Word *words = (seL4_Word *)&context;
    char expected[512] = "[] (1 36";

    METHOD(TCBReadRegisters, "[] (513 36)",
           seL4_TCB_ReadRegisters(SERVICE, seL4_True, 2, 36, &context));
    METHOD(TCBCopyRegisters, "[101] (1797)", seL4_TCB_CopyRegisters(SERVICE, 101, 1, 0, 1, 0, 7));
    METHOD(TCBCopyRegisters, "[101] (10)", seL4_TCB_CopyRegisters(SERVICE, 101, 0, 1, 0, 1, 0));
    for (unsigned i = 0; i < 36; i++) {
        words[i] = 1000 + i;
        snprintf(expected + strlen(expected), 16, " %u", 1000 + i);
    }
    strcat(expected, ")");
    METHOD(TCBWriteRegisters, expected, seL4_TCB_WriteRegisters(SERVICE, 1, 0, 36, &context));

    answer = (struct sel4_registers){ .mr = { 11, 12, 13, 14 } };
    for (unsigned i = 4; i < 36; i++) {
        buffer.msg[i] = 11 + i;
    }
    words[35] = 0;
    seL4_TCB_ReadRegisters(SERVICE, 0, 0, 35, &context);
    check("ReadRegisters gives the words in order",
          words[0] == 11 && words[3] == 14 && words[4] == 15 && words[34] == 45);
    check("ReadRegisters gives no more than asked for", words[35] == 0);
}

static void test_cnode_methods(void)
{
    METHOD(UntypedRetype, "[101] (1 2 3 4 5 6)",
           seL4_Untyped_Retype(SERVICE, 1, 2, 101, 3, 4, 5, 6));
    METHOD(CNodeRevoke, "[] (1 2)", seL4_CNode_Revoke(SERVICE, 1, 2));
    METHOD(CNodeDelete, "[] (1 2)", seL4_CNode_Delete(SERVICE, 1, 2));
    METHOD(CNodeCancelBadgedSends, "[] (1 2)", seL4_CNode_CancelBadgedSends(SERVICE, 1, 2));
    METHOD(CNodeCopy, "[101] (1 2 3 4 3)",
           seL4_CNode_Copy(SERVICE, 1, 2, 101, 3, 4, seL4_ReadWrite));
    METHOD(CNodeMint, "[101] (1 2 3 4 8 6)",
           seL4_CNode_Mint(SERVICE, 1, 2, 101, 3, 4, seL4_CanGrantReply, 6));
    METHOD(CNodeMove, "[101] (1 2 3 4)", seL4_CNode_Move(SERVICE, 1, 2, 101, 3, 4));
    METHOD(CNodeMutate, "[101] (1 2 3 4 5)", seL4_CNode_Mutate(SERVICE, 1, 2, 101, 3, 4, 5));
    METHOD(CNodeRotate, "[101 102] (1 2 3 4 5 6 7 8)",
           seL4_CNode_Rotate(SERVICE, 1, 2, 3, 101, 4, 5, 6, 102, 7, 8));
}

static void test_interrupts_and_scheduling(void)
{
    METHOD(IRQIssueIRQHandler, "[101] (1 2 3)", seL4_IRQControl_Get(SERVICE, 1, 101, 2, 3));
    METHOD(ARMIRQIssueIRQHandlerTrigger, "[101] (1 2 3 4)",
           seL4_IRQControl_GetTrigger(SERVICE, 1, 2, 101, 3, 4));
    METHOD(ARMIRQIssueSGISignal, "[101] (1 2 3 4)",
           seL4_IRQControl_IssueSGISignal(SERVICE, 1, 2, 101, 3, 4));
    METHOD(IRQAckIRQ, "[] ()", seL4_IRQHandler_Ack(SERVICE));
    METHOD(IRQSetIRQHandler, "[101] ()", seL4_IRQHandler_SetNotification(SERVICE, 101));
    METHOD(IRQClearIRQHandler, "[] ()", seL4_IRQHandler_Clear(SERVICE));
    METHOD(DomainSetSet, "[101] (1)", seL4_DomainSet_Set(SERVICE, 1, 101));
    METHOD(DomainScheduleConfigure, "[] (1 2 3)",
           seL4_DomainSet_ScheduleConfigure(SERVICE, 1, 2, 3));
    METHOD(DomainScheduleSetStart, "[] (1)", seL4_DomainSet_ScheduleSetStart(SERVICE, 1));
    METHOD(SchedControlConfigureFlags, "[101] (1 2 3 4 5)",
           seL4_SchedControl_ConfigureFlags(SERVICE, 101, 1, 2, 3, 4, 5));
    METHOD(SchedControlConfigureFlags, "[101] (1 2 3 4 0)",
           seL4_SchedControl_Configure(SERVICE, 101, 1, 2, 3, 4));
    METHOD(SchedContextBind, "[101] ()", seL4_SchedContext_Bind(SERVICE, 101));
    METHOD(SchedContextUnbind, "[] ()", seL4_SchedContext_Unbind(SERVICE));
    METHOD(SchedContextUnbindObject, "[101] ()", seL4_SchedContext_UnbindObject(SERVICE, 101));
    METHOD(SchedContextConsumed, "[] ()", seL4_SchedContext_Consumed(SERVICE));
    METHOD(SchedContextYieldTo, "[] ()", seL4_SchedContext_YieldTo(SERVICE));
}

static void test_memory_methods(void)
{
    seL4_ARM_SMCContext in = { 1, 2, 3, 4, 5, 6, 7, 8 };
    seL4_ARM_SMCContext out;

    METHOD(ARMVSpaceClean_Data, "[] (1 2)", seL4_ARM_VSpace_Clean_Data(SERVICE, 1, 2));
    METHOD(ARMVSpaceInvalidate_Data, "[] (1 2)", seL4_ARM_VSpace_Invalidate_Data(SERVICE, 1, 2));
    METHOD(ARMVSpaceCleanInvalidate_Data, "[] (1 2)",
           seL4_ARM_VSpace_CleanInvalidate_Data(SERVICE, 1, 2));
    METHOD(ARMVSpaceUnify_Instruction, "[] (1 2)",
           seL4_ARM_VSpace_Unify_Instruction(SERVICE, 1, 2));
    METHOD(ARMSMCCall, "[] (1 2 3 4 5 6 7 8)", seL4_ARM_SMC_Call(SERVICE, &in, &out));
    METHOD(ARMPageTableMap, "[101] (1 3)",
           seL4_ARM_PageTable_Map(SERVICE, 101, 1, seL4_ARM_Default_VMAttributes));
    METHOD(ARMPageTableUnmap, "[] ()", seL4_ARM_PageTable_Unmap(SERVICE));
    METHOD(ARMPageMap, "[101] (1 2 4)",
           seL4_ARM_Page_Map(SERVICE, 101, 1, seL4_CanRead, seL4_ARM_ExecuteNever));
    METHOD(ARMPageUnmap, "[] ()", seL4_ARM_Page_Unmap(SERVICE));
    METHOD(ARMPageClean_Data, "[] (1 2)", seL4_ARM_Page_Clean_Data(SERVICE, 1, 2));
    METHOD(ARMPageInvalidate_Data, "[] (1 2)", seL4_ARM_Page_Invalidate_Data(SERVICE, 1, 2));
    METHOD(ARMPageCleanInvalidate_Data, "[] (1 2)",
           seL4_ARM_Page_CleanInvalidate_Data(SERVICE, 1, 2));
    METHOD(ARMPageUnify_Instruction, "[] (1 2)", seL4_ARM_Page_Unify_Instruction(SERVICE, 1, 2));
    METHOD(ARMPageGetAddress, "[] ()", seL4_ARM_Page_GetAddress(SERVICE));
    METHOD(ARMASIDControlMakePool, "[101 102] (1 2)",
           seL4_ARM_ASIDControl_MakePool(SERVICE, 101, 102, 1, 2));
    METHOD(ARMASIDPoolAssign, "[101] ()", seL4_ARM_ASIDPool_Assign(SERVICE, 101));
}

static void test_results(void)
{
    seL4_ARM_Page_GetAddress_t address;
    seL4_TCB_SetFlags_t flags;
    seL4_Error error;

    answer = (struct sel4_registers){ .mr = { 0x1234, 2, 3, 4 } };
    address = seL4_ARM_Page_GetAddress(SERVICE);
    check("a result comes back", address.error == seL4_NoError && address.paddr == 0x1234);
    check("success leaves the IPC buffer alone", buffer.msg[0] != 0x1234);
    answer.mr[0] = 1;
    flags = seL4_TCB_SetFlags(SERVICE, 0, 1);
    check("new flags come back", flags.error == seL4_NoError && flags.flags == 1);
    answer.info = (seL4_Word)seL4_RangeError << 12 | 2;
    answer.mr[0] = 5;
    answer.mr[1] = 6;
    error = seL4_TCB_SetTLSBase(SERVICE, 0);
    check("an error comes back", error == seL4_RangeError);
    check("its words are in the IPC buffer", buffer.msg[0] == 5 && buffer.msg[1] == 6);
    check("a result method gives its error",
          seL4_ARM_Page_GetAddress(SERVICE).error == seL4_RangeError);
}

/* A plain system call: number, registers and message. */
static void check_call(const char *what, const char *expected, seL4_Word cap, seL4_Word reply,
                       seL4_Word dest)
{
    check(what, strcmp(seen, expected) == 0 && seen_registers.cap == cap
                    && seen_registers.reply == reply && seen_registers.dest == dest);
}

static void test_system_calls(void)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(9, 0, 1, 5);
    seL4_Word badge = 0;

    answer = (struct sel4_registers){ .cap = 55, .info = 0x7002, .mr = { 21, 22, 23, 24 } };
    for (int i = 0; i < 5; i++) {
        seL4_SetMR(i, (seL4_Word)i + 1);
    }
    seL4_SetCap(0, 101);
    seL4_Send(3, info);
    check_call("Send", "-5 9 [101] (1 2 3 4 5)", 3, 0, 0);
    seL4_NBSend(3, info);
    check_call("NBSend", "-6 9 [101] (1 2 3 4 5)", 3, 0, 0);
    seL4_Signal(3);
    check_call("Signal", "-5 0 [] ()", 3, 0, 0);
    seL4_NBSendRecv(3, info, 4, &badge, 5);
    check_call("NBSendRecv", "-3 9 [101] (1 2 3 4 5)", 4, 5, 3);
    check("NBSendRecv stores what it receives",
          badge == 55 && seL4_GetMR(0) == 21 && seL4_GetMR(3) == 24);
    seL4_NBSendWait(3, info, 4, &badge);
    check_call("NBSendWait", "-4 9 [101] (21 22 23 24 5)", 4, 3, 0);
    seL4_ReplyRecv(4, info, &badge, 5);
    check_call("ReplyRecv", "-2 9 [101] (21 22 23 24 5)", 4, 5, 0);
    check("Call gives the message information", seL4_Call(3, info).words[0] == 0x7002);
    check_call("Call", "-1 9 [101] (21 22 23 24 5)", 3, 0, 0);
    seL4_Recv(4, NULL, 5);
    check_call("Recv", "-7 0 [] ()", 4, 5, 0);
    seL4_NBRecv(4, &badge, 5);
    check_call("NBRecv", "-8 0 [] ()", 4, 5, 0);
    seL4_Wait(4, &badge);
    check_call("Wait", "-9 0 [] ()", 4, 0, 0);
    seL4_Poll(4, &badge);
    check_call("Poll", "-10 0 [] ()", 4, 0, 0);
    seL4_Yield();
    check("Yield", strcmp(seen, "-11 plain 0") == 0);
}

static void test_calls_with_registers(void)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(9, 0, 0, 3);
    seL4_Word a = 1, b = 2, c = 3, d = 4, badge = 0;

    seL4_CallWithMRs(3, info, &a, &b, NULL, &d);
    check_call("CallWithMRs", "-1 9 [] (1 2 0)", 3, 0, 0);
    check("CallWithMRs gives registers", a == 21 && b == 22 && c == 3 && d == 24);
    seL4_SendWithMRs(3, info, &a, &b, &c, NULL);
    check_call("SendWithMRs", "-5 9 [] (21 22 3)", 3, 0, 0);
    seL4_NBSendWithMRs(3, info, &a, &b, &c, NULL);
    check_call("NBSendWithMRs", "-6 9 [] (21 22 3)", 3, 0, 0);
    seL4_ReplyRecvWithMRs(4, info, &badge, &a, &b, &c, &d, 5);
    check_call("ReplyRecvWithMRs", "-2 9 [] (21 22 3)", 4, 5, 0);
    check("ReplyRecvWithMRs gives registers", badge == 55 && c == 23);
    seL4_NBSendRecvWithMRs(3, info, 4, &badge, &a, &b, &c, &d, 5);
    check_call("NBSendRecvWithMRs", "-3 9 [] (21 22 23)", 4, 5, 3);
    seL4_NBSendWaitWithMRs(3, info, 4, &badge, &a, &b, &c, &d);
    check_call("NBSendWaitWithMRs", "-4 9 [] (21 22 23)", 4, 3, 0);
    seL4_RecvWithMRs(4, &badge, 5, &a, &b, &c, &d);
    check_call("RecvWithMRs", "-7 0 [] ()", 4, 5, 0);
    seL4_WaitWithMRs(4, &badge, &a, &b, &c, &d);
    check_call("WaitWithMRs", "-9 0 [] ()", 4, 0, 0);
}

static void test_debug_calls(void)
{
    seL4_DebugPutChar('A');
    check("DebugPutChar", strcmp(seen, "-12 plain 65") == 0);
    check("DebugCapIdentify", seL4_DebugCapIdentify(6) == 77 && strcmp(seen, "-15 plain 6") == 0);
    seL4_DebugNameThread(6, "name");
    check("DebugNameThread",
          strcmp(seen, "-17 plain 6") == 0 && strcmp((char *)buffer.msg, "name") == 0);
}

static void test_words(void)
{
    seL4_MessageInfo_t info = seL4_MessageInfo_new(0xfffffffffffff, 7, 3, 120);
    seL4_CNode_CapData_t data = seL4_CNode_CapData_new(5, 51);

    check("MessageInfo bits", info.words[0] == (~0ul << 7 | 120));
    check("MessageInfo label", seL4_MessageInfo_get_label(info) == 0xfffffffffffff);
    check("MessageInfo unwrapped",
          seL4_MessageInfo_get_capsUnwrapped(seL4_MessageInfo_new(1, 5, 2, 3)) == 5);
    info = seL4_MessageInfo_set_length(info, 1);
    seL4_MessageInfo_ptr_set_label(&info, 2);
    check("MessageInfo set", info.words[0] == (2 << 12 | 7 << 9 | 3 << 7 | 1));
    check("CNode data bits", data.words[0] == (5 << 6 | 51));
    check("CNode data guard", seL4_CNode_CapData_get_guard(data) == 5);
    check("rights bits", seL4_CanWrite.words[0] == 1 && seL4_CanRead.words[0] == 2
                             && seL4_CanGrant.words[0] == 4 && seL4_CanGrantReply.words[0] == 8);
    check("rights sets", seL4_NoWrite.words[0] == 14 && seL4_NoRead.words[0] == 13);
    check("extra refills", seL4_MaxExtraRefills(7) == 0 && seL4_MaxExtraRefills(8) == 8);
}

static void test_faults(void)
{
    seL4_Fault_t fault;

    for (int i = 0; i < 16; i++) {
        seL4_SetMR(i, (seL4_Word)i + 50);
    }
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_VMFault, 0, 0, 4));
    check("VMFault kind", seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_VMFault);
    check("VMFault fields", seL4_Fault_VMFault_get_IP(fault) == 50
                                && seL4_Fault_VMFault_get_Addr(fault) == 51
                                && seL4_Fault_VMFault_get_FSR(fault) == 53);
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_UnknownSyscall, 0, 0, 13));
    check("UnknownSyscall fields", seL4_Fault_UnknownSyscall_get_X0(fault) == 50
                                       && seL4_Fault_UnknownSyscall_get_FaultIP(fault) == 58
                                       && seL4_Fault_UnknownSyscall_get_Syscall(fault) == 62);
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_CapFault, 0, 0, 7));
    check("CapFault fields",
          seL4_Fault_CapFault_get_Addr(fault) == 51 && seL4_Fault_CapFault_get_MR6(fault) == 56);
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_UserException, 0, 0, 5));
    check("UserException fields", seL4_Fault_UserException_get_Stack(fault) == 51
                                      && seL4_Fault_UserException_get_Code(fault) == 54);
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_Timeout, 0, 0, 2));
    check("Timeout fields",
          seL4_Fault_Timeout_get_data(fault) == 50 && seL4_Fault_Timeout_get_consumed(fault) == 51);
    fault = seL4_getFault(seL4_MessageInfo_new(seL4_Fault_DebugException, 0, 0, 4));
    check("DebugException fields", seL4_Fault_DebugException_get_BreakpointNumber(fault) == 53);
    check("fault tags", seL4_isVMFault_tag(seL4_MessageInfo_new(6, 0, 0, 4))
                            && !seL4_isCapFault_tag(seL4_MessageInfo_new(6, 0, 0, 4)));
}

static void test_timeout_reply(void)
{
    seL4_UserContext context = { .pc = 1, .sp = 2, .x28 = 3 };
    seL4_MessageInfo_t info = seL4_TimeoutReply_new(seL4_False, context, 36);

    check("TimeoutReply information", info.words[0] == (1 << 12 | 34));
    check("TimeoutReply registers", seL4_GetMR(0) == 1 && seL4_GetMR(seL4_TimeoutReply_X28) == 3);
}

int main(void)
{
    test_thread_methods();
    test_registers();
    test_cnode_methods();
    test_interrupts_and_scheduling();
    test_memory_methods();
    test_results();
    test_system_calls();
    test_calls_with_registers();
    test_debug_calls();
    test_words();
    test_faults();
    test_timeout_reply();
    printf("1..%u\n", test_count);
    return failure_count == 0 ? 0 : 1;
}

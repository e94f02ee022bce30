/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The accessors of words with fields and of faults, on the host: each of the four reads and writes
 * its field and no other, in the bits existing binaries rely on; and the functions for the IPC
 * buffer and for deprecated uses.
 */
#include <sel4/sel4.h>
#include <stdio.h>
#include <string.h>

static seL4_IPCBuffer buffer;
seL4_IPCBuffer *__sel4_ipc_buffer = &buffer;
static unsigned test_count, failure_count;

/* The kernel is not asked for anything here. */
void sel4_trap(enum seL4_Syscall_ID number, struct sel4_registers *r)
{
    (void)number;
    (void)r;
}

seL4_Word sel4_trap_plain(enum seL4_Syscall_ID number, seL4_Word argument)
{
    (void)number;
    return argument;
}

static void check(int good, const char *name)
{
    test_count++;
    failure_count += !good;
    printf("%s %u - %s\n", good ? "ok" : "not ok", test_count, name);
}

/* A field of a word: `pos` and `len` are the interface's. */
#define WORD_FIELD(block, field, pos, len)                                                         \
    static void test_##block##_##field(void)                                                       \
    {                                                                                              \
        const seL4_Uint64 all = ~0ul >> (64 - (len)), mask = all << (pos);                         \
        block##_t none = { { 0 } }, full = { { ~0ul } }, word = none;                              \
        int good = block##_set_##field(none, all).words[0] == mask;                                \
                                                                                                   \
        good = good && block##_set_##field(full, 0).words[0] == ~mask;                             \
        good = good && block##_get_##field(full) == all;                                           \
        good = good && block##_get_##field((block##_t){ { ~mask } }) == 0;                         \
        block##_ptr_set_##field(&word, all);                                                       \
        good = good && word.words[0] == mask && block##_ptr_get_##field(&word) == all;             \
        check(good, #block " " #field);                                                            \
    }

#define WORD_FIELDS(F)                                                                             \
    F(seL4_MessageInfo, length, 0, 7)                                                              \
    F(seL4_MessageInfo, extraCaps, 7, 2)                                                           \
    F(seL4_MessageInfo, capsUnwrapped, 9, 3)                                                       \
    F(seL4_MessageInfo, label, 12, 52)                                                             \
    F(seL4_CapRights, capAllowWrite, 0, 1)                                                         \
    F(seL4_CapRights, capAllowRead, 1, 1)                                                          \
    F(seL4_CapRights, capAllowGrant, 2, 1)                                                         \
    F(seL4_CapRights, capAllowGrantReply, 3, 1)                                                    \
    F(seL4_CNode_CapData, guardSize, 0, 6)                                                         \
    F(seL4_CNode_CapData, guard, 6, 58)

WORD_FIELDS(WORD_FIELD)

static void test_new_words(void)
{
    seL4_MessageInfo_t info;
    seL4_CapRights_t rights;
    seL4_CNode_CapData_t data;

    seL4_MessageInfo_ptr_new(&info, 5, 4, 3, 2);
    check(info.words[0] == (5 << 12 | 4 << 9 | 3 << 7 | 2)
              && seL4_MessageInfo_new(5, 4, 3, 2).words[0] == info.words[0],
          "message information from label, unwrapped, extra capabilities, length");
    seL4_CapRights_ptr_new(&rights, 1, 0, 1, 0);
    check(rights.words[0] == 10 && seL4_CapRights_new(0, 1, 0, 1).words[0] == 5,
          "rights from grant reply, grant, read, write");
    seL4_CNode_CapData_ptr_new(&data, 3, 4);
    check(data.words[0] == (3 << 6 | 4) && seL4_CNode_CapData_new(3, 4).words[0] == data.words[0],
          "CNode data from guard, size");
    check(seL4_AllRights.words[0] == 15 && seL4_ReadWrite.words[0] == 3
              && seL4_CanRead.words[0] == 2 && seL4_CanWrite.words[0] == 1
              && seL4_CanGrant.words[0] == 4 && seL4_CanGrantReply.words[0] == 8
              && seL4_NoWrite.words[0] == 14 && seL4_NoRead.words[0] == 13
              && seL4_NoRights.words[0] == 0,
          "usual sets of rights");
}

/* A field of a fault of one kind. */
#define FAULT_FIELD(kind, field)                                                                   \
    static void test_##kind##_##field(void)                                                        \
    {                                                                                              \
        seL4_Fault_t fault;                                                                        \
        int good;                                                                                  \
                                                                                                   \
        memset(&fault, 0, sizeof(fault));                                                          \
        fault.words[0] = seL4_Fault_##kind;                                                        \
        fault = seL4_Fault_##kind##_set_##field(fault, 0xfedc);                                    \
        good = seL4_Fault_##kind##_get_##field(fault) == 0xfedc;                                   \
        seL4_Fault_##kind##_ptr_set_##field(&fault, 0x1234);                                       \
        good = good && seL4_Fault_##kind##_ptr_get_##field(&fault) == 0x1234;                      \
        good = good && seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_##kind;                  \
        check(good, #kind " " #field);                                                             \
    }

#define FAULT_FIELDS(F)                                                                            \
    F(CapFault, IP)                                                                                \
    F(CapFault, Addr)                                                                              \
    F(CapFault, InRecvPhase)                                                                       \
    F(CapFault, LookupFailureType)                                                                 \
    F(CapFault, MR4)                                                                               \
    F(CapFault, MR5)                                                                               \
    F(CapFault, MR6)                                                                               \
    F(UnknownSyscall, X0)                                                                          \
    F(UnknownSyscall, X1)                                                                          \
    F(UnknownSyscall, X2)                                                                          \
    F(UnknownSyscall, X3)                                                                          \
    F(UnknownSyscall, X4)                                                                          \
    F(UnknownSyscall, X5)                                                                          \
    F(UnknownSyscall, X6)                                                                          \
    F(UnknownSyscall, X7)                                                                          \
    F(UnknownSyscall, FaultIP)                                                                     \
    F(UnknownSyscall, SP)                                                                          \
    F(UnknownSyscall, LR)                                                                          \
    F(UnknownSyscall, SPSR)                                                                        \
    F(UnknownSyscall, Syscall)                                                                     \
    F(UserException, FaultIP)                                                                      \
    F(UserException, Stack)                                                                        \
    F(UserException, SPSR)                                                                         \
    F(UserException, Number)                                                                       \
    F(UserException, Code)                                                                         \
    F(Timeout, data)                                                                               \
    F(Timeout, consumed)                                                                           \
    F(VMFault, IP)                                                                                 \
    F(VMFault, Addr)                                                                               \
    F(VMFault, PrefetchFault)                                                                      \
    F(VMFault, FSR)

FAULT_FIELDS(FAULT_FIELD)

static seL4_MessageInfo_t message(seL4_Word label, seL4_Word length)
{
    for (int i = 0; i < (int)length; i++) {
        seL4_SetMR(i, 100 + (seL4_Word)i);
    }
    return seL4_MessageInfo_new(label, 0, 0, length);
}

/* Faults as they are read from a message. */
static void test_get_fault(void)
{
    seL4_MessageInfo_t tag = message(seL4_Fault_UnknownSyscall, seL4_UnknownSyscall_Length);
    seL4_Fault_t fault = seL4_getFault(tag);

    check(seL4_isUnknownSyscall_tag(tag) && !seL4_isVMFault_tag(tag)
              && seL4_Fault_UnknownSyscall_get_X0(fault) == 100
              && seL4_Fault_UnknownSyscall_get_FaultIP(fault) == 108
              && seL4_Fault_UnknownSyscall_get_Syscall(fault) == 112,
          "unknown system call");
    tag = message(seL4_Fault_UserException, seL4_UserException_Length);
    fault = seL4_getFault(tag);
    check(seL4_isUserException_tag(tag) && seL4_Fault_UserException_get_FaultIP(fault) == 100
              && seL4_Fault_UserException_get_Stack(fault) == 101
              && seL4_Fault_UserException_get_Code(fault) == 104,
          "user exception");
    tag = message(seL4_Fault_CapFault, 7);
    fault = seL4_getFault(tag);
    check(seL4_isCapFault_tag(tag) && seL4_Fault_CapFault_get_IP(fault) == 100
              && seL4_Fault_CapFault_get_MR4(fault) == 104
              && seL4_Fault_CapFault_get_MR6(fault) == 106,
          "capability fault");
    tag = message(seL4_Fault_VMFault, seL4_VMFault_Length);
    fault = seL4_getFault(tag);
    check(seL4_isVMFault_tag(tag) && seL4_Fault_VMFault_get_FSR(fault) == 103
              && seL4_Fault_seL4_FaultType_equals(fault, seL4_Fault_VMFault),
          "memory fault");
    tag = message(seL4_Fault_Timeout, seL4_Timeout_Length);
    fault = seL4_getFault(tag);
    check(seL4_isTimeoutFault_tag(tag) && seL4_Fault_Timeout_get_data(fault) == 100
              && seL4_Fault_Timeout_get_consumed(fault) == 101,
          "timeout");
    fault = seL4_getFault(message(seL4_Fault_NullFault, 0));
    check(seL4_Fault_get_seL4_FaultType(fault) == seL4_Fault_NullFault
              && seL4_isNullFault_tag(message(0, 0)),
          "no fault");
}

static void test_buffer(void)
{
    seL4_CPtr cnode = 0, index = 0;
    seL4_Word depth = 0;

    seL4_SetIPCBuffer(&buffer);
    seL4_SetUserData(7);
    seL4_SetCap(1, 8);
    seL4_SetCapReceivePath(1, 2, 3);
    seL4_GetCapReceivePath(&cnode, &index, &depth);
    seL4_GetCapReceivePath((seL4_CPtr *)seL4_Null, (seL4_CPtr *)seL4_Null, (seL4_Word *)seL4_Null);
    check(seL4_GetIPCBuffer() == &buffer && seL4_GetUserData() == 7 && buffer.userData == 7,
          "user data");
    check(seL4_GetCap(1) == 8 && seL4_GetBadge(1) == 8 && buffer.caps_or_badges[1] == 8,
          "capabilities and badges");
    check(cnode == 1 && index == 2 && depth == 3 && buffer.receiveDepth == 3, "receive path");
    check(seL4_MaxExtraRefills(7) == 0 && seL4_MaxExtraRefills(8) == 8
              && seL4_MaxExtraRefills(12) == 248,
          "extra refills by size");
    message(0, 3);
    check(seL4_MappingFailedLookupLevel() == 102, "missing level of a mapping");
}

static void test_deprecated(void)
{
    seL4_MessageInfo_t fault = message(seL4_Fault_VMFault, seL4_VMFault_Length);

    seL4_SetTag(fault);
    check(seL4_GetTag().words[0] == fault.words[0] && seL4_isPageFault_MSG()
              && seL4_isPageFault_Tag(fault) && seL4_PF_FIP() == 100 && seL4_PF_Addr() == 101,
          "page faults by their older names");
    seL4_ExceptIPC_Set(5, 55);
    check(seL4_ExceptIPC_Get(5) == 55 && buffer.msg[5] == 55
              && seL4_isExceptIPC_Tag(message(seL4_Fault_UnknownSyscall, 0)),
          "exceptions by their older names");
    check(seL4_IsArchSyscallFrom(message(2, seL4_UnknownSyscall_Length))
              && seL4_IsArchExceptionFrom(message(3, seL4_UserException_Length))
              && seL4_CapData_Badge_new(9) == 9 && seL4_CapData_Guard_new(3, 4) == (3 << 6 | 4),
          "the rest of them");
}

#define RUN_FIELD(block, field, pos, len) test_##block##_##field();
#define RUN_FAULT(kind, field)            test_##kind##_##field();

int main(void)
{
    WORD_FIELDS(RUN_FIELD)
    test_new_words();
    FAULT_FIELDS(RUN_FAULT)
    test_get_fault();
    test_buffer();
    test_deprecated();
    printf("1..%u\n", test_count);
    return failure_count != 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Message words and the IPC buffer.
 *
 *     63                           12 11    9 8       7 6        0
 *    +-------------------------------+-------+---------+----------+
 *    |             label             | caps  |  extra  |  length  |   message information
 *    |                               | unwr. |  caps   |          |
 *    +-------------------------------+-------+---------+----------+
 *
 *     63                                       4   3     2     1     0
 *    +------------------------------------------+-----+-----+-----+-----+
 *    |                    0                     | GR  |  G  |  R  |  W  |   capability rights
 *    +------------------------------------------+-----+-----+-----+-----+
 *
 *     63                                                 6 5        0
 *    +----------------------------------------------------+----------+
 *    |                       guard                        |  guard   |   CNode capability data
 *    |                                                    |  size    |
 *    +----------------------------------------------------+----------+
 *
 * The first four message registers travel in CPU registers, all others in the IPC buffer, whose
 * words are counted by the ABI_BUFFER_ constants.
 */
#pragma once
#include "types.h"

#define ABI_INFO_LENGTH_POS         0
#define ABI_INFO_LENGTH_LEN         7
#define ABI_INFO_EXTRA_CAPS_POS     7
#define ABI_INFO_EXTRA_CAPS_LEN     2
#define ABI_INFO_CAPS_UNWRAPPED_POS 9
#define ABI_INFO_CAPS_UNWRAPPED_LEN 3
#define ABI_INFO_LABEL_POS          12
#define ABI_INFO_LABEL_LEN          52

#define ABI_RIGHTS_WRITE_POS       0
#define ABI_RIGHTS_READ_POS        1
#define ABI_RIGHTS_GRANT_POS       2
#define ABI_RIGHTS_GRANT_REPLY_POS 3
#define seL4_CapRightsBits         4

#define ABI_CNODE_DATA_GUARD_SIZE_POS 0
#define ABI_CNODE_DATA_GUARD_POS      6
#define seL4_GuardSizeBits            6
#define seL4_GuardBits                58
#define seL4_BadgeBits                64

#define seL4_FastMessageRegisters 4
#define seL4_MsgMaxExtraCaps      3
#define seL4_IPCBufferSizeBits    10

/* Word offsets in the IPC buffer; word 0 is a tag that the kernel never looks at. */
#define ABI_BUFFER_TAG            0
#define ABI_BUFFER_MESSAGE        1
#define ABI_BUFFER_USER_DATA      121
#define ABI_BUFFER_CAPS_OR_BADGES 122
#define ABI_BUFFER_RECEIVE_CNODE  125
#define ABI_BUFFER_RECEIVE_INDEX  126
#define ABI_BUFFER_RECEIVE_DEPTH  127
#define ABI_BUFFER_WORDS          128

#ifndef __ASSEMBLER__

enum seL4_MsgLimits {
    seL4_MsgLengthBits = ABI_INFO_LENGTH_LEN,
    seL4_MsgExtraCapBits = ABI_INFO_EXTRA_CAPS_LEN,
    seL4_MsgMaxLength = 120
};

struct seL4_MessageInfo {
    seL4_Uint64 words[1];
};
typedef struct seL4_MessageInfo seL4_MessageInfo_t;

struct seL4_CapRights {
    seL4_Uint64 words[1];
};
typedef struct seL4_CapRights seL4_CapRights_t;

struct seL4_CNode_CapData {
    seL4_Uint64 words[1];
};
typedef struct seL4_CNode_CapData seL4_CNode_CapData_t;

struct seL4_IPCBuffer_ {
    seL4_MessageInfo_t tag;
    seL4_Word msg[seL4_MsgMaxLength];
    seL4_Word userData;
    seL4_Word caps_or_badges[seL4_MsgMaxExtraCaps];
    seL4_CPtr receiveCNode;
    seL4_CPtr receiveIndex;
    seL4_Word receiveDepth;
} __attribute__((aligned(1 << seL4_IPCBufferSizeBits)));
typedef struct seL4_IPCBuffer_ seL4_IPCBuffer;

ABI_ASSERT(sizeof(seL4_IPCBuffer) == 8 * ABI_BUFFER_WORDS, "the IPC buffer fills its size");
ABI_ASSERT(__builtin_offsetof(seL4_IPCBuffer, userData) == 8 * ABI_BUFFER_USER_DATA,
           "IPC buffer layout");
ABI_ASSERT(__builtin_offsetof(seL4_IPCBuffer, receiveCNode) == 8 * ABI_BUFFER_RECEIVE_CNODE,
           "IPC buffer layout");

#endif

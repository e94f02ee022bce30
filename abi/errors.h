/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Error codes: the label of a reply to an invocation, and the reasons why a capability lookup
 * fails, as they appear in error replies and in capability fault messages.
 */
#pragma once

typedef enum {
    seL4_NoError = 0,
    seL4_InvalidArgument = 1,   /* message register 0: index of the argument */
    seL4_InvalidCapability = 2, /* 0: index of the capability, 0 being the invoked one */
    seL4_IllegalOperation = 3,
    seL4_RangeError = 4, /* 0: least, 1: greatest allowed value */
    seL4_AlignmentError = 5,
    seL4_FailedLookup = 6, /* 0: 1 if it was the source; from 1: the lookup failure */
    seL4_TruncatedMessage = 7,
    seL4_DeleteFirst = 8,
    seL4_RevokeFirst = 9,
    seL4_NotEnoughMemory = 10, /* 0: bytes that are left */
    seL4_NumErrors = 11
} seL4_Error;

/* A lookup failure is this type followed by up to three words that belong to it. */
typedef enum {
    seL4_NoFailure = 0,
    seL4_InvalidRoot = 1,       /* nothing */
    seL4_MissingCapability = 2, /* bits left */
    seL4_DepthMismatch = 3,     /* bits left, bits found */
    seL4_GuardMismatch = 4      /* bits left, guard found, bits of the guard */
} seL4_LookupFailureType;

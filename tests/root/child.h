/* SPDX-License-Identifier: BSD-2-Clause */
/* The test that starts a System V program (child/main.c) from its ELF file. */
#pragma once

/* Messages of the program to its parent, by label. */
enum child_message {
    CHILD_MAIN = 1,       /* argc, first letter of argv[1], constructors run, thread-local value */
    CHILD_ATEXIT = 2,
    CHILD_DESTRUCTOR = 3
};

/* The auxiliary vector's type of the capability pointer to the parent's endpoint. */
#define CHILD_AT_ENDPOINT 1000

#define CHILD_TLS_VALUE 0x7157

void child_system_v_start(void);

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table by which a supervisor restarts domains: where in its own address space the writable
 * parts of their programs are, and what they contained at the start.  The SDK tool writes it into
 * pages mapped into the supervisor and puts their address into the variable
 * `annona_restart_table`.
 *
 *     struct annona_restart_table
 *     struct annona_restart_domain  × domain_count
 *     struct annona_restart_piece   × piece_count, a run for each domain
 */
#pragma once
#include <stdint.h>

#define ANNONA_RESTART_MAGIC UINT64_C(0x3154524154534552) /* "RESTART1" */

struct annona_restart_table {
    uint64_t magic;
    uint64_t domain_count;
    uint64_t piece_count;
};

enum annona_restart_flags {
    ANNONA_RESTART_PASSIVE = 1, /* its scheduling context has to be bound anew for init */
};

struct annona_restart_domain {
    uint64_t id;            /* by which the supervisor knows it */
    uint64_t entry;         /* first instruction */
    uint64_t stack_pointer;
    uint64_t flags;         /* enum annona_restart_flags */
    uint64_t first_piece;
    uint64_t piece_count;
};

/* A run of pages; all addresses are the supervisor's. */
struct annona_restart_piece {
    uint64_t target;        /* the domain's pages, writable */
    uint64_t pristine;      /* what they contained, read-only; 0: zeros */
    uint64_t bytes;
};

_Static_assert(sizeof(struct annona_restart_table) == 24, "restart table layout");
_Static_assert(sizeof(struct annona_restart_domain) == 48, "restart domain layout");
_Static_assert(sizeof(struct annona_restart_piece) == 24, "restart piece layout");

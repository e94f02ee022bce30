/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tool says about bad input:
 *
 *     file:line:column: error: what is wrong [rule-name]
 *         hint: what to do about it
 *
 * Errors are collected by counting; a run reports as many as it can find and fails at the end.
 * Where there is no position (a file that cannot be opened) line and column are left out.
 */
#pragma once
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

struct position {
    uint32_t line;   /* from 1; 0: nowhere in particular */
    uint32_t column; /* from 1, in characters */
};

struct diag {
    const char *file; /* the description being read */
    FILE *stream;     /* where messages go; NULL: nowhere */
    unsigned error_count;
    unsigned warning_count;
};

/* Reports an error; the hint may be NULL. */
void diag_error(struct diag *diag, struct position at, const char *rule, const char *hint,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
void diag_verror(struct diag *diag, struct position at, const char *rule, const char *hint,
                 const char *format, va_list args);
void diag_warning(struct diag *diag, struct position at, const char *rule, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

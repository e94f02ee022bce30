/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Printing of diagnostics.  After DIAG_MAX_ERRORS only the count goes on, so that a thoroughly
 * broken input does not fill the terminal.  Control characters that come from the input are shown
 * as '?', so that a message is always one line and cannot play with the terminal.
 */
#include "diag.h"
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>

#define DIAG_MAX_ERRORS 100
#define MESSAGE_BYTES   1024

/* Prints one message line. */
static void diag_line(struct diag *diag, struct position at, const char *kind, const char *rule,
                      const char *format, va_list args)
{
    char message[MESSAGE_BYTES];
    vsnprintf(message, sizeof message, format, args);
    for (char *c = message; *c != '\0'; c++) {
        if (iscntrl((unsigned char)*c)) {
            *c = '?';
        }
    }
    const char *file = diag->file != NULL ? diag->file : "annona";
    if (at.line != 0) {
        fprintf(diag->stream, "%s:%u:%u: %s: %s [%s]\n", file, at.line, at.column, kind, message,
                rule);
    } else {
        fprintf(diag->stream, "%s: %s: %s [%s]\n", file, kind, message, rule);
    }
}

void diag_verror(struct diag *diag, struct position at, const char *rule, const char *hint,
                 const char *format, va_list args)
{
    diag->error_count++;
    if (diag->stream == NULL || diag->error_count > DIAG_MAX_ERRORS) {
        return;
    }
    diag_line(diag, at, "error", rule, format, args);
    if (hint != NULL) {
        fprintf(diag->stream, "    hint: %s\n", hint);
    }
    if (diag->error_count == DIAG_MAX_ERRORS) {
        fprintf(diag->stream, "annona: too many errors, further ones are not shown\n");
    }
}

void diag_error(struct diag *diag, struct position at, const char *rule, const char *hint,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_verror(diag, at, rule, hint, format, args);
    va_end(args);
}

void diag_warning(struct diag *diag, struct position at, const char *rule, const char *format, ...)
{
    diag->warning_count++;
    if (diag->stream == NULL) {
        return;
    }
    va_list args;
    va_start(args, format);
    diag_line(diag, at, "warning", rule, format, args);
    va_end(args);
}

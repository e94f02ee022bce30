/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A schedule for the report: when which domain ran, as a running system printed it.  The console
 * log may hold, among other lines,
 *
 *     schedule RUN TITLE            what run number RUN (from 0) shows
 *     slice RUN NAME START END      NAME was running from START to END
 *     missed RUN NAME TIME          NAME missed a deadline at TIME
 *
 * Times are microseconds from the start of the run.
 */
#pragma once
#include <jansson.h>

/* A list of runs; NULL if the log has no slice that can be read. */
json_t *report_schedule(const char *log);

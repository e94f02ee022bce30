/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fuzz target of the tool (fuzz.c).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Loads the program that descriptions use. */
bool fuzz_load_program(const char *path);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

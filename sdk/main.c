/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * annona: the SDK's host tool.  A system description and the programs of its protection domains go
 * in, a bootable image comes out.
 *
 *     xml.c       bytes → tree with positions
 *     schema.c    reading a tree by tables
 *     system.c    tree → typed description
 *     check.c     the rules (check_rules.def), in check_*.c
 *     layout.c    description → frames, mappings, page tables, addresses
 *     spec.c      → kernel objects and capabilities (abi/spec.h)
 *     image.c     → bootable image (abi/image.h);  report*.c: what was built
 *
 * Called as `microkit` it behaves as `annona build`.
 */
#include "board.h"
#include "build.h"
#include "options.h"
#include "run.h"
#include <stdio.h>

/* Runs the verb on the board; returns the exit status. */
static int verb_run(struct arena *arena, struct options *options, const char *sdk)
{
    struct diag diag = {.stream = stderr};
    struct board board;
    if (options->config == NULL) {
        options->config = board_any_config(arena, sdk, options->board);
    }
    if (!board_read(arena, &diag, sdk, options->board,
                    options->config != NULL ? options->config : "", &board)) {
        return 1;
    }
    switch (options->verb) {
    case VERB_BUILD:
        return build_run(arena, options, &board);
    case VERB_IMAGE:
        return image_run(arena, options, &board);
    case VERB_CHECK:
        return check_verb_run(arena, options, &board);
    case VERB_REPORT:
        return report_run(arena, options, &board);
    case VERB_RUN:
        return run_image(arena, options, &board);
    case VERB_BOARDS:
        break;
    }
    return 1;
}

/* Handles what needs no board, then the rest. */
static int command_run(struct arena *arena, int argc, char **argv)
{
    struct options options;
    if (!options_read(arena, &options, argc, argv)) {
        return 1;
    }
    if (options.help) {
        options_print_help(&options);
        return 0;
    }
    if (options.version) {
        puts("annona " ANNONA_VERSION);
        return 0;
    }
    const char *sdk = sdk_find(arena);
    if (sdk == NULL) {
        fputs("annona: error: the SDK folder cannot be found [sdk]\n"
              "    hint: set MICROKIT_SDK\n", stderr);
        return 1;
    }
    if (options.verb != VERB_BOARDS) {
        return verb_run(arena, &options, sdk);
    }
    if (!boards_print(arena, sdk, options.json, stdout)) {
        fprintf(stderr, "annona: error: no boards in %s/board [sdk]\n"
                        "    hint: set MICROKIT_SDK to the SDK folder\n", sdk);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    int status = command_run(&arena, argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("annona: error: cannot write to standard output [output]\n", stderr);
        status = 1;
    }
    arena_free(&arena);
    return status;
}

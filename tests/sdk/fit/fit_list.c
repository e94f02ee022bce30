/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prints what the fit check thinks the kernel hands out at boot, in the form of untypeds.c.
 *
 *     fit_list BOARD CONFIG IMAGE        with MICROKIT_SDK set
 */
#include "../../../sdk/elf.h"
#include "../../../sdk/file.h"
#include "../../../sdk/fit.h"
#include <inttypes.h>
#include <string.h>

/* Where booting ends in the SDK's kernel. */
static uint64_t kernel_boot_end(struct arena *arena, const struct board *board)
{
    const char *error;
    size_t bytes;
    struct elf_problem problem;
    const char *path = board_path(arena, board, "elf/sel4.elf");
    const uint8_t *file = file_read(arena, path, &bytes, &error);
    const struct elf *elf = file != NULL ? elf_read(arena, board, file, bytes, &problem) : NULL;
    const struct elf_symbol *symbol = elf != NULL ? elf_find(elf, "ki_boot_end") : NULL;
    return symbol != NULL ? symbol->address - elf->segments[0].vaddr + elf->segments[0].paddr : 0;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct diag diag = {.stream = stderr};
    struct board board;
    struct image image = {0};
    struct fit fit;
    const char *error = "usage: fit_list BOARD CONFIG IMAGE";
    size_t bytes;
    const char *sdk = sdk_find(&arena);
    const uint8_t *file = argc == 4 ? file_read(&arena, argv[3], &bytes, &error) : NULL;
    if (file == NULL || bytes < IMAGE_LOADER_BYTES || sdk == NULL ||
        !board_read(&arena, &diag, sdk, argv[1], argv[2], &board)) {
        fprintf(stderr, "fit_list: %s\n", error);
        return 1;
    }
    memcpy(&image.header, file + IMAGE_HEADER_OFFSET, sizeof image.header);
    image.kernel_boot_end = kernel_boot_end(&arena, &board);
    const struct fit_image where = fit_image_of(&image);
    if (!fit_boot(&fit, &arena, &board, &where)) {
        return 1;
    }
    for (size_t i = 0; i < fit.boot_count; i++) {
        printf("%016" PRIx64 " %016x%c\n", fit.untypeds[i].start, fit.untypeds[i].bits,
               fit.untypeds[i].is_device ? 'd' : ' ');
    }
    printf("%016" PRIx64 "E\n", fit.slots_free);
    arena_free(&arena);
    return 0;
}

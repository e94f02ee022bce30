/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fuzzing of the tool in one process: arbitrary bytes as a description or as a program must be
 * refused or lead to a specification that init accepts.  The oracle is the sanitisers, and init's
 * own check of every specification that comes out.
 *
 * One input is one byte that says what follows, then the bytes: even for a description (whose
 * programs are all the good program below), odd for a program (of a fixed description).  Half of
 * it, modulo three, says for what architecture a description is.
 *
 * Linked with libFuzzer this is a fuzz target.  With standalone.c it is a test:
 *
 *     fuzz PROGRAM ITERATIONS SEED-FILE...
 */
#include "fuzz.h"
#include "../../sdk/check.h"
#include "../../sdk/elf.h"
#include "../../sdk/fit.h"
#include "../../sdk/layout.h"
#include "../../sdk/report.h"
#include "../../sdk/spec.h"
#include "../../sdk/xml.h"
#include "init/specification.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE_PAGES 1000000

static struct board board = {
    .name = "fuzz",
    .config = "benchmark",
    .load_address = 0x70000000,
    .user_top = 0x7fffffffffff,
    .timer_khz = 62500,
    .cores = 1,
    .max_irq = 159,
    .paddr_bits = 40,
    .tcb_bits = 12,
    .root_slot_bits = 17,
    .timer_irq = 27,
    .ram = {{0x40000000, 0xc0000000}},
    .ram_count = 1,
};

/* Programs are for this machine whatever the description is for. */
static const struct board program_board = {.arch = ARCH_AARCH64};

static const char fixed_description[] =
    "<system><protection_domain name='a'><program_image path='p'/>"
    "<map mr='m' vaddr='0x4000000' setvar_vaddr='data_variable'/></protection_domain>"
    "<memory_region name='m' size='0x1000'/></system>";

static uint8_t *good_program;
static size_t good_program_bytes;

bool fuzz_load_program(const char *path)
{
    struct arena arena = {0};
    const char *error;
    const uint8_t *bytes = file_read(&arena, path, &good_program_bytes, &error);
    if (bytes != NULL) {
        good_program = malloc(good_program_bytes);
        memcpy(good_program, bytes, good_program_bytes);
    }
    arena_free(&arena);
    return good_program != NULL;
}

/* Runs the rules that look at programs, on programs that are there already. */
static void check_programs(struct check *check, struct elf *program)
{
    void (*const rules[])(struct check *) = {
        rule_image_stripped, rule_image_symbols, rule_setvar_symbol, rule_image_segments,
        rule_image_range,    rule_image_entry,   rule_image_overlap,
    };
    for (size_t i = 0; i < check->system->domain_count; i++) {
        check->system->domains[i]->program = program;
        check->system->domains[i]->symbols = program;
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && check->diag->error_count == 0; i++) {
        check->rule = "image";
        rules[i](check);
    }
}

/* No accepted system may have authority that its description does not give; and all reports on it
 * can be written. */
static void check_authority(struct arena *arena, struct system *system, const struct spec *made)
{
    struct diag loud = {.file = "fuzz", .stream = stderr};
    struct diag quiet = {.stream = NULL};
    size_t policy_count = system->policy_count;
    system->policy_count = 0;
    audit_make(arena, &loud, system, made);
    if (loud.error_count != 0) {
        abort();
    }
    system->policy_count = policy_count;
    struct report report = {
        .file = "fuzz",
        .system = system,
        .spec = made,
        .audit = audit_make(arena, &quiet, system, made),
    };
    audit_make(arena, &quiet, system, NULL);
    FILE *stream = fopen("/dev/null", "w");
    for (enum report_format format = REPORT_TEXT; stream != NULL && format < REPORT_FORMATS;
         format++) {
        report_write_format(&report, format, stream);
    }
    if (stream != NULL) {
        report_write_json(made, stream);
        fclose(stream);
    }
}

/* Whether it fits or not, the fit check comes to an end, and can say what is missing. */
static void check_fit(const struct spec *made)
{
    uint64_t pages = made->first_loaded_page + made->layout->loaded_pages;
    struct image image = {
        .header = {
            .load_address = board.load_address,
            .kernel_start = board.load_address + 0x4000,
            .kernel_end = board.load_address + 0x40000,
            .user_start = board.load_address + 0x40000,
            .user_end = board.load_address + 0x80000 + pages * PAGE_SIZE,
            .user_offset = board.load_address,
        },
        .kernel_boot_end = board.load_address + 0x8000,
    };
    struct diag diag = {.stream = fopen("/dev/null", "w")};
    if (diag.stream != NULL) {
        bool fits = fit_check(&diag, made, &image);
        if (fits != (diag.error_count == 0)) {
            abort();
        }
        fclose(diag.stream);
    }
}

/* The specification of an accepted system must be one init accepts too. */
static void check_specification(struct arena *arena, struct diag *diag, struct system *system)
{
    const struct layout *layout = layout_make(arena, diag, &board, system);
    if (layout == NULL) {
        return;
    }
    const struct spec *made = spec_make(arena, layout);
    struct specification spec;
    struct specification_error error;
    struct specification_limits limits = {IMAGE_PAGES, 1, UINT32_MAX, UINT64_MAX};
    if (!specification_open(&spec, made->bytes, &limits, &error)) {
        fprintf(stderr, "fuzz: %s[%u]: %s\n", error.table, error.record, error.what);
        abort();
    }
    check_authority(arena, system, made);
    check_fit(made);
}

/* All passes on one description and one program. */
static void run(const char *text, size_t text_bytes, const uint8_t *program,
                size_t program_bytes)
{
    struct arena arena = {0};
    struct diag diag = {.stream = NULL};
    struct search_path search = {0};
    struct elf_problem problem;
    struct elf *elf = elf_read(&arena, &program_board, program, program_bytes, &problem);
    const struct xml_element *root = xml_parse(&arena, &diag, text, text_bytes);
    struct system *system = root != NULL ? system_read(&arena, &diag, root) : NULL;
    if (system != NULL && diag.error_count == 0) {
        struct check check = {&arena, &diag, system, &board, &search, NULL};
        check_run(&check, false);
        if (elf != NULL && diag.error_count == 0) {
            check_programs(&check, elf);
        }
        if (elf != NULL && diag.error_count == 0) {
            check_specification(&arena, &diag, system);
        }
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (good_program == NULL && !fuzz_load_program(getenv("FUZZ_PROGRAM"))) {
        abort();
    }
    if (size == 0) {
        return 0;
    }
    board.arch = (enum board_arch)(data[0] % 2 == 0 ? data[0] / 2 % 3 : ARCH_AARCH64);
    board.user_top = board.arch == ARCH_RISCV64 ? 0x3fffffefff : 0x7fffffffefff;
    if (data[0] % 2 == 0) {
        run((const char *)data + 1, size - 1, good_program, good_program_bytes);
        return 0;
    }
    uint8_t *program = malloc(size); /* aligned, unlike data + 1 */
    memcpy(program, data + 1, size - 1);
    run(fixed_description, sizeof fixed_description - 1, program, size - 1);
    free(program);
    return 0;
}

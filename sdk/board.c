/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * board.json is one flat object.  Numbers may be JSON integers or strings in C notation ("0x…").
 * Folders without that file are not boards; they are passed over when listing.
 */
#include "board.h"
#include "file.h"
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *sdk_find(struct arena *arena)
{
    const char *variable = getenv("MICROKIT_SDK");
    if (variable != NULL && variable[0] != '\0') {
        return variable;
    }
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) {
        return NULL;
    }
    path[length] = '\0';
    for (int level = 0; level < 2; level++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL) {
            return NULL;
        }
        *slash = '\0';
    }
    return arena_copy(arena, path, strlen(path));
}

const char *board_path(struct arena *arena, const struct board *board, const char *part)
{
    return arena_format(arena, "%s/%s", board->folder, part);
}

static const struct {
    const char *name;
    const char *text;
} arch_names[] = {
    [ARCH_AARCH64] = {"aarch64", "AArch64"},
    [ARCH_RISCV64] = {"riscv64", "RISC-V"},
    [ARCH_X86_64] = {"x86_64", "x86-64"},
};

#define ARCH_COUNT (sizeof arch_names / sizeof arch_names[0])

const char *board_arch_name(const struct board *board)
{
    return arch_names[board->arch].name;
}

const char *board_arch_text(const struct board *board)
{
    return arch_names[board->arch].text;
}

/* Finds an architecture by name. */
static bool arch_read(const char *name, enum board_arch *arch)
{
    for (size_t i = 0; i < ARCH_COUNT; i++) {
        if (name != NULL && strcmp(name, arch_names[i].name) == 0) {
            *arch = (enum board_arch)i;
            return true;
        }
    }
    return false;
}

/* A JSON integer or a string that holds a number. */
static bool json_number(const json_t *json, uint64_t *number)
{
    if (json_is_integer(json) && json_integer_value(json) >= 0) {
        *number = (uint64_t)json_integer_value(json);
        return true;
    }
    const char *text = json_string_value(json);
    if (text == NULL) {
        return false;
    }
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 0);
    return errno == 0 && end != text && *end == '\0';
}

static bool board_numbers_read(const json_t *json, struct board *board, const char **bad)
{
    const struct {
        const char *name;
        uint64_t *number;
    } fields[] = {
        {"load_address", &board->load_address}, {"user_vspace_top", &board->user_top},
        {"timer_khz", &board->timer_khz},       {"cores", &board->cores},
        {"max_irq", &board->max_irq},           {"paddr_bits", &board->paddr_bits},
        {"timer_irq", &board->timer_irq},       {"tcb_bits", &board->tcb_bits},
        {"root_cnode_bits", &board->root_slot_bits},
        {"bootinfo_pages", &board->bootinfo_pages},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!json_number(json_object_get(json, fields[i].name), fields[i].number)) {
            *bad = fields[i].name;
            return false;
        }
    }
    *bad = "paddr_bits, tcb_bits, root_cnode_bits or bootinfo_pages";
    return board->paddr_bits <= 52 && board->tcb_bits <= 16 && board->root_slot_bits <= 24 &&
           board->bootinfo_pages <= 1024;
}

/* Reads a list of [start, end] pairs. */
static bool ranges_read(const json_t *ranges, struct memory_range *out, size_t *count)
{
    *count = json_array_size(ranges);
    if (*count > BOARD_RAM_MAX) {
        return false;
    }
    for (size_t i = 0; i < *count; i++) {
        const json_t *range = json_array_get(ranges, i);
        if (!json_number(json_array_get(range, 0), &out[i].start) ||
            !json_number(json_array_get(range, 1), &out[i].end) || out[i].start >= out[i].end) {
            return false;
        }
    }
    return true;
}

static bool board_ram_read(const json_t *json, struct board *board)
{
    return ranges_read(json_object_get(json, "ram"), board->ram, &board->ram_count) &&
           ranges_read(json_object_get(json, "reserved"), board->reserved,
                       &board->reserved_count) &&
           board->ram_count != 0;
}

static const char *json_text(struct arena *arena, const json_t *json)
{
    const char *text = json_string_value(json);
    return text != NULL ? arena_copy(arena, text, strlen(text)) : NULL;
}

static bool board_texts_read(struct arena *arena, const json_t *json, struct board *board)
{
    bool good = arch_read(json_string_value(json_object_get(json, "arch")), &board->arch);
    board->about = json_text(arena, json_object_get(json, "about"));
    board->has_smc = json_is_true(json_object_get(json, "smc"));
    const json_t *qemu = json_object_get(json, "qemu");
    board->qemu_count = json_array_size(qemu);
    board->qemu = arena_alloc(arena, (board->qemu_count + 1) * sizeof board->qemu[0]);
    for (size_t i = 0; i < board->qemu_count; i++) {
        board->qemu[i] = json_text(arena, json_array_get(qemu, i));
        if (board->qemu[i] == NULL) {
            return false;
        }
    }
    return good && board->about != NULL;
}

/* The subfolders of a folder, sorted. */
static const char **folder_list(struct arena *arena, const char *path, size_t *count)
{
    struct dirent **entries;
    const char **names = NULL;
    int found = scandir(path, &entries, NULL, alphasort);
    *count = 0;
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.') {
            *ARENA_APPEND(arena, names, *count) =
                arena_copy(arena, entries[i]->d_name, strlen(entries[i]->d_name));
        }
        free(entries[i]);
    }
    if (found >= 0) {
        free(entries);
    }
    return names;
}

static const char *folder_text(struct arena *arena, const char *path)
{
    size_t count;
    const char **names = folder_list(arena, path, &count);
    const char *text = "";
    for (size_t i = 0; i < count; i++) {
        text = arena_format(arena, "%s%s%s", text, i != 0 ? ", " : "", names[i]);
    }
    return text;
}

const char *board_any_config(struct arena *arena, const char *sdk, const char *name)
{
    size_t count;
    const char **configs =
        folder_list(arena, arena_format(arena, "%s/board/%s", sdk, name), &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(configs[i], "debug") == 0) {
            return configs[i];
        }
    }
    return count != 0 ? configs[0] : NULL;
}

/* Says which boards or configurations there are instead of the one asked for. */
static bool board_missing(struct arena *arena, struct diag *diag, const char *sdk,
                          const char *name, const char *config)
{
    const char *boards = arena_format(arena, "%s/board", sdk);
    const char *configs = arena_format(arena, "%s/%s", boards, name);
    bool board_known = name[0] != '\0' && strchr(name, '/') == NULL && file_exists(configs);
    const char *list = folder_text(arena, board_known ? configs : boards);
    const char *kind = board_known ? "configuration" : "board";
    diag_error(diag, (struct position){0}, "sdk-board",
               arena_format(arena, "the SDK in %s has: %s", sdk, *list != '\0' ? list : "none"),
               "unknown %s '%s'", kind, board_known ? config : name);
    return false;
}

/* Finds a board there is no kernel for yet. */
static bool planned_read(const char *name, const char *config, struct board *board)
{
    static const char *const configs[] = {"debug", "release", "benchmark"};
    bool config_known = config[0] == '\0';
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        config_known = config_known || strcmp(config, configs[i]) == 0;
    }
    for (const struct board *planned = planned_boards; planned->name != NULL; planned++) {
        if (strcmp(planned->name, name) == 0 && config_known) {
            *board = *planned;
            board->config = config[0] != '\0' ? config : configs[0];
            return true;
        }
    }
    return false;
}

bool board_read(struct arena *arena, struct diag *diag, const char *sdk, const char *name,
                const char *config, struct board *board)
{
    *board = (struct board){.name = name, .config = config};
    board->folder = arena_format(arena, "%s/board/%s/%s", sdk, name, config);
    const char *path = board_path(arena, board, "board.json");
    if (strchr(name, '/') != NULL || strchr(config, '/') != NULL || !file_exists(path)) {
        return planned_read(name, config, board) ||
                board_missing(arena, diag, sdk, name, config);
    }
    json_error_t error;
    const char *bad = "ram, reserved, arch, about or qemu";
    json_t *json = json_load_file(path, 0, &error);
    bool good = json != NULL && board_numbers_read(json, board, &bad);
    if (good) {
        bad = "ram, reserved, arch, about or qemu";
        good = board_ram_read(json, board) && board_texts_read(arena, json, board);
    }
    if (!good) {
        diag_error(diag, (struct position){0}, "sdk-board", "build the SDK again",
                   "%s: %s", path, json == NULL ? error.text : arena_format(arena, "bad %s", bad));
    }
    json_decref(json);
    return good;
}

static json_t *board_json(const struct board *board, const char **configs, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, json_string(configs[i]));
    }
    return json_pack("{s:s, s:s, s:s, s:I, s:o, s:b}", "name", board->name, "arch",
                     board_arch_name(board),
                     "about", board->about, "load_address", (json_int_t)board->load_address,
                     "configs", list, "qemu", board->qemu_count != 0);
}

static void board_text_print(const struct board *board, const char **configs, size_t count,
                             FILE *stream)
{
    fprintf(stream, "%s  (%s; %s)\n   ", board->name, board_arch_name(board), board->about);
    for (size_t i = 0; i < count; i++) {
        fprintf(stream, " %s", configs[i]);
    }
    fputs(count == 0 ? " no kernel yet: check and report only\n" : "\n", stream);
}

bool boards_print(struct arena *arena, const char *sdk, bool as_json, FILE *stream)
{
    size_t count;
    struct diag quiet = {0};
    const char **names = folder_list(arena, arena_format(arena, "%s/board", sdk), &count);
    json_t *all = json_array();
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        size_t found;
        size_t usable = 0;
        const char **configs =
            folder_list(arena, arena_format(arena, "%s/board/%s", sdk, names[i]), &found);
        struct board board = {0};
        for (size_t k = 0; k < found; k++) {
            struct board candidate;
            if (board_read(arena, &quiet, sdk, names[i], configs[k], &candidate)) {
                board = candidate;
                configs[usable++] = configs[k];
            }
        }
        if (usable == 0) {
            continue;
        }
        shown++;
        if (as_json) {
            json_array_append_new(all, board_json(&board, configs, usable));
        } else {
            board_text_print(&board, configs, usable, stream);
        }
    }
    for (const struct board *board = planned_boards; board->name != NULL && shown != 0; board++) {
        if (as_json) {
            json_array_append_new(all, board_json(board, NULL, 0));
        } else {
            board_text_print(board, NULL, 0, stream);
        }
    }
    if (as_json) {
        json_dumpf(all, stream, JSON_INDENT(2));
        fputc('\n', stream);
    }
    json_decref(all);
    return shown != 0;
}

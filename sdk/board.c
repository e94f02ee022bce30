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
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!json_number(json_object_get(json, fields[i].name), fields[i].number)) {
            *bad = fields[i].name;
            return false;
        }
    }
    *bad = "paddr_bits, tcb_bits or root_cnode_bits";
    return board->paddr_bits <= 52 && board->tcb_bits <= 16 && board->root_slot_bits <= 24;
}

static bool board_ram_read(const json_t *json, struct board *board)
{
    const json_t *ranges = json_object_get(json, "ram");
    board->ram_count = json_array_size(ranges);
    if (board->ram_count == 0 || board->ram_count > BOARD_RAM_MAX) {
        return false;
    }
    for (size_t i = 0; i < board->ram_count; i++) {
        const json_t *range = json_array_get(ranges, i);
        if (!json_number(json_array_get(range, 0), &board->ram[i].start) ||
            !json_number(json_array_get(range, 1), &board->ram[i].end) ||
            board->ram[i].start >= board->ram[i].end) {
            return false;
        }
    }
    return true;
}

static const char *json_text(struct arena *arena, const json_t *json)
{
    const char *text = json_string_value(json);
    return text != NULL ? arena_copy(arena, text, strlen(text)) : NULL;
}

static bool board_texts_read(struct arena *arena, const json_t *json, struct board *board)
{
    board->arch = json_text(arena, json_object_get(json, "arch"));
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
    return board->arch != NULL && board->about != NULL;
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

bool board_read(struct arena *arena, struct diag *diag, const char *sdk, const char *name,
                const char *config, struct board *board)
{
    *board = (struct board){.name = name, .config = config};
    board->folder = arena_format(arena, "%s/board/%s/%s", sdk, name, config);
    const char *path = board_path(arena, board, "board.json");
    if (strchr(name, '/') != NULL || strchr(config, '/') != NULL || !file_exists(path)) {
        return board_missing(arena, diag, sdk, name, config);
    }
    json_error_t error;
    const char *bad = "ram, arch, about or qemu";
    json_t *json = json_load_file(path, 0, &error);
    bool good = json != NULL && board_numbers_read(json, board, &bad);
    if (good) {
        bad = "ram, arch, about or qemu";
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
    return json_pack("{s:s, s:s, s:s, s:I, s:o, s:b}", "name", board->name, "arch", board->arch,
                     "about", board->about, "load_address", (json_int_t)board->load_address,
                     "configs", list, "qemu", board->qemu_count != 0);
}

static void board_text_print(const struct board *board, const char **configs, size_t count,
                             FILE *stream)
{
    fprintf(stream, "%s  (%s; %s)\n   ", board->name, board->arch, board->about);
    for (size_t i = 0; i < count; i++) {
        fprintf(stream, " %s", configs[i]);
    }
    fputc('\n', stream);
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
    if (as_json) {
        json_dumpf(all, stream, JSON_INDENT(2));
        fputc('\n', stream);
    }
    json_decref(all);
    return shown != 0;
}

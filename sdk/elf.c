/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything that comes out of the file is checked here before it is used: ranges against the
 * file's size, sums against overflow, segments against each other.  Of symbols with one name a
 * global one is preferred to local ones; several local ones only make the name ambiguous, which
 * matters when somebody asks for it.
 */
#include "elf.h"
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#define SEGMENT_MAX_BYTES (UINT64_C(1) << 36)

static bool refuse(struct elf_problem *problem, const char *rule, const char *text,
                   const char *hint)
{
    *problem = (struct elf_problem){rule, text, hint};
    return false;
}

/* Checks class, byte order, machine and type. */
static bool header_check(struct arena *arena, const struct board *board, const GElf_Ehdr *header,
                         struct elf_problem *problem)
{
    static const GElf_Half machines[] = {
        [ARCH_AARCH64] = EM_AARCH64,
        [ARCH_RISCV64] = EM_RISCV,
        [ARCH_X86_64] = EM_X86_64,
    };
    const char *arch = board_arch_text(board);
    const char *hint = arena_format(arena, "build the program with a compiler for %s", arch);
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) {
        return refuse(problem, "elf-machine", "not a 64-bit little-endian ELF file", hint);
    }
    if (header->e_machine != machines[board->arch]) {
        return refuse(problem, "elf-machine",
                      arena_format(arena, "an ELF file for another machine, not %s", arch), hint);
    }
    if (header->e_type == ET_DYN) {
        return refuse(problem, "elf-static", "a position-independent or dynamic ELF file",
                      "link the program statically, without -pie");
    }
    if (header->e_type != ET_EXEC) {
        return refuse(problem, "elf-static", "not an executable", "link the object files first");
    }
    return true;
}

static bool segment_check(const GElf_Phdr *header, size_t size, struct elf_problem *problem)
{
    uint64_t end;
    if (header->p_filesz > header->p_memsz || header->p_offset > size ||
        header->p_filesz > size - header->p_offset) {
        return refuse(problem, "elf-segments", "a segment lies outside of the file",
                      "the file is damaged; build it again");
    }
    if (header->p_memsz > SEGMENT_MAX_BYTES ||
        __builtin_add_overflow(header->p_vaddr, header->p_memsz, &end) ||
        __builtin_add_overflow(header->p_paddr, header->p_memsz, &end)) {
        return refuse(problem, "elf-segments", "a segment is too large", NULL);
    }
    return true;
}

static int segment_compare(const void *left, const void *right)
{
    const struct elf_segment *a = left;
    const struct elf_segment *b = right;
    return a->vaddr < b->vaddr ? -1 : a->vaddr > b->vaddr;
}

static bool segments_read(struct arena *arena, struct elf *elf, Elf *file, const uint8_t *bytes,
                          size_t size, struct elf_problem *problem)
{
    size_t count;
    if (elf_getphdrnum(file, &count) != 0) {
        return refuse(problem, "elf-segments", "the program headers cannot be read", NULL);
    }
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr header;
        if (gelf_getphdr(file, (int)i, &header) == NULL) {
            return refuse(problem, "elf-segments", "the program headers cannot be read", NULL);
        }
        if (header.p_type == PT_INTERP || header.p_type == PT_DYNAMIC) {
            return refuse(problem, "elf-static", "a dynamically linked program",
                          "link the program statically");
        }
        if (header.p_type != PT_LOAD || header.p_memsz == 0) {
            continue;
        }
        if (!segment_check(&header, size, problem)) {
            return false;
        }
        *ARENA_APPEND(arena, elf->segments, elf->segment_count) = (struct elf_segment){
            .vaddr = header.p_vaddr,
            .paddr = header.p_paddr,
            .memory_bytes = header.p_memsz,
            .file_bytes = header.p_filesz,
            .data = bytes + header.p_offset,
            .readable = (header.p_flags & PF_R) != 0,
            .writable = (header.p_flags & PF_W) != 0,
            .executable = (header.p_flags & PF_X) != 0,
        };
    }
    if (elf->segment_count == 0) {
        return refuse(problem, "elf-segments", "the program has no loadable segment", NULL);
    }
    qsort(elf->segments, elf->segment_count, sizeof elf->segments[0], segment_compare);
    for (size_t i = 1; i < elf->segment_count; i++) {
        const struct elf_segment *before = &elf->segments[i - 1];
        if (before->vaddr + before->memory_bytes > elf->segments[i].vaddr) {
            return refuse(problem, "elf-segments", "the program's segments overlap", NULL);
        }
    }
    return true;
}

/* Enters a symbol into the table by name. */
static void symbol_index(struct elf *elf, size_t index)
{
    struct elf_symbol *symbol = &elf->symbols[index];
    uint64_t *first = map_add(&elf->by_name, symbol->name, index);
    if (first == NULL) {
        return;
    }
    struct elf_symbol *other = &elf->symbols[*first];
    if (other->is_local && !symbol->is_local) {
        *first = index;
    } else if (other->is_local == symbol->is_local && other->address != symbol->address) {
        other->is_ambiguous = true;
    }
}

static void symbol_add(struct arena *arena, struct elf *elf, const GElf_Sym *symbol,
                       const char *name)
{
    unsigned type = GELF_ST_TYPE(symbol->st_info);
    if (name == NULL || name[0] == '\0' || name[0] == '$' || symbol->st_shndx == SHN_UNDEF ||
        (type != STT_NOTYPE && type != STT_OBJECT && type != STT_FUNC)) {
        return;
    }
    *ARENA_APPEND(arena, elf->symbols, elf->symbol_count) = (struct elf_symbol){
        .name = arena_copy(arena, name, strlen(name)),
        .address = symbol->st_value,
        .bytes = symbol->st_size,
        .is_function = type == STT_FUNC,
        .is_local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL,
    };
    symbol_index(elf, elf->symbol_count - 1);
}

/* Reads the first symbol table; false if there is none, or nothing in it. */
static bool symbols_read(struct arena *arena, struct elf *elf, Elf *file)
{
    elf->by_name.arena = arena;
    for (Elf_Scn *section = elf_nextscn(file, NULL); section != NULL;
         section = elf_nextscn(file, section)) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == NULL || header.sh_type != SHT_SYMTAB) {
            continue;
        }
        Elf_Data *data = elf_getdata(section, NULL);
        size_t entry = gelf_fsize(file, ELF_T_SYM, 1, EV_CURRENT);
        if (data == NULL || data->d_buf == NULL || entry == 0) {
            continue;
        }
        for (size_t i = 0; i < data->d_size / entry && i < INT32_MAX; i++) {
            GElf_Sym symbol;
            if (gelf_getsym(data, (int)i, &symbol) != NULL) {
                symbol_add(arena, elf, &symbol, elf_strptr(file, header.sh_link, symbol.st_name));
            }
        }
        break;
    }
    return elf->symbol_count != 0;
}

/* Reads what is behind an opened handle. */
static bool handle_read(struct arena *arena, const struct board *board, struct elf *elf, Elf *file,
                        const uint8_t *bytes, size_t size, struct elf_problem *problem)
{
    GElf_Ehdr header;
    if (file == NULL || elf_kind(file) != ELF_K_ELF || gelf_getehdr(file, &header) == NULL) {
        return refuse(problem, "elf-format", "not an ELF file", NULL);
    }
    if (!header_check(arena, board, &header, problem) ||
        !segments_read(arena, elf, file, bytes, size, problem)) {
        return false;
    }
    elf->entry = header.e_entry;
    elf->has_symbols = symbols_read(arena, elf, file);
    return true;
}

struct elf *elf_read(struct arena *arena, const struct board *board, const uint8_t *bytes,
                     size_t size, struct elf_problem *problem)
{
    elf_version(EV_CURRENT);
    struct elf *elf = arena_alloc(arena, sizeof *elf);
    Elf *file = size != 0 ? elf_memory((char *)(uintptr_t)bytes, size) : NULL;
    bool good = handle_read(arena, board, elf, file, bytes, size, problem);
    elf_end(file);
    return good ? elf : NULL;
}

const struct elf_symbol *elf_find(const struct elf *elf, const char *name)
{
    const uint64_t *index = map_find(&elf->by_name, name);
    return index != NULL ? &elf->symbols[*index] : NULL;
}

size_t elf_segment_of(const struct elf *elf, uint64_t address, uint64_t bytes)
{
    for (size_t i = 0; i < elf->segment_count; i++) {
        const struct elf_segment *segment = &elf->segments[i];
        if (address >= segment->vaddr && bytes <= segment->memory_bytes &&
            address - segment->vaddr <= segment->memory_bytes - bytes) {
            return i;
        }
    }
    return elf->segment_count;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the pieces go: the loader at the load address, the kernel's segments at the physical
 * addresses they are linked for, the root task's range page aligned behind the kernel.  For a
 * system the specification follows init's range and the loaded pages follow the specification, all
 * in one virtual range, and init is told where through its symbol `init_spec`.
 */
#include "image.h"
#include "elf.h"
#include "file.h"
#include <elf.h>
#include <string.h>

#define ELF_DATA_OFFSET 0x1000 /* of the image inside an ELF file */
#define SPEC_SYMBOL     "init_spec"
#define KERNEL_BOOT_END "ki_boot_end"

struct builder {
    struct arena *arena;
    struct diag *diag;
    const struct image_parts *parts;
    struct image *image;
};

static bool fail(struct builder *builder, const char *rule, const char *hint, const char *path,
                 const char *text)
{
    diag_error(builder->diag, (struct position){0}, rule, hint, "%s: %s", path, text);
    return false;
}

static void piece_add(struct builder *builder, uint64_t paddr, const uint8_t *bytes, uint64_t size)
{
    if (size != 0) {
        *ARENA_APPEND(builder->arena, builder->image->pieces, builder->image->piece_count) =
            (struct image_piece){paddr, bytes, size};
    }
}

static uint64_t page_round_up(uint64_t value)
{
    return (value + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}

/* Reads the flat loader and checks that it has the header it should have. */
static uint8_t *loader_read(struct builder *builder)
{
    const char *path = board_path(builder->arena, builder->parts->board, "elf/loader.bin");
    const char *error;
    size_t size;
    const uint8_t *bytes = file_read(builder->arena, path, &size, &error);
    uint64_t magic = 0;
    if (bytes == NULL) {
        fail(builder, "sdk-loader", "build the SDK again", path, error);
        return NULL;
    }
    if (size >= IMAGE_HEADER_OFFSET + sizeof(struct image_header) && size <= IMAGE_LOADER_BYTES) {
        memcpy(&magic, bytes + IMAGE_HEADER_OFFSET, sizeof magic);
    }
    if (magic != IMAGE_MAGIC) {
        fail(builder, "sdk-loader", "build the SDK again", path, "not a loader of this SDK");
        return NULL;
    }
    uint8_t *copy = arena_alloc(builder->arena, size);
    memcpy(copy, bytes, size);
    piece_add(builder, builder->parts->board->load_address, copy, size);
    return copy;
}

/* Reads a program that goes into the image as a whole. */
static struct elf *program_read(struct builder *builder, const char *path)
{
    const char *error;
    size_t size;
    struct elf_problem problem;
    const uint8_t *bytes = file_read(builder->arena, path, &size, &error);
    if (bytes == NULL) {
        fail(builder, "image-file", NULL, path, error);
        return NULL;
    }
    struct elf *elf = elf_read(builder->arena, builder->parts->board, bytes, size, &problem);
    if (elf == NULL) {
        fail(builder, problem.rule, problem.hint, path, problem.text);
    }
    return elf;
}

static bool kernel_add(struct builder *builder)
{
    const struct image_parts *parts = builder->parts;
    const char *path = parts->kernel_path != NULL
                           ? parts->kernel_path
                           : board_path(builder->arena, parts->board, "elf/sel4.elf");
    const struct elf *kernel = program_read(builder, path);
    if (kernel == NULL) {
        return false;
    }
    struct image_header *header = &builder->image->header;
    const struct elf_segment *first = &kernel->segments[0];
    header->kernel_entry = kernel->entry;
    header->kernel_start = first->paddr;
    header->kernel_offset = first->vaddr - first->paddr;
    if (first->paddr != parts->board->load_address + IMAGE_LOADER_BYTES) {
        return fail(builder, "sdk-kernel", "is it a kernel for this board?", path,
                    "the kernel is not linked for this board's load address");
    }
    for (size_t i = 0; i < kernel->segment_count; i++) {
        const struct elf_segment *segment = &kernel->segments[i];
        if (segment->vaddr - segment->paddr != header->kernel_offset) {
            return fail(builder, "sdk-kernel", NULL, path,
                        "the kernel's segments differ in their distance from physical memory");
        }
        if (segment->paddr < header->kernel_end ||
            segment->paddr + segment->memory_bytes > UINT64_C(1) << parts->board->paddr_bits) {
            return fail(builder, "sdk-kernel", NULL, path,
                        "the kernel's segments do not fit into physical memory");
        }
        piece_add(builder, segment->paddr, segment->data, segment->file_bytes);
        header->kernel_end = segment->paddr + segment->memory_bytes;
    }
    const struct elf_symbol *boot_end = elf_find(kernel, KERNEL_BOOT_END);
    uint64_t end = boot_end != NULL ? boot_end->address - header->kernel_offset : 0;
    bool is_inside = end > header->kernel_start && end <= header->kernel_end;
    builder->image->kernel_boot_end = is_inside ? end : header->kernel_start;
    return true;
}

/* The root task's own part as it will lie in memory, without what is zero at its end. */
struct root {
    uint64_t start; /* virtual, page aligned */
    uint64_t end;   /* virtual, page aligned */
    uint64_t stored_bytes;
    uint8_t *bytes;
};

static bool root_read(struct builder *builder, const struct elf *elf, const char *path,
                      struct root *root)
{
    const struct memory_range *ram = &builder->parts->board->ram[0];
    const struct elf_segment *last = &elf->segments[elf->segment_count - 1];
    root->start = elf->segments[0].vaddr & ~(PAGE_SIZE - 1);
    root->end = page_round_up(last->vaddr + last->memory_bytes);
    if (root->end < root->start || root->end - root->start > ram->end - ram->start ||
        root->end > builder->parts->board->user_top) {
        return fail(builder, "image-range", "the root task is one contiguous range", path,
                    "the program's segments reach over more addresses than there is memory");
    }
    for (size_t i = 0; i < elf->segment_count; i++) {
        const struct elf_segment *segment = &elf->segments[i];
        if (segment->file_bytes != 0) {
            root->stored_bytes = segment->vaddr + segment->file_bytes - root->start;
        }
    }
    root->bytes = arena_alloc(builder->arena, root->stored_bytes + 1);
    for (size_t i = 0; i < elf->segment_count; i++) {
        const struct elf_segment *segment = &elf->segments[i];
        if (segment->file_bytes != 0) {
            memcpy(root->bytes + (segment->vaddr - root->start), segment->data,
                   segment->file_bytes);
        }
    }
    return true;
}

/* Writes the specification's address into init. */
static bool init_patch(struct builder *builder, const struct elf *elf, const char *path,
                       const struct root *root)
{
    const struct elf_symbol *symbol = elf_find(elf, SPEC_SYMBOL);
    if (symbol == NULL || symbol->bytes != 8 || symbol->address < root->start ||
        symbol->address - root->start > root->stored_bytes ||
        root->stored_bytes - (symbol->address - root->start) < 8) {
        return fail(builder, "sdk-init", "build the SDK again", path,
                    "the initialiser has no symbol " SPEC_SYMBOL " of 8 bytes in its data");
    }
    for (unsigned byte = 0; byte < 8; byte++) {
        root->bytes[symbol->address - root->start + byte] = (uint8_t)(root->end >> (8 * byte));
    }
    return true;
}

/* Adds specification and loaded pages behind init; returns the physical end. */
static uint64_t system_add(struct builder *builder, uint64_t paddr)
{
    const struct spec *spec = builder->parts->spec;
    const struct layout *layout = spec->layout;
    piece_add(builder, paddr, spec->bytes, spec->byte_count);
    uint64_t loaded = paddr + spec->first_loaded_page * PAGE_SIZE;
    for (size_t i = 0; i < layout->loaded_count; i++) {
        piece_add(builder, loaded + layout->loaded[i].first_page * PAGE_SIZE,
                  layout->loaded[i].bytes, layout->loaded[i].size);
    }
    return loaded + layout->loaded_pages * PAGE_SIZE;
}

static bool root_add(struct builder *builder)
{
    const struct image_parts *parts = builder->parts;
    const char *path = parts->root_path != NULL
                           ? parts->root_path
                           : board_path(builder->arena, parts->board, "elf/initialiser.elf");
    struct root root = {0};
    const struct elf *elf = program_read(builder, path);
    if (elf == NULL || !root_read(builder, elf, path, &root)) {
        return false;
    }
    struct image_header *header = &builder->image->header;
    header->user_start = page_round_up(header->kernel_end);
    header->user_offset = header->user_start - root.start;
    header->user_entry = elf->entry;
    uint64_t own_end = header->user_start + (root.end - root.start);
    piece_add(builder, header->user_start, root.bytes, root.stored_bytes);
    if (parts->spec != NULL) {
        header->user_end = system_add(builder, own_end);
        header->file_bytes = header->user_end - header->load_address;
        return init_patch(builder, elf, path, &root);
    }
    header->user_end = own_end;
    uint64_t stored_end = header->user_start + root.stored_bytes;
    header->file_bytes = stored_end - header->load_address;
    if (stored_end < own_end) {
        header->zero_start = stored_end;
        header->zero_end = own_end;
    }
    return true;
}

/* Checks that the image lies in one range of memory. */
static bool image_check_memory(struct builder *builder)
{
    const struct image_header *header = &builder->image->header;
    const struct board *board = builder->parts->board;
    for (size_t i = 0; i < board->ram_count; i++) {
        if (header->load_address >= board->ram[i].start && header->user_end <= board->ram[i].end) {
            return true;
        }
    }
    const struct spec *spec = builder->parts->spec;
    struct position at = spec != NULL ? spec->system->at : (struct position){0};
    diag_error(builder->diag, at, "memory", "make programs and files smaller",
               "the image is larger than memory: 0x%llx bytes from 0x%llx on",
               (unsigned long long)(header->user_end - header->load_address),
               (unsigned long long)header->load_address);
    return false;
}

struct image *image_make(struct arena *arena, struct diag *diag, const struct image_parts *parts)
{
    struct image *image = arena_alloc(arena, sizeof *image);
    struct builder builder = {arena, diag, parts, image};
    image->header.magic = IMAGE_MAGIC;
    image->header.version = IMAGE_VERSION;
    image->header.load_address = parts->board->load_address;
    uint8_t *loader = loader_read(&builder);
    if (loader == NULL || !kernel_add(&builder) || !root_add(&builder) ||
        !image_check_memory(&builder)) {
        return NULL;
    }
    image->root_pages = (image->header.user_end - image->header.user_start) / PAGE_SIZE;
    memcpy(loader + IMAGE_HEADER_OFFSET, &image->header, sizeof image->header);
    return image;
}

/* Writes zeros. */
static void zeros_write(uint64_t count, FILE *stream)
{
    static const uint8_t zeros[4096];
    while (count != 0) {
        size_t part = count < sizeof zeros ? (size_t)count : sizeof zeros;
        if (fwrite(zeros, 1, part, stream) != part) {
            return;
        }
        count -= part;
    }
}

static void elf_header_write(const struct image *image, FILE *stream)
{
    uint64_t start = image->header.load_address;
    Elf64_Ehdr header = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_EXEC,
        .e_machine = EM_AARCH64,
        .e_version = EV_CURRENT,
        .e_entry = start,
        .e_phoff = sizeof header,
        .e_ehsize = sizeof header,
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = 1,
    };
    Elf64_Phdr segment = {
        .p_type = PT_LOAD,
        .p_flags = PF_R | PF_W | PF_X,
        .p_offset = ELF_DATA_OFFSET,
        .p_vaddr = start,
        .p_paddr = start,
        .p_filesz = image->header.file_bytes,
        .p_memsz = image->header.file_bytes,
        .p_align = ELF_DATA_OFFSET,
    };
    fwrite(&header, sizeof header, 1, stream);
    fwrite(&segment, sizeof segment, 1, stream);
    zeros_write(ELF_DATA_OFFSET - sizeof header - sizeof segment, stream);
}

void image_write(const struct image *image, enum image_type type, FILE *stream)
{
    if (type == IMAGE_ELF) {
        elf_header_write(image, stream);
    }
    uint64_t done = image->header.load_address;
    for (size_t i = 0; i < image->piece_count && ferror(stream) == 0; i++) {
        const struct image_piece *piece = &image->pieces[i];
        zeros_write(piece->paddr - done, stream);
        fwrite(piece->bytes, 1, piece->size, stream);
        done = piece->paddr + piece->size;
    }
    zeros_write(image->header.load_address + image->header.file_bytes - done, stream);
}

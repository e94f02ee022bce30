/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks into images for the tests, with init's own eyes: the specification is found and checked by
 * the code that does it at boot.
 *
 *     inspect IMAGE header                      the image header, one field per line
 *     inspect IMAGE check                       is the specification one that init accepts?
 *     inspect IMAGE read DOMAIN ADDRESS COUNT   bytes of a domain's memory, in hexadecimal
 *     inspect IMAGE fill REGION                 bytes init would copy into a region
 *     inspect IMAGE schedule                    the domain schedule
 *     inspect IMAGE resolve DOMAIN POINTER      what a capability pointer of a domain leads to
 *     inspect IMAGE handlers DOMAIN             where faults and timeouts go
 */
#include "abi/image.h"
#include "init/specification.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES 4096
#define CORES      1
#define OBJECTS    16384
#define SLOTS      (1 << 17)

static struct {
    uint8_t *bytes;
    size_t size;
    struct image_header header;
    const uint8_t *spec_bytes;
    struct specification spec;
} image;

static void stop(const char *text)
{
    fprintf(stderr, "inspect: %s\n", text);
    exit(1);
}

static void image_load(const char *path)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        stop("no such image");
    }
    fseek(stream, 0, SEEK_END);
    image.size = (size_t)ftell(stream);
    rewind(stream);
    image.bytes = aligned_alloc(PAGE_BYTES, (image.size + 2 * PAGE_BYTES) & ~(size_t)4095);
    if (fread(image.bytes, 1, image.size, stream) != image.size ||
        image.size < IMAGE_LOADER_BYTES) {
        stop("image too short");
    }
    fclose(stream);
    memcpy(&image.header, image.bytes + IMAGE_HEADER_OFFSET, sizeof image.header);
    if (image.header.magic != IMAGE_MAGIC || image.header.version != IMAGE_VERSION ||
        image.header.file_bytes != image.size) {
        stop("bad image header");
    }
}

/* Finds the specification: the first page of the root task that begins with its magic number. */
static void specification_find(void)
{
    uint64_t offset = image.header.user_start - image.header.load_address;
    uint64_t first = offset;
    uint64_t magic = 0;
    for (; offset + PAGE_BYTES <= image.size && magic != SPEC_MAGIC; offset += PAGE_BYTES) {
        memcpy(&magic, image.bytes + offset, sizeof magic);
    }
    if (magic != SPEC_MAGIC) {
        stop("no specification");
    }
    offset -= PAGE_BYTES;
    image.spec_bytes = image.bytes + offset;
    /* init_spec, wherever init has it, holds the virtual address. */
    uint64_t vaddr = offset + image.header.load_address - image.header.user_offset;
    bool is_told = false;
    for (uint64_t i = first; i < offset; i += sizeof vaddr) {
        is_told = is_told || memcmp(image.bytes + i, &vaddr, sizeof vaddr) == 0;
    }
    if (!is_told) {
        stop("init is not told where the specification is");
    }
    struct specification_limits limits = {(image.size - offset) / PAGE_BYTES, CORES, OBJECTS,
                                          SLOTS};
    struct specification_error error;
    if (!specification_open(&image.spec, image.spec_bytes, &limits, &error)) {
        fprintf(stderr, "inspect: %s[%u]: %s\n", error.table, error.record, error.what);
        exit(1);
    }
}

static void header_print(void)
{
    const struct image_header *h = &image.header;
    printf("load_address 0x%" PRIx64 "\nfile_bytes 0x%" PRIx64 "\n", h->load_address,
           h->file_bytes);
    printf("kernel_entry 0x%" PRIx64 "\nkernel_start 0x%" PRIx64 "\nkernel_end 0x%" PRIx64
           "\nkernel_offset 0x%" PRIx64 "\n",
           h->kernel_entry, h->kernel_start, h->kernel_end, h->kernel_offset);
    printf("user_start 0x%" PRIx64 "\nuser_end 0x%" PRIx64 "\nuser_offset 0x%" PRIx64
           "\nuser_entry 0x%" PRIx64 "\n",
           h->user_start, h->user_end, h->user_offset, h->user_entry);
    printf("zero_start 0x%" PRIx64 "\nzero_end 0x%" PRIx64 "\n", h->zero_start, h->zero_end);
}

/* One byte of a domain's memory as it is when the domain starts. */
static int domain_byte(uint32_t domain, uint64_t address)
{
    const struct specification *spec = &image.spec;
    for (uint32_t i = 0; i < spec->header->maps.count; i++) {
        const struct spec_map *map = &spec->maps[i];
        const struct spec_object *frames = &spec->objects[map->frames];
        uint64_t bytes = (uint64_t)map->count << frames->size_bits;
        if (map->vspace != spec->threads[domain].vspace || address < map->vaddr ||
            address - map->vaddr >= bytes) {
            continue;
        }
        if ((frames->flags & SPEC_FRAMES_LOADED) == 0) {
            return 0;
        }
        return image.spec_bytes[(frames->arg + map->first) * PAGE_BYTES + (address - map->vaddr)];
    }
    return -1;
}

static uint32_t domain_find(const char *name)
{
    const struct specification *spec = &image.spec;
    for (uint32_t i = 0; i < spec->header->domains.count; i++) {
        if (strcmp(spec->strings + spec->domains[i].name, name) == 0) {
            return i;
        }
    }
    stop("no such domain");
    return 0;
}

static void read_print(const char *name, uint64_t address, uint64_t count)
{
    uint32_t domain = domain_find(name);
    for (uint64_t k = 0; k < count; k++) {
        int byte = domain_byte(domain, address + k);
        if (byte < 0) {
            stop("not mapped");
        }
        printf("%02x", (unsigned)byte);
    }
    putchar('\n');
}

/* The capability in a slot, or NULL. */
static const struct spec_cap *cap_find(uint32_t cnode, uint64_t slot)
{
    for (uint32_t i = 0; i < image.spec.header->caps.count; i++) {
        const struct spec_cap *cap = &image.spec.caps[i];
        if (cap->cnode == cnode && cap->slot == slot) {
            return cap;
        }
    }
    return NULL;
}

/* Follows a capability pointer through CNodes as the kernel does. */
static void resolve_print(const char *name, uint64_t pointer)
{
    const struct specification *spec = &image.spec;
    uint32_t cnode = spec->threads[domain_find(name)].cspace;
    uint64_t guard = 0; /* word of the capability to the CNode */
    unsigned left = 64;
    for (;;) {
        unsigned guard_bits = guard & 63;
        unsigned radix = spec->objects[cnode].size_bits;
        if (guard_bits + radix > left ||
            (guard_bits != 0 && pointer << (64 - left) >> (64 - guard_bits) != guard >> 6)) {
            stop("the pointer does not fit the guard");
        }
        left -= guard_bits + radix;
        const struct spec_cap *cap =
            cap_find(cnode, pointer >> left & ((UINT64_C(1) << radix) - 1));
        if (cap == NULL) {
            stop("an empty slot");
        }
        if (spec->objects[cap->object].type != SPEC_CNODE || left == 0) {
            printf("%s[%u] rights %u badge 0x%" PRIx64 "\n",
                   specification_object_name(spec, cap->object), cap->index, cap->rights,
                   cap->badge);
            return;
        }
        cnode = cap->object;
        guard = cap->badge;
    }
}

static void handlers_print(const char *name)
{
    const struct spec_thread *thread = &image.spec.threads[domain_find(name)];
    printf("faults %s 0x%" PRIx64 "\ntimeouts %s 0x%" PRIx64 "\n",
           specification_object_name(&image.spec, thread->fault_endpoint), thread->fault_badge,
           specification_object_name(&image.spec, thread->timeout_endpoint),
           thread->timeout_badge);
}

static void fill_print(const char *region)
{
    const struct specification *spec = &image.spec;
    for (uint32_t i = 0; i < spec->header->fills.count; i++) {
        const struct spec_fill *fill = &spec->fills[i];
        if (strcmp(specification_object_name(spec, fill->frames), region) == 0) {
            fwrite(image.spec_bytes + (uint64_t)fill->loaded_page * PAGE_BYTES, 1, fill->bytes,
                   stdout);
            return;
        }
    }
    stop("no such fill");
}

static void schedule_print(void)
{
    const struct specification *spec = &image.spec;
    printf("start %u shift %u\n", spec->header->schedule_start, spec->header->schedule_shift);
    for (uint32_t i = 0; i < spec->header->schedule.count; i++) {
        printf("domain %u ticks %" PRIu64 "\n", spec->schedule[i].domain, spec->schedule[i].ticks);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        stop("usage: inspect IMAGE header|check|read|fill|schedule|resolve|handlers …");
    }
    image_load(argv[1]);
    if (strcmp(argv[2], "header") == 0) {
        header_print();
        return 0;
    }
    specification_find();
    if (strcmp(argv[2], "read") == 0 && argc == 6) {
        read_print(argv[3], strtoull(argv[4], NULL, 0), strtoull(argv[5], NULL, 0));
    } else if (strcmp(argv[2], "fill") == 0 && argc == 4) {
        fill_print(argv[3]);
    } else if (strcmp(argv[2], "schedule") == 0) {
        schedule_print();
    } else if (strcmp(argv[2], "resolve") == 0 && argc == 5) {
        resolve_print(argv[3], strtoull(argv[4], NULL, 0));
    } else if (strcmp(argv[2], "handlers") == 0 && argc == 4) {
        handlers_print(argv[3]);
    }
    return 0;
}

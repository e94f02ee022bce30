/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread-local storage: the program's thread-local segment is the template; each thread has a copy
 * of it at a fixed offset from its thread pointer (crt_arch.h).
 *
 * The template is found once, through the program headers that the auxiliary vector names.  A
 * program without one still gets the reserved words, so that its thread pointer is valid.
 */
#include "crt_arch.h"
#include "crt_private.h"
#include <sel4/ipc_buffer.h>
#include <string.h>

/* The template; alignment is at least that of the reserved words. */
static struct {
    const void *image;
    size_t image_bytes;
    size_t bytes;
    size_t alignment;
    size_t offset; /* from the thread pointer */
} tls = { .alignment = CRT_ARCH_TLS_RESERVED, .offset = CRT_ARCH_TLS_RESERVED };

static void set_template(const struct crt_program_header *segment)
{
    uintptr_t alignment = segment->align == 0 ? 1 : segment->align;

    tls.image = (const void *)segment->vaddr;
    tls.image_bytes = segment->filesz;
    tls.bytes = segment->memsz;
    tls.offset = crt_arch_tls_offset(segment->vaddr, alignment);
    if (alignment > tls.alignment) {
        tls.alignment = alignment;
    }
}

void crt_tls_find(void)
{
    const char *headers = (const char *)crt_auxv_get(CRT_AT_PHDR, 0);
    seL4_Word header_bytes = crt_auxv_get(CRT_AT_PHENT, 0);
    seL4_Word count = crt_auxv_get(CRT_AT_PHNUM, 0);

    for (seL4_Word i = 0; headers != NULL && i < count; i++) {
        const struct crt_program_header *segment = (const void *)(headers + i * header_bytes);

        if (segment->type == CRT_PT_TLS) {
            set_template(segment);
        }
    }
}

size_t crt_tls_bytes(void)
{
    return tls.offset + tls.bytes + tls.alignment - 1;
}

void *crt_tls_create(void *memory)
{
    uintptr_t start = ((uintptr_t)memory + tls.alignment - 1) & ~(tls.alignment - 1);
    char *block = (char *)start + tls.offset;

    memset((void *)start, 0, tls.offset);
    if (tls.image_bytes != 0) {
        memcpy(block, tls.image, tls.image_bytes);
    }
    memset(block + tls.image_bytes, 0, tls.bytes - tls.image_bytes);
    return (void *)start;
}

void *crt_tls_current(void)
{
    return (void *)crt_arch_thread_pointer();
}

void crt_tls_set_current(void *thread_pointer)
{
    crt_arch_set_thread_pointer((uintptr_t)thread_pointer);
}

void *crt_tls_address(void *thread_pointer, const void *variable)
{
    uintptr_t distance = (uintptr_t)variable - crt_arch_thread_pointer();

    if (distance < tls.offset || distance >= tls.offset + tls.bytes) {
        return NULL;
    }
    return (char *)thread_pointer + distance;
}

bool crt_tls_set_ipc_buffer(void *thread_pointer, seL4_IPCBuffer *buffer)
{
    seL4_IPCBuffer **variable = crt_tls_address(thread_pointer, sel4_ipc_buffer_variable());

    if (variable != NULL) {
        *variable = buffer;
    }
    return variable != NULL;
}

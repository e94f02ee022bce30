/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tests of the stages that create a system, over the kernel model: objects end where they belong,
 * loaded pages move out of init, filled frames have their contents, failures stop init.
 */
#include "init/init.h"
#include "init/objects.h"
#include "init/spaces.h"
#include "kernel_model.h"
#include "sample_spec.h"
#include "stop.h"
#include "tap.h"
#include <stdlib.h>
#include <string.h>

#define OWN_PAGES 3u /* pages of init itself before the specification */

static const seL4_UntypedDesc machine[] = {
    { .paddr = 0x08000000, .sizeBits = 25, .isDevice = 1 },
    { .paddr = 0x40100000, .sizeBits = 20 },
    { .paddr = 0x40200000, .sizeBits = 21 },
};

static seL4_BootInfo boot;
static struct init init;
static union sample_image *image;
static char *window;

static bool setup(unsigned untypeds)
{
    struct specification_error error;
    memset(&init, 0, sizeof init);
    model_boot(&boot, machine, untypeds, OWN_PAGES + SAMPLE_PAGES);
    init.boot = &boot;
    init.cnode_bits = 64;
    untyped_open(&init.pool, &boot);
    init.temporary = untyped_reserve_slots(&init.pool, 1);
    init.image_frames = boot.userImageFrames.start + OWN_PAGES;
    init.scratch = (seL4_Word)window;
    struct specification_limits limits = { SAMPLE_PAGES, 1, INIT_MAX_OBJECTS, 1000 };
    return specification_open(&init.spec, image, &limits, &error);
}

static const struct model_cap *made(uint32_t object, uint32_t index)
{
    return &model.cap[init_cap(&init, object, index)];
}

static void test_objects(void)
{
    sample_make(image);
    bool opened = setup(3);
    if (!opened || setjmp(stop_target) != 0) {
        tap_ok(false, "create.objects");
        return;
    }
    objects_create(&init);
    tap_ok(made(SAMPLE_TCB, 0)->type == seL4_TCBObject
               && made(SAMPLE_CNODE, 0)->bits == 9 + seL4_SlotBits
               && made(SAMPLE_UNTYPED, 1)->bits == 16,
           "create.types and sizes");
    tap_ok(made(SAMPLE_DEVICE, 0)->start == SAMPLE_DEVICE_PADDR
               && made(SAMPLE_BUFFER, 0)->start == SAMPLE_BUFFER_PADDR
               && made(SAMPLE_BUFFER, 1)->start == SAMPLE_BUFFER_PADDR + 4096,
           "create.fixed addresses");
    tap_ok(init_cap(&init, SAMPLE_LOADED, 0) == init.image_frames + SAMPLE_LOADED_FIRST
               && init_cap(&init, SAMPLE_INITIAL, 0) == 15
               && init_cap(&init, SAMPLE_CONTROL, 0) == boot.schedcontrol.start,
           "create.what exists already is found");
    tap_ok(made(SAMPLE_IRQ, 0)->type == MODEL_IRQ && made(SAMPLE_IRQ, 0)->start == 33,
           "create.interrupt handler");
    tap_ok(model.padding_bytes == 0, "create.nothing wasted");
    tap_ok(made(SAMPLE_SGI, 0)->type == MODEL_SGI && made(SAMPLE_SGI, 0)->start == 5,
           "create.software generated interrupt");
}

/* The capability that was put into a slot of the sample's CNode, or null. */
static const struct model_given *given(seL4_Word slot)
{
    for (unsigned i = 0; i < model.given_count; i++) {
        if (model.given[i].cnode == init_cap(&init, SAMPLE_CNODE, 0)
            && model.given[i].slot == slot) {
            return &model.given[i];
        }
    }
    return NULL;
}

static void test_distribution(void)
{
    sample_make(image);
    bool opened = setup(3);
    if (!opened || setjmp(stop_target) != 0) {
        tap_ok(false, "create.distribution");
        return;
    }
    objects_create(&init);
    objects_distribute(&init);
    tap_ok(model.given_count == 7 && given(1) != NULL && given(1)->badge == 7
               && given(1)->rights == 9 && !given(1)->moved,
           "create.rights and badge of a capability");
    tap_ok(given(2) != NULL && given(2)->source == 15 && !given(2)->moved
               && model.cap[15].used,
           "create.an initial capability is copied");
    tap_ok(given(3) != NULL && given(3)->source == boot.schedcontrol.start,
           "create.scheduling control is copied");
    tap_ok(given(4) != NULL && given(4)->moved && !model.cap[4].used,
           "create.interrupt control is moved");
    tap_ok(given(5) != NULL && given(5)->type == MODEL_SGI, "create.interrupt signal is copied");
    tap_ok(given(6) != NULL && given(6)->moved && given(511) != NULL && given(511)->moved
               && given(511)->source == given(6)->source + 1 && !made(SAMPLE_UNTYPED, 0)->used
               && !made(SAMPLE_UNTYPED, 1)->used,
           "create.untyped memory is moved");
}

/* Untyped memory and frames at physical addresses, next to each other. */
static void test_untyped_at(void)
{
    sample_make(image);
    image->sample.objects[SAMPLE_UNTYPED].paddr = 0x40110000;
    bool opened = setup(3);
    if (!opened || setjmp(stop_target) != 0) {
        tap_ok(false, "create.untyped at an address");
        return;
    }
    objects_create(&init);
    tap_ok(made(SAMPLE_UNTYPED, 0)->start == 0x40110000
               && made(SAMPLE_UNTYPED, 1)->start == 0x40120000
               && made(SAMPLE_UNTYPED, 1)->bits == 16,
           "create.untyped at an address");
    sample_make(image);
    image->sample.objects[SAMPLE_UNTYPED].paddr = 0x08000000;
    opened = setup(3);
    if (!opened || setjmp(stop_target) != 0) {
        tap_ok(false, "create.device untyped");
        return;
    }
    objects_create(&init);
    tap_ok(made(SAMPLE_UNTYPED, 0)->start == 0x08000000 && made(SAMPLE_UNTYPED, 0)->device,
           "create.device untyped");
}

static void test_spaces(void)
{
    sample_make(image);
    memset(image->bytes + (SAMPLE_LOADED_FIRST + 2) * 4096, 0x5a, 4096);
    bool opened = setup(3);
    if (!opened || setjmp(stop_target) != 0) {
        tap_ok(false, "create.spaces");
        return;
    }
    objects_create(&init);
    spaces_install_tables(&init);
    spaces_fill(&init);
    tap_ok((unsigned char)window[0] == 0x5a && (unsigned char)window[99] == 0x5a
               && window[100] == 0,
           "create.fill copies exactly the bytes");
    tap_ok(!model.cap[init.temporary].used, "create.temporary slot is empty again");
    spaces_map(&init);
    seL4_CPtr vspace = init_cap(&init, SAMPLE_VSPACE, 0);
    tap_ok(made(SAMPLE_LOADED, 0)->vspace == vspace && made(SAMPLE_LOADED, 0)->vaddr == 0x200000
               && made(SAMPLE_LOADED, 1)->vspace == vspace,
           "create.loaded pages moved into the domain");
    tap_ok(model.cap[init.image_frames].vspace == seL4_CapInitThreadVSpace,
           "create.the specification stays with init");
    unsigned copies = 0;
    for (unsigned i = 0; i < MODEL_SLOTS; i++) {
        copies += model.cap[i].copy_of == init_cap(&init, SAMPLE_LOADED, 1)
                  && model.cap[i].vaddr == 0x280000;
    }
    tap_ok(copies == 1, "create.second mapping uses a copy");
    tap_ok(made(SAMPLE_BUFFER, 1)->vaddr == 0x291000, "create.runs map consecutively");
}

/* Two chunks behind the boot information, the second at an address that is not aligned. */
static void chunks_make(char *info, const void *contents, seL4_Word bytes)
{
    seL4_BootInfoHeader first = { 4, sizeof first + 3 };
    seL4_BootInfoHeader second = { 6, sizeof second + bytes };
    char *next = info + 4096;
    memcpy(info, &boot, sizeof boot);
    memcpy(next, &first, sizeof first);
    memcpy(next + first.len, &second, sizeof second);
    memcpy(next + first.len + sizeof second, contents, bytes);
    ((seL4_BootInfo *)(void *)info)->extraLen = first.len + second.len;
}

/* Fills frames from the chunk with an identifier and compares what the window then holds. */
static void test_bootinfo_fill(seL4_Word id, const char *expected, const char *name)
{
    sample_make(image);
    image->sample.fills[0].loaded_page = SPEC_FILL_BOOTINFO + (uint32_t)id;
    image->sample.fills[0].bytes = 8;
    memset(window, 0, 4096);
    char *info = aligned_alloc(4096, 8192);
    bool opened = info != NULL && setup(3);
    if (!opened || setjmp(stop_target) != 0) {
        tap_ok(false, name);
        return;
    }
    chunks_make(info, "device tree", 11);
    init.boot = (const seL4_BootInfo *)(const void *)info;
    objects_create(&init);
    spaces_install_tables(&init);
    spaces_fill(&init);
    tap_ok(memcmp(window, expected, 9) == 0, name);
    free(info);
}

/* Runs objects_create and says whether init stopped. */
static bool creation_stops(unsigned untypeds)
{
    if (!setup(untypeds)) {
        return false;
    }
    if (setjmp(stop_target) != 0) {
        return true;
    }
    objects_create(&init);
    return false;
}

static void test_failures(void)
{
    sample_make(image);
    tap_ok(creation_stops(1), "create.no memory stops init");
    sample_make(image);
    image->sample.objects[SAMPLE_DEVICE].paddr = 0x60000000;
    tap_ok(creation_stops(3), "create.address nobody has stops init");
    sample_make(image);
    image->sample.objects[SAMPLE_DEVICE].paddr = SAMPLE_BUFFER_PADDR;
    tap_ok(creation_stops(3), "create.overlap stops init");
}

int main(void)
{
    image = malloc(sizeof *image);
    window = aligned_alloc(4096, 4096);
    if (image == NULL || window == NULL) {
        return 1;
    }
    memset(window, 0, 4096);
    test_objects();
    test_distribution();
    test_untyped_at();
    test_spaces();
    test_bootinfo_fill(6, "device t", "create.fill from boot information, as far as it goes");
    test_bootinfo_fill(5, "\0\0\0\0\0\0\0\0", "create.no such boot information leaves zeros");
    test_failures();
    free(image);
    free(window);
    return tap_end();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Tests of the allocator: exact placement, nothing wasted, honest failure. */
#include "init/untyped.h"
#include "kernel_model.h"
#include "tap.h"

static seL4_BootInfo boot;
static struct untyped_pool pool;

static const seL4_UntypedDesc machine[] = {
    { .paddr = 0x08000000, .sizeBits = 25, .isDevice = 1 },
    { .paddr = 0x40000000, .sizeBits = 16 },
    { .paddr = 0x40100000, .sizeBits = 20 },
    { .paddr = 0x40200000, .sizeBits = 21 },
    { .paddr = 0x40400000, .sizeBits = 22 },
};

static void reset(void)
{
    model_boot(&boot, machine, sizeof machine / sizeof machine[0], 0);
    untyped_open(&pool, &boot);
}

static struct untyped_request pages(uint32_t count)
{
    return (struct untyped_request){ .type = MODEL_SMALL_PAGE,
                                     .bits = 12,
                                     .count = count,
                                     .slot = untyped_reserve_slots(&pool, count) };
}

static void test_fixed(void)
{
    reset();
    struct untyped_request device = pages(1);
    bool made = untyped_take_at(&pool, device, 0x09000000) == seL4_NoError;
    tap_ok(made && model.cap[device.slot].start == 0x09000000 && model.cap[device.slot].device,
           "untyped.device page at its address");
    struct untyped_request next = pages(1);
    made = untyped_take_at(&pool, next, 0x09010000) == seL4_NoError;
    tap_ok(made && model.cap[next.slot].start == 0x09010000, "untyped.second device page");
    struct untyped_request again = pages(1);
    tap_ok(untyped_take_at(&pool, again, 0x09000000) == seL4_NotEnoughMemory,
           "untyped.an address is given once");
}

static void test_fixed_across(void)
{
    reset();
    uint64_t before = model_free_bytes();
    struct untyped_request run = pages(0x300);
    bool made = untyped_take_at(&pool, run, 0x40180000) == seL4_NoError;
    bool right = made;
    for (uint32_t i = 0; i < 0x300; i++) {
        right = right && model.cap[run.slot + i].start == 0x40180000 + i * 0x1000u;
    }
    tap_ok(right, "untyped.fixed run across three regions");
    tap_ok(untyped_split(&pool) == seL4_NoError, "untyped.split");
    tap_ok(model_free_bytes() == before - 0x300000, "untyped.skipped memory is kept");
    tap_ok(model.padding_bytes == 0, "untyped.no alignment gaps");
}

static void test_everything_used(void)
{
    reset();
    struct untyped_request odd = pages(1);
    (void)!untyped_take_at(&pool, odd, 0x40123000);
    (void)!untyped_split(&pool);
    uint64_t free = model_free_bytes();
    struct untyped_request all = pages((uint32_t)(free >> 12));
    tap_ok(untyped_take(&pool, all) == seL4_NoError, "untyped.every page can be had");
    tap_ok(model_free_bytes() == 0 && model.padding_bytes == 0, "untyped.nothing left over");
    tap_ok(untyped_take(&pool, pages(1)) == seL4_NotEnoughMemory, "untyped.then no more");
}

static void test_falling_sizes(void)
{
    reset();
    bool good = true;
    for (uint8_t bits = 21; bits >= 4; bits--) {
        struct untyped_request request = { .type = seL4_SchedContextObject,
                                           .size_argument = bits,
                                           .bits = bits,
                                           .count = 3,
                                           .slot = untyped_reserve_slots(&pool, 3) };
        request.count = bits == 21 ? 2 : bits == 20 ? 0 : 3;
        good = good && untyped_take(&pool, request) == seL4_NoError;
    }
    tap_ok(good && model.padding_bytes == 0, "untyped.falling sizes waste nothing");
    tap_ok(model_free_bytes() == 0x10000 + 3 * 16, "untyped.the last bytes are in one piece");
}

static void test_calls(void)
{
    reset();
    struct untyped_request many = { .type = seL4_EndpointObject,
                                    .bits = seL4_EndpointBits,
                                    .count = 1000,
                                    .slot = untyped_reserve_slots(&pool, 1000) };
    bool made = untyped_take(&pool, many) == seL4_NoError;
    tap_ok(made && model.retype_calls == 4, "untyped.256 objects per call");
    tap_ok(untyped_reserve_slots(&pool, UINT64_MAX) == seL4_CapNull, "untyped.slots run out");
}

static void test_tightest(void)
{
    reset();
    struct untyped_request one = pages(1);
    bool made = untyped_take(&pool, one) == seL4_NoError;
    tap_ok(made && model.cap[one.slot].start == 0x40000000, "untyped.tightest region first");
    tap_ok(!model.cap[one.slot].device, "untyped.never from device memory");
}

int main(void)
{
    test_fixed();
    test_fixed_across();
    test_everything_used();
    test_falling_sizes();
    test_calls();
    test_tightest();
    return tap_end();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The drivers of the interrupt controllers: which registers they write, with ordinary memory in the
 * place of the registers. What the controllers make of it is tested on QEMU (tests/root/).
 */
#include "platform.h"

/* As in the platform.h of AArch64. */
struct gic {
    unsigned version;
    word_t distributor;
    word_t cpu;
};

#include "drivers/gicv2.c"
#include "drivers/gicv3.c"

#include "harness.h"
#include <string.h>

enum { REDISTRIBUTORS = 4, MAX_REGISTERS = 16 };

static uint64_t distributor[0x10000 / 8], interface[0x1000 / 8];
static uint64_t redistributors[REDISTRIBUTORS][GICR_BYTES / 8];
static struct {
    const char *name;
    word_t value;
} registers[MAX_REGISTERS];
unsigned test_barriers;

word_t *test_sysreg(const char *name)
{
    unsigned i = 0;

    while (registers[i].name && strcmp(registers[i].name, name) != 0) {
        i++;
    }
    assert_in_range(i, 0, MAX_REGISTERS - 1);
    registers[i].name = name;
    return &registers[i].value;
}

static struct gic gic;

static int setup(void **state)
{
    (void)state;
    memset(distributor, 0, sizeof(distributor));
    memset(interface, 0, sizeof(interface));
    memset(redistributors, 0, sizeof(redistributors));
    memset(registers, 0, sizeof(registers));
    gic = (struct gic){ 2, (word_t)distributor, (word_t)interface };
    return 0;
}

static uint32_t dist(unsigned offset)
{
    return gic_read((word_t)distributor, offset);
}

static void number_of_interrupts(void **state)
{
    (void)state;
    assert_int_equal(gic_irq_count((word_t)distributor), 32);
    gic_write((word_t)distributor, GICD_TYPE, 0xffffff83);
    assert_int_equal(gic_irq_count((word_t)distributor), 128);
    gic_write((word_t)distributor, GICD_TYPE, 31);
    assert_int_equal(gic_irq_count((word_t)distributor), IRQ_COUNT);
}

static void v2_is_set_up(void **state)
{
    (void)state;
    gic_write(gic.distributor, GICD_TYPE, 2); /* 96 interrupts */
    gic_write(gic.distributor, GICD_TARGETS + 8, 0x04040404);
    gicv2_init(&gic);
    for (unsigned irq = 0; irq < 128; irq += 32) {
        uint32_t written = irq < 96 ? UINT32_MAX : 0;

        assert_int_equal(dist(GICD_ENABLE_CLEAR + irq / 8), written);
        assert_int_equal(dist(GICD_PENDING_CLEAR + irq / 8), written);
        assert_int_equal(dist(GICD_ACTIVE_CLEAR + irq / 8), written);
    }
    assert_int_equal(dist(GICD_PRIORITY + 92), 0xa0a0a0a0);
    assert_int_equal(dist(GICD_PRIORITY + 96), 0);
    assert_int_equal(dist(GICD_TARGETS + 32), 0x04040404);
    assert_int_equal(dist(GICD_TARGETS + 92), 0x04040404);
    assert_int_equal(dist(GICD_CONTROL), 1);
    assert_int_equal(gic_read(gic.cpu, GICC_PRIORITY_MASK), 0xf0);
    assert_int_equal(gic_read(gic.cpu, GICC_CONTROL), 1);
}

/* A controller for one processor does not say who reads. */
static void v2_with_one_processor(void **state)
{
    (void)state;
    gic_write(gic.distributor, GICD_TYPE, 1);
    gicv2_init(&gic);
    assert_int_equal(dist(GICD_TARGETS + 32), 0x01010101);
}

static void v2_registers(void **state)
{
    (void)state;
    gic_write(gic.cpu, GICC_ACKNOWLEDGE, 0x1c05);
    assert_int_equal(gicv2_claim(&gic), 0x1c05);
    gicv2_done(&gic, 0x1c05);
    assert_int_equal(gic_read(gic.cpu, GICC_END), 0x1c05);
    gicv2_mask(&gic, 37, true);
    assert_int_equal(dist(GICD_ENABLE_CLEAR + 4), 1 << 5);
    assert_int_equal(dist(GICD_ENABLE_SET + 4), 0);
    gicv2_mask(&gic, 37, false);
    assert_int_equal(dist(GICD_ENABLE_SET + 4), 1 << 5);
    gicv2_set_trigger(&gic, 37, true);
    gicv2_set_trigger(&gic, 38, true);
    gicv2_set_trigger(&gic, 31, true);
    assert_int_equal(dist(GICD_CONFIG + 8), 2 << 10 | 2 << 12);
    assert_int_equal(dist(GICD_CONFIG + 4), 0);
    gicv2_set_trigger(&gic, 38, false);
    assert_int_equal(dist(GICD_CONFIG + 8), 2 << 10);
    gicv2_send(&gic, 9, 3);
    assert_int_equal(dist(GICD_SOFTWARE), 1 << 19 | 9);
}

static word_t redistributor(unsigned i)
{
    return (word_t)redistributors[i];
}

static bool v3_init(unsigned count)
{
    gic.version = 3;
    return gicv3_init(&gic, redistributor(0), (word_t)count * GICR_BYTES);
}

/* This processor is 0.0.1.2; its redistributor comes behind one of four frames. */
static void v3_finds_its_redistributor(void **state)
{
    (void)state;
    *test_sysreg("mpidr_el1") = UINT64_C(0x80000102);
    redistributors[0][GICR_TYPE / 8] = UINT64_C(0x101) << 32 | 1 << 1;
    redistributors[1][GICR_TYPE / 8] = UINT64_C(0x102) << 32;
    redistributors[2][GICR_TYPE / 8] = UINT64_C(0x102) << 32 | 1 << 4;
    gic_write(redistributor(2), GICR_WAKE, GICR_WAKE_SLEEP);
    gic_write(gic.distributor, GICD_TYPE, 1);
    assert_true(v3_init(3));
    assert_int_equal(gic.cpu, redistributor(2));
    assert_int_equal(gic_read(gic.cpu, GICR_WAKE), 0);
    assert_int_equal(gic_read(gic.cpu + GICR_PRIVATE, GICD_GROUP), UINT32_MAX);
    assert_int_equal(gic_read(gic.cpu + GICR_PRIVATE, GICD_PRIORITY + 28), 0xa0a0a0a0);
    assert_int_equal(gic_read(gic.cpu + GICR_PRIVATE, GICD_PRIORITY + 32), 0);
    assert_int_equal(dist(GICD_GROUP), 0);
    assert_int_equal(dist(GICD_GROUP + 4), UINT32_MAX);
    assert_int_equal(distributor[(GICD_ROUTE + 8 * 32) / 8], 0x102);
    assert_int_equal(distributor[(GICD_ROUTE + 8 * 63) / 8], 0x102);
    assert_int_equal(dist(GICD_CONTROL), 0x13);
    assert_int_equal(*test_sysreg("S3_0_C12_C12_7"), 1);
    assert_int_equal(*test_sysreg("S3_0_C12_C12_5"), 1);
    assert_int_equal(*test_sysreg("S3_0_C4_C6_0"), 0xf0);
}

static void v3_without_redistributor(void **state)
{
    (void)state;
    *test_sysreg("mpidr_el1") = 7;
    assert_false(v3_init(0));
    assert_false(v3_init(2));
    redistributors[0][GICR_TYPE / 8] = 1 << 4; /* the last */
    redistributors[1][GICR_TYPE / 8] = UINT64_C(7) << 32;
    assert_false(v3_init(2));
}

static void v3_registers(void **state)
{
    (void)state;
    assert_true(v3_init(1));
    *test_sysreg("S3_0_C12_C12_0") = 37;
    assert_int_equal(gicv3_claim(), 37);
    gicv3_done(37);
    assert_int_equal(*test_sysreg("S3_0_C12_C12_1"), 37);
    gicv3_mask(&gic, 27, false);
    assert_int_equal(gic_read(gic.cpu + GICR_PRIVATE, GICD_ENABLE_SET), 1 << 27);
    gicv3_mask(&gic, 37, false);
    assert_int_equal(dist(GICD_ENABLE_SET + 4), 1 << 5);
    gicv3_mask(&gic, 37, true);
    assert_int_equal(dist(GICD_ENABLE_CLEAR + 4), 1 << 5);
    gicv3_set_trigger(&gic, 37, true);
    gicv3_set_trigger(&gic, 27, true);
    assert_int_equal(dist(GICD_CONFIG + 8), 2 << 10);
    assert_int_equal(dist(GICD_CONFIG + 4), 0);
    gicv3_send(9, UINT32_C(0x04030221));
    assert_int_equal(*test_sysreg("S3_0_C12_C11_5"),
                     UINT64_C(4) << 48 | UINT64_C(3) << 32 | UINT64_C(2) << 44 | 9 << 24 | 2 << 16
                         | 1 << 1);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(number_of_interrupts), TEST(v2_is_set_up),
        TEST(v2_with_one_processor), TEST(v2_registers),
        TEST(v3_finds_its_redistributor), TEST(v3_without_redistributor),
        TEST(v3_registers),
    };

    return cmocka_run_group_tests_name("gic", tests, NULL, NULL);
}

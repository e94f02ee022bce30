/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plugin for QEMU that finds the longest run of instructions during which the kernel does not
 * notice an interrupt. It watches the machine; the kernel is the one that is released.
 *
 * All instructions at kernel addresses are counted. A run ends, and the next begins, with
 *
 *     eret            back to user level, where interrupts are taken
 *     wfi             the idle thread, likewise
 *     mrs x, isr_el1  a long operation looks whether an interrupt is pending
 *
 * The measured program says what it is doing by an instruction without effect: movz xzr, #n begins
 * operation n, and n = 0 ends it. Then a line is written to the file named by the argument `out`:
 *
 *     run n LONGEST FROM TO LOOKS TOTAL LEAVING
 *
 * the longest run, the addresses after which it began and with which it ended, how often the kernel
 * looked for interrupts, the kernel's instructions altogether, and the longest run from such a look
 * to the way out to user level. Between operations a line with n = 0 is written whenever a run is
 * longer than all others there; the last one counts. Booting, up to the first eret, does not.
 */
#include "qemu_plugin.h"
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* Instruction words. */
#define INSN_ERET    0xd69f03e0u
#define INSN_WFI     0xd503207fu
#define INSN_LOOK    0xd538c100u
#define INSN_MARK    0xd280001fu
#define REGISTER     0x0000001fu
#define IMMEDIATE    0x001fffe0u
#define IMMEDIATE_AT 5

/* What is written: of an operation, or of all that is between operations. */
struct figures {
    uint64_t longest, from, to, looks, total, leaving;
};

static struct {
    FILE *out;
    uint64_t count;     /* kernel instructions so far */
    uint64_t run_start; /* the count when the run began */
    uint64_t run_from;  /* the address of the instruction that began it; 0: booting */
    bool after_look;    /* that was a look for interrupts */
    unsigned operation;
    struct figures between, marked;
} state;

static void report(const struct figures *f)
{
    fprintf(state.out,
            "run %u %" PRIu64 " %" PRIx64 " %" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
            state.operation, f->longest, f->from, f->to, f->looks, f->total, f->leaving);
    fflush(state.out);
}

static void note_run(struct figures *f, uint64_t length, uint64_t address, bool look)
{
    f->total += length;
    f->looks += look;
    if (state.after_look && !look && length > f->leaving) {
        f->leaving = length;
    }
    if (length > f->longest) {
        f->longest = length;
        f->from = state.run_from;
        f->to = address;
        if (f == &state.between) {
            report(f);
        }
    }
}

static void run_ends(uint64_t address, bool look)
{
    state.count++;
    if (state.run_from != 0) {
        note_run(state.operation != 0 ? &state.marked : &state.between,
                 state.count - state.run_start, address, look);
    }
    state.run_start = state.count;
    state.run_from = address;
    state.after_look = look;
}

static void on_leave(unsigned cpu, void *data)
{
    (void)cpu;
    run_ends((uintptr_t)data, false);
}

static void on_look(unsigned cpu, void *data)
{
    (void)cpu;
    run_ends((uintptr_t)data, true);
}

static void on_mark(unsigned cpu, void *data)
{
    (void)cpu;
    if (state.operation != 0) {
        report(&state.marked);
    }
    state.operation = (unsigned)(uintptr_t)data;
    state.marked = (struct figures){ 0 };
}

static void watch(struct qemu_plugin_insn *insn)
{
    uint64_t address = qemu_plugin_insn_vaddr(insn);
    bool in_kernel = address >> 63;
    uint32_t word;

    memcpy(&word, qemu_plugin_insn_data(insn), sizeof(word));
    if (!in_kernel && (word & ~IMMEDIATE) == INSN_MARK) {
        qemu_plugin_register_vcpu_insn_exec_cb(
            insn, on_mark, QEMU_PLUGIN_CB_NO_REGS,
            (void *)(uintptr_t)((word & IMMEDIATE) >> IMMEDIATE_AT));
    } else if (in_kernel && (word & ~REGISTER) == INSN_LOOK) {
        qemu_plugin_register_vcpu_insn_exec_cb(insn, on_look, QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(uintptr_t)address);
    } else if (in_kernel && (word == INSN_ERET || word == INSN_WFI)) {
        qemu_plugin_register_vcpu_insn_exec_cb(insn, on_leave, QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(uintptr_t)address);
    } else if (in_kernel) {
        qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &state.count,
                                                   1);
    }
}

static void on_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        watch(qemu_plugin_tb_get_insn(tb, i));
    }
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
    static const char option[] = "out=";

    (void)info;
    if (argc != 1 || strncmp(argv[0], option, strlen(option)) != 0) {
        fprintf(stderr, "latency plugin: one argument is needed, out=FILE\n");
        return 1;
    }
    state.out = fopen(argv[0] + strlen(option), "w");
    if (state.out == NULL) {
        perror(argv[0]);
        return 1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translated);
    return 0;
}

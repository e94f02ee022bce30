# SPDX-License-Identifier: BSD-2-Clause
# `make bench`: measures the release kernel and writes docs/benchmarks.md; see that page.
#
# The figures come from a root task, bench/root, in two builds: one reads the processor's cycle
# counter, which counts single instructions, the other the system counter, of 16 instructions a
# step.  The release kernel keeps the cycle counter from user level; so a second kernel is built
# for a board that exists here only, `counted`, whose configuration is the release one with
# EXPORT_PMU_USER.  The release kernel itself is measured with the system counter as a check.

BENCH_BOARD := qemu_virt_aarch64_el1
BENCH_OUT   := $(BUILD)/bench
BENCH_COUNTED := counted_$(BENCH_BOARD)

# The counted board is the other one but for the configuration's header.
$(foreach v,ARCH CPU LOAD_ADDRESS TIMER_KHZ RAM CONSOLE GIC,\
    $(eval $(BENCH_COUNTED)_$(v) := $($(BENCH_BOARD)_$(v))))

bench_release := $(call out,$(BENCH_BOARD),release)
bench_counted := $(call out,$(BENCH_COUNTED),release)

$(bench_counted)/headers.stamp: $(bench_release)/headers.stamp
	@mkdir -p $(@D)
	cp -r $(bench_release)/include $(@D)
	sed -i 's|^/\* CONFIG_EXPORT_PMU_USER is false \*/|#define CONFIG_EXPORT_PMU_USER 1|' \
	    $(@D)/include/kernel/gen_config.h
	grep -q 'define CONFIG_EXPORT_PMU_USER' $(@D)/include/kernel/gen_config.h
	@touch $@

$(eval $(call kernel_rules,$(BENCH_COUNTED),release))

BENCH_SUPPORT := console objects
BENCH_OBJECTS := $(patsubst bench/root/%.c,%.o,$(wildcard bench/root/*.c)) timed.o \
                 $(BENCH_SUPPORT:%=support/%.o)

# $(call bench_program,kind,counter register,instructions a step,size of the measurement)
define bench_program
$(BENCH_OUT)/$(1)/%.o: bench/root/%.c $(bench_release)/headers.stamp
	@mkdir -p $$(@D)
	$$(call bench_compile,$(2),$(3),$(4)) -c -o $$@ $$<

$(BENCH_OUT)/$(1)/%.o: bench/root/%.S $(bench_release)/headers.stamp
	@mkdir -p $$(@D)
	$$(call bench_compile,$(2),$(3),$(4)) -c -o $$@ $$<

$(BENCH_OUT)/$(1)/support/%.o: tests/root/support/%.c $(bench_release)/headers.stamp
	@mkdir -p $$(@D)
	$$(call bench_compile,$(2),$(3),$(4)) -c -o $$@ $$<

$(BENCH_OUT)/$(1)/bench.elf: $(BENCH_OBJECTS:%=$(BENCH_OUT)/$(1)/%) $(bench_release)/runtime.stamp
	$$(call tool,$(BENCH_BOARD),LD) -nostdlib -static --build-id=none -z max-page-size=0x1000 \
	    -z noexecstack -T $(bench_release)/lib/root.ld -o $$@ $$(filter %.o,$$^) \
	    $$(call runtime_root,$(BENCH_BOARD),release)

-include $$(wildcard $(BENCH_OUT)/$(1)/*.d $(BENCH_OUT)/$(1)/*/*.d)
endef

bench_compile = $(call runtime_compile,$(BENCH_BOARD),release) -Ibench/root -Itests/root/support \
                -DBENCH_COUNTER=$(1) -DBENCH_COUNTER_STEP=$(2) $(3)

BENCH_FULL  := -DBENCH_ROUNDS=1040 -DBENCH_PAGES=2048 -DBENCH_ARENA_BITS=24
# As few repetitions as give every row a sample, for a log of all instructions.
BENCH_SHORT := -DBENCH_ROUNDS=120 -DBENCH_PAGES=64 -DBENCH_ARENA_BITS=20

$(eval $(call bench_program,cycles,pmccntr_el0,1,$(BENCH_FULL)))
$(eval $(call bench_program,system,cntvct_el0,16,$(BENCH_FULL)))
$(eval $(call bench_program,trace,pmccntr_el0,1,$(BENCH_SHORT)))

# The SDK with the counted kernel in place of the release kernel.
BENCH_SDK := $(BENCH_OUT)/sdk
$(BENCH_SDK)/stamp: $(bench_counted)/elf/sel4.elf $(BUILD)/sdk-stamps/$(BENCH_BOARD)-release
	@mkdir -p $(BENCH_SDK)/board/$(BENCH_BOARD)
	rm -rf $(BENCH_SDK)/board/$(BENCH_BOARD)/release
	cp -r $(BUILD)/sdk/board/$(BENCH_BOARD)/release $(BENCH_SDK)/board/$(BENCH_BOARD)/release
	cp $(bench_counted)/elf/sel4.elf $(BENCH_SDK)/board/$(BENCH_BOARD)/release/elf/sel4.elf
	@touch $@

$(BENCH_OUT)/cycles.img $(BENCH_OUT)/trace.img: $(BENCH_OUT)/%.img: \
        $(BENCH_OUT)/%/bench.elf $(BENCH_SDK)/stamp $(BUILD)/sdk/bin/annona
	MICROKIT_SDK=$(abspath $(BENCH_SDK)) $(BUILD)/sdk/bin/annona image --board $(BENCH_BOARD) \
	    --config release -o $@ $<

$(BENCH_OUT)/system.img: $(BENCH_OUT)/system/bench.elf $(BUILD)/sdk-stamps/$(BENCH_BOARD)-release \
        $(BUILD)/sdk/bin/annona
	$(BUILD)/sdk/bin/annona image --board $(BENCH_BOARD) --config release -o $@ $<

# Two demos that tell the time on their way: BENCH_DEMO as it is but for its kernel's first
# instructions, and one whose first domain prints the counter before it does anything.
BENCH_DEMO := $(BENCH_OUT)/demo
BENCH_CC    = $(call tool,$(BENCH_BOARD),CC)

# $(call bench_demo,folder)
bench_demo = $(MAKE) --no-print-directory -C examples/demo BUILD_DIR=$(abspath $(1)) \
    MICROKIT_SDK=$(abspath $(BUILD)/sdk) MICROKIT_BOARD=$(BENCH_BOARD) MICROKIT_CONFIG=release

.PHONY: bench-demo
bench-demo: sdk
	@$(call bench_demo,$(BENCH_DEMO))
	@rm -rf $(BENCH_OUT)/init
	@cp -r $(BENCH_DEMO) $(BENCH_OUT)/init
	$(BENCH_CC) -std=gnu11 -mcpu=$($(BENCH_BOARD)_CPU) -mstrict-align -ffreestanding -g -O2 \
	    $(WARNINGS) -I$(bench_release)/include -Idrivers/serial/pl011 -c \
	    -o $(BENCH_OUT)/init/init_probe.o bench/boot/init_probe.c
	$(BENCH_CC) -std=gnu11 -mcpu=$($(BENCH_BOARD)_CPU) -mstrict-align -ffreestanding -g -O2 \
	    -Dinit=driver_init -I$(bench_release)/include -c -o $(BENCH_OUT)/init/pl011.o \
	    drivers/serial/pl011/pl011.c
	$(call tool,$(BENCH_BOARD),LD) -L$(bench_release)/lib $(BENCH_OUT)/init/init_probe.o \
	    $(BENCH_OUT)/init/pl011.o -lmicrokit -Tmicrokit.ld -o $(BENCH_OUT)/init/pl011.elf
	@$(call bench_demo,$(BENCH_OUT)/init)
	bench/boot/patch-entry $(BENCH_DEMO)/loader.img $(BENCH_OUT)/entry_probe.bin \
	    $(BENCH_OUT)/entry.img

$(BENCH_OUT)/entry_probe.bin: bench/boot/entry_probe.S
	@mkdir -p $(@D)
	$(BENCH_CC) -c -o $(@:.bin=.o) $<
	$(call tool,$(BENCH_BOARD),OBJCOPY) -O binary -j .text $(@:.bin=.o) $@

bench-demo: $(BENCH_OUT)/entry_probe.bin

.PHONY: bench bench-run bench-check
bench: ## measure, and write docs/benchmarks.md
	@tools/deps
	@$(MAKE) --no-print-directory bench-run

bench_run = BUILD='$(BUILD)' OUT='$(BENCH_OUT)' BOARD='$(BENCH_BOARD)' CONFIGS='$(CONFIGS)' \
    QEMU='$($(BENCH_BOARD)_QEMU)' COMPILER='$(BENCH_CC)' CROSS='$(BENCH_CROSS)' \
    STRIP='$(call tool,$(BENCH_BOARD),OBJCOPY) -S' bench/run

# The prefix of nm, objdump and others.
BENCH_CROSS := $(patsubst %objcopy,%,$(call tool,$(BENCH_BOARD),OBJCOPY))

bench-run: bench-demo bench-limits $(BENCH_OUT)/cycles.img $(BENCH_OUT)/system.img \
        $(BENCH_OUT)/trace.img $(BENCH_OUT)/latency.img $(BENCH_OUT)/latency.so \
        $(BUILD)/tests/sdk/authority_bench
	@$(bench_run)

bench-check: $(BENCH_OUT)/cycles.img $(BENCH_OUT)/system.img ## is an operation slower than stored?
	@$(bench_run) check

include bench/latency/latency.mk bench/system/system.mk

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

# $(call bench_program,kind,counter register,instructions a step)
define bench_program
$(BENCH_OUT)/$(1)/%.o: bench/root/%.c $(bench_release)/headers.stamp
	@mkdir -p $$(@D)
	$$(call bench_compile,$(2),$(3)) -c -o $$@ $$<

$(BENCH_OUT)/$(1)/%.o: bench/root/%.S $(bench_release)/headers.stamp
	@mkdir -p $$(@D)
	$$(call bench_compile,$(2),$(3)) -c -o $$@ $$<

$(BENCH_OUT)/$(1)/support/%.o: tests/root/support/%.c $(bench_release)/headers.stamp
	@mkdir -p $$(@D)
	$$(call bench_compile,$(2),$(3)) -c -o $$@ $$<

$(BENCH_OUT)/$(1)/bench.elf: $(BENCH_OBJECTS:%=$(BENCH_OUT)/$(1)/%) $(bench_release)/runtime.stamp
	$$(call tool,$(BENCH_BOARD),LD) -nostdlib -static --build-id=none -z max-page-size=0x1000 \
	    -z noexecstack -T $(bench_release)/lib/root.ld -o $$@ $$(filter %.o,$$^) \
	    $$(call runtime_root,$(BENCH_BOARD),release)

-include $$(wildcard $(BENCH_OUT)/$(1)/*.d $(BENCH_OUT)/$(1)/*/*.d)
endef

bench_compile = $(call runtime_compile,$(BENCH_BOARD),release) -Ibench/root -Itests/root/support \
                -DBENCH_COUNTER=$(1) -DBENCH_COUNTER_STEP=$(2)

$(eval $(call bench_program,cycles,pmccntr_el0,1))
$(eval $(call bench_program,system,cntvct_el0,16))

# The SDK with the counted kernel in place of the release kernel.
BENCH_SDK := $(BENCH_OUT)/sdk
$(BENCH_SDK)/stamp: $(bench_counted)/elf/sel4.elf $(BUILD)/sdk-stamps/$(BENCH_BOARD)-release
	@mkdir -p $(BENCH_SDK)/board/$(BENCH_BOARD)
	rm -rf $(BENCH_SDK)/board/$(BENCH_BOARD)/release
	cp -r $(BUILD)/sdk/board/$(BENCH_BOARD)/release $(BENCH_SDK)/board/$(BENCH_BOARD)/release
	cp $(bench_counted)/elf/sel4.elf $(BENCH_SDK)/board/$(BENCH_BOARD)/release/elf/sel4.elf
	@touch $@

$(BENCH_OUT)/cycles.img: $(BENCH_OUT)/cycles/bench.elf $(BENCH_SDK)/stamp $(BUILD)/sdk/bin/annona
	MICROKIT_SDK=$(abspath $(BENCH_SDK)) $(BUILD)/sdk/bin/annona image --board $(BENCH_BOARD) \
	    --config release -o $@ $<

$(BENCH_OUT)/system.img: $(BENCH_OUT)/system/bench.elf $(BUILD)/sdk-stamps/$(BENCH_BOARD)-release \
        $(BUILD)/sdk/bin/annona
	$(BUILD)/sdk/bin/annona image --board $(BENCH_BOARD) --config release -o $@ $<

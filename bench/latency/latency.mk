# SPDX-License-Identifier: BSD-2-Clause
# The measurement of interrupt latency, a part of `make bench`: a root task whose operations take
# the kernel long, on the release kernel as it is, in a QEMU with a plugin that counts.

LATENCY_OUT     := $(BENCH_OUT)/latency
LATENCY_SHARED  := worker.o timed.o
LATENCY_OBJECTS := $(patsubst bench/latency/%.c,%.o,\
                       $(filter-out %/plugin.c,$(wildcard bench/latency/*.c))) \
                   mark.o $(LATENCY_SHARED) $(BENCH_SUPPORT:%=support/%.o)
latency_compile  = $(call bench_compile,cntvct_el0,16,-DBENCH_ROUNDS=16)

$(LATENCY_OUT)/%.o: bench/latency/%.c $(bench_release)/headers.stamp
	@mkdir -p $(@D)
	$(latency_compile) -c -o $@ $<

$(LATENCY_OUT)/%.o: bench/latency/%.S $(bench_release)/headers.stamp
	@mkdir -p $(@D)
	$(latency_compile) -c -o $@ $<

$(LATENCY_SHARED:%=$(LATENCY_OUT)/%): $(LATENCY_OUT)/%.o: $(wildcard bench/root/*) \
		$(bench_release)/headers.stamp
	@mkdir -p $(@D)
	$(latency_compile) -c -o $@ $(firstword $(wildcard bench/root/$*.c bench/root/$*.S))

$(LATENCY_OUT)/support/%.o: tests/root/support/%.c $(bench_release)/headers.stamp
	@mkdir -p $(@D)
	$(latency_compile) -c -o $@ $<

-include $(wildcard $(LATENCY_OUT)/*.d $(LATENCY_OUT)/*/*.d)

$(LATENCY_OUT)/latency.elf: $(LATENCY_OBJECTS:%=$(LATENCY_OUT)/%) $(bench_release)/runtime.stamp
	$(call tool,$(BENCH_BOARD),LD) -nostdlib -static --build-id=none -z max-page-size=0x1000 \
	    -z noexecstack -T $(bench_release)/lib/root.ld -o $@ $(filter %.o,$^) \
	    $(call runtime_root,$(BENCH_BOARD),release)

$(BENCH_OUT)/latency.img: $(LATENCY_OUT)/latency.elf $(BUILD)/sdk-stamps/$(BENCH_BOARD)-release \
        $(BUILD)/sdk/bin/annona
	$(BUILD)/sdk/bin/annona image --board $(BENCH_BOARD) --config release -o $@ $<

$(BENCH_OUT)/latency.so: bench/latency/plugin.c bench/latency/qemu_plugin.h
	@mkdir -p $(@D)
	$(HOSTCC) $(filter-out -fsanitize%,$(HOSTCFLAGS)) -fPIC -fvisibility=hidden -shared -o $@ $<

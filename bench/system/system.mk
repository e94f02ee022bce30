# SPDX-License-Identifier: BSD-2-Clause
# What `make bench` builds to measure the tool and whole systems: tests/examples/limits, the system at
# all limits, as it is, with a probe in its last domain, and with a probe in place of the kernel.

BENCH_LIMITS := $(BENCH_OUT)/limits

# $(call bench_limits,folder,tool)
bench_limits = $(MAKE) --no-print-directory -C tests/examples/limits BUILD_DIR=$(abspath $(1)) \
    MICROKIT_SDK=$(abspath $(BUILD)/sdk) MICROKIT_BOARD=$(BENCH_BOARD) MICROKIT_CONFIG=release \
    MICROKIT_TOOL='$(2)'

BENCH_WITH_OUTPUT = $(abspath tests/examples/with-output) $(abspath $(BUILD)/sdk/bin/microkit)

.PHONY: bench-limits
bench-limits: sdk $(BENCH_OUT)/entry_probe.bin
	@$(call bench_limits,$(BENCH_LIMITS),$(abspath $(BUILD)/sdk/bin/microkit))
	bench/boot/patch-entry $(BENCH_LIMITS)/loader.img $(BENCH_OUT)/entry_probe.bin \
	    $(BENCH_OUT)/limits_entry.img
	@rm -rf $(BENCH_OUT)/limits_last
	@cp -r $(BENCH_LIMITS) $(BENCH_OUT)/limits_last
	$(BENCH_CC) -std=gnu11 -mcpu=$($(BENCH_BOARD)_CPU) -mstrict-align -ffreestanding -g -O2 \
	    $(WARNINGS) -I$(bench_release)/include -c -o $(BENCH_OUT)/limits_last/last_probe.o \
	    bench/system/last_probe.c
	$(BENCH_CC) -std=gnu11 -mcpu=$($(BENCH_BOARD)_CPU) -mstrict-align -ffreestanding -g -O2 \
	    -Dinit=station_init -I$(bench_release)/include -c \
	    -o $(BENCH_OUT)/limits_last/station.o tests/examples/limits/station.c
	$(call tool,$(BENCH_BOARD),LD) -L$(bench_release)/lib $(BENCH_OUT)/limits_last/last_probe.o \
	    $(BENCH_OUT)/limits_last/station.o -lmicrokit -Tmicrokit.ld \
	    -o $(BENCH_OUT)/limits_last/station.elf
	@$(call bench_limits,$(BENCH_OUT)/limits_last,$(BENCH_WITH_OUTPUT))

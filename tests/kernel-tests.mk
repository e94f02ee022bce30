# SPDX-License-Identifier: BSD-2-Clause
# Tests of the kernel on the host port: unit tests, random system calls, fuzzing, coverage.
#
# The kernel's sources are compiled for the host with sanitizers, once per compiler.  Each
# tests/unit/<name>_test.c becomes a program that prints TAP.

kt_out := $(BUILD)/host/$(notdir $(HOSTCC))
kt_include := -iquote kernel -iquote kernel/arch/host -iquote abi -iquote abi/aarch64 \
	-iquote tests/unit -I$(BUILD)/host/include
# Hidden, so that functions of ours are not taken for those of the C library (sched_yield, send).
kt_cflags = $(HOSTCFLAGS) -fvisibility=hidden $(kt_include) -MMD -MP

kt_kernel := $(filter-out kernel/string.c,$(wildcard kernel/*.c kernel/objects/*.c)) \
	$(wildcard kernel/config/debug/*.c kernel/arch/host/*.c) \
	$(if $(wildcard kernel/config/debug/tcb_debug.c),,kernel/config/release/tcb_debug.c)
kt_tests := $(sort $(wildcard tests/unit/*_test.c))
kt_support := $(filter-out $(kt_tests),$(wildcard tests/unit/*.c))
kt_random := $(wildcard tests/random/*.c) tests/unit/harness.c tests/unit/world.c tests/unit/tlb.c

kt_objects = $(patsubst %.c,$(1)/%.o,$(2))
kt_programs := $(patsubst tests/unit/%.c,$(kt_out)/bin/%,$(kt_tests))

$(BUILD)/host/include/kernel/gen_config.h: tools/genconfig
	@mkdir -p $(@D)
	tools/genconfig host debug $(@D)

# $(call kt_compile,folder,compiler,flags): how all of it is compiled into that folder.
define kt_compile
$(1)/%.o: %.c $(BUILD)/host/include/kernel/gen_config.h
	@mkdir -p $$(@D)
	$(2) $$(kt_cflags) $(3) -c -o $$@ $$<
-include $$(patsubst %.c,$(1)/%.d,$$(kt_kernel) $$(kt_support) $$(kt_tests) $$(kt_random))
endef

$(eval $(call kt_compile,$(kt_out)/obj,$(HOSTCC),$(SANITIZE)))
$(eval $(call kt_compile,$(BUILD)/host/coverage,gcc,-O0 --coverage))
$(eval $(call kt_compile,$(BUILD)/host/fuzz,clang,$(SANITIZE) -fsanitize=fuzzer-no-link -DFUZZER))

$(kt_out)/bin/%_test: $(kt_out)/obj/tests/unit/%_test.o \
		$(call kt_objects,$(kt_out)/obj,$(kt_kernel) $(kt_support))
	@mkdir -p $(@D)
	$(HOSTCC) $(SANITIZE) -o $@ $^ -lcmocka

$(kt_out)/bin/random: $(call kt_objects,$(kt_out)/obj,$(kt_kernel) $(kt_random))
	@mkdir -p $(@D)
	$(HOSTCC) $(SANITIZE) -o $@ $^ -lcmocka

$(BUILD)/host/bin/fuzz-kernel: $(call kt_objects,$(BUILD)/host/fuzz,$(kt_kernel) $(kt_random))
	@mkdir -p $(@D)
	clang $(SANITIZE) -fsanitize=fuzzer -o $@ $^ -lcmocka

$(BUILD)/host/coverage/bin/%_test: $(BUILD)/host/coverage/tests/unit/%_test.o \
		$(call kt_objects,$(BUILD)/host/coverage,$(kt_kernel) $(kt_support))
	@mkdir -p $(@D)
	gcc --coverage -o $@ $^ -lcmocka

$(BUILD)/host/coverage/bin/random: $(call kt_objects,$(BUILD)/host/coverage,$(kt_kernel) $(kt_random))
	@mkdir -p $(@D)
	gcc --coverage -o $@ $^ -lcmocka

.SECONDARY: $(call kt_objects,$(kt_out)/obj,$(kt_tests) $(kt_support))
.PHONY: test-kernel-unit test-kernel-random fuzz-kernel coverage-kernel

# Runs every program, also after a failure; fails if one did.  TESTS=name runs some of them.
test-kernel-unit: $(if $(TESTS),$(TESTS:%=$(kt_out)/bin/%_test),$(kt_programs))
	@status=0; for program in $^; do \
	    echo "# $$(basename $$program)"; \
	    CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 $$program || status=1; \
	done; exit $$status

# RANDOM_SEED and RANDOM_LIVES choose another or a longer run; see tests/random/random.c.
RANDOM_SEED  ?= 1
RANDOM_LIVES ?= 100
test-kernel-random: $(kt_out)/bin/random
	$(kt_out)/bin/random --seed $(RANDOM_SEED) --lives $(RANDOM_LIVES)

# FUZZ_SECONDS: how long.  What it finds stays in $(BUILD)/host/corpus.
FUZZ_SECONDS ?= 600
fuzz-kernel: $(BUILD)/host/bin/fuzz-kernel
	@mkdir -p $(BUILD)/host/corpus
	$< -max_total_time=$(FUZZ_SECONDS) -max_len=8192 -len_control=0 $(BUILD)/host/corpus

coverage-kernel: $(patsubst tests/unit/%.c,$(BUILD)/host/coverage/bin/%,$(kt_tests)) \
		$(BUILD)/host/coverage/bin/random
	@find $(BUILD)/host/coverage -name '*.gcda' -delete
	@for program in $(filter %_test,$^); do $$program > $@.log 2>&1 || cat $@.log; done; rm -f $@.log
	@$(BUILD)/host/coverage/bin/random --seed $(RANDOM_SEED) --lives $(RANDOM_LIVES)
	@tests/unit/coverage $(BUILD)/host/coverage kernel

# SPDX-License-Identifier: BSD-2-Clause
# Tests of the kernel on the host port: unit tests, random system calls, fuzzing, coverage.
#
# The kernel's sources are compiled for the host with sanitizers, once per compiler.  Each
# tests/unit/<name>_test.c becomes a program that prints TAP.
#
# That is the debug configuration.  The others are built without sanitizers, which have nothing to
# add there, and run the same programs.  What is different in a configuration is tested by those in
# tests/unit/<configuration>/.

kt_out := $(BUILD)/host/$(notdir $(HOSTCC))
kt_include := -iquote kernel -iquote kernel/arch/host -iquote abi -iquote abi/aarch64 \
	-iquote tests/unit
# Hidden, so that functions of ours are not taken for those of the C library (sched_yield, send).
kt_cflags = $(HOSTCFLAGS) -fvisibility=hidden $(kt_include) -MMD -MP

# What takes long and has nothing to do with the configuration is tested in one only.
KT_ONCE := tests/unit/preemption_test.c tests/unit/delete_test.c

# $(call kt_kernel_of,config), $(call kt_tests_of,config)
kt_kernel_of = $(filter-out kernel/string.c,$(wildcard kernel/*.c kernel/objects/*.c)) \
	$(wildcard kernel/config/$(1)/*.c kernel/arch/host/*.c)
kt_tests_of = $(sort $(filter-out $(if $(filter debug,$(1)),,$(KT_ONCE)), \
	$(wildcard tests/unit/*_test.c tests/unit/$(1)/*_test.c)))

kt_others := $(filter-out debug,$(CONFIGS))
kt_kernel := $(call kt_kernel_of,debug)
kt_tests := $(call kt_tests_of,debug)
kt_support := $(filter-out %_test.c,$(wildcard tests/unit/*.c))
kt_random := $(wildcard tests/random/*.c) tests/unit/harness.c tests/unit/world.c tests/unit/tlb.c

kt_objects = $(patsubst %.c,$(1)/%.o,$(2))
# $(call kt_programs,folder,config): the test programs of a configuration.
kt_programs = $(patsubst tests/unit/%.c,$(1)/bin/%,$(call kt_tests_of,$(2)))
# $(call kt_headers,config): the folder of its generated header.
kt_headers = $(BUILD)/host/include$(if $(filter debug,$(1)),,-$(1))

# $(call kt_config,config)
define kt_config
$(call kt_headers,$(1))/kernel/gen_config.h: tools/genconfig
	@mkdir -p $$(@D)
	tools/genconfig host $(1) $$(@D)
endef
$(foreach c,$(CONFIGS),$(eval $(call kt_config,$(c))))

# What looks at the kernel after each entry takes most of the time, and is not what is tested: it is
# optimised instead of sanitised.
KT_ORACLE := kernel/check%.c tests/unit/tlb.c

# $(call kt_compile,folder,compiler,flags,config): how all of it is compiled into that folder.
define kt_compile
$(1)/%.o: %.c $(call kt_headers,$(4))/kernel/gen_config.h
	@mkdir -p $$(@D)
	$(2) $$(kt_cflags) -I$(call kt_headers,$(4)) \
	    $$(if $$(filter $(if $(findstring -fsanitize,$(3)),$(KT_ORACLE)),$$<),-O2,$(3)) -c -o $$@ $$<
-include $$(patsubst %.c,$(1)/%.d,$$(call kt_kernel_of,$(4)) $$(kt_support) \
	$$(call kt_tests_of,$(4)) $$(kt_random))
endef

# $(call kt_link,folder of the objects,folder,compiler,flags,config): the test programs there.
define kt_link
$(2)/bin/%_test: $(1)/tests/unit/%_test.o \
		$(call kt_objects,$(1),$(call kt_kernel_of,$(5)) $(kt_support))
	@mkdir -p $$(@D)
	$(3) $(4) -o $$@ $$^ -lcmocka

$(2)/bin/random: $(call kt_objects,$(1),$(call kt_kernel_of,$(5)) $(kt_random))
	@mkdir -p $$(@D)
	$(3) $(4) -o $$@ $$^ -lcmocka
.SECONDARY: $(call kt_objects,$(1),$(call kt_tests_of,$(5)) $(kt_support))
endef

$(eval $(call kt_compile,$(kt_out)/obj,$(HOSTCC),$(SANITIZE),debug))
$(eval $(call kt_link,$(kt_out)/obj,$(kt_out),$(HOSTCC),$(SANITIZE),debug))
$(foreach c,$(kt_others),$(eval $(call kt_compile,$(kt_out)/$(c)/obj,$(HOSTCC),,$(c))))
$(foreach c,$(kt_others),$(eval $(call kt_link,$(kt_out)/$(c)/obj,$(kt_out)/$(c),$(HOSTCC),,$(c))))

# Where coverage is measured nothing is forced inline, so that each branch is there once.
kt_coverage := $(BUILD)/host/coverage
kt_once := -Dalways_inline=unused
$(foreach c,$(CONFIGS),$(eval $(call \
	kt_compile,$(kt_coverage)/$(c),gcc,-O0 --coverage $(kt_once),$(c))))
$(foreach c,$(CONFIGS),$(eval $(call \
	kt_link,$(kt_coverage)/$(c),$(kt_coverage)/$(c),gcc,--coverage -u __gcov_dump,$(c))))

$(eval $(call \
	kt_compile,$(BUILD)/host/fuzz,clang,$(SANITIZE) -fsanitize=fuzzer-no-link -DFUZZER,debug))

$(BUILD)/host/bin/fuzz-kernel: $(call kt_objects,$(BUILD)/host/fuzz,$(kt_kernel) $(kt_random))
	@mkdir -p $(@D)
	clang $(SANITIZE) -fsanitize=fuzzer -o $@ $^ -lcmocka

.PHONY: test-kernel-unit test-kernel-random fuzz-kernel coverage-kernel

# Runs every program, also after a failure; fails if one did.  TESTS=name runs some of them, in the
# debug configuration.
test-kernel-unit: $(if $(TESTS),$(TESTS:%=$(kt_out)/bin/%_test), \
		$(call kt_programs,$(kt_out),debug) \
		$(foreach c,$(kt_others),$(call kt_programs,$(kt_out)/$(c),$(c))))
	@status=0; for program in $^; do \
	    echo "# $${program#$(kt_out)/}"; \
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

# Unit tests in all configurations and the random calls; tests/unit/coverage says what is counted.
kt_coverage_run := $(foreach c,$(CONFIGS),$(call kt_programs,$(kt_coverage)/$(c),$(c))) \
	$(kt_coverage)/debug/bin/random
coverage-kernel: $(kt_coverage_run)
	@find $(kt_coverage) -name '*.gcda' -delete
	@for program in $(filter %_test,$^); do $$program > $(kt_coverage)/log 2>&1 || \
	    cat $(kt_coverage)/log; done
	@$(kt_coverage)/debug/bin/random --seed $(RANDOM_SEED) --lives $(RANDOM_LIVES)
	@tests/unit/coverage kernel docs/coverage.md $(CONFIGS:%=$(kt_coverage)/%)

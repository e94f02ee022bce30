# SPDX-License-Identifier: BSD-2-Clause
# The root task of systems: $(call out,board,config)/elf/initialiser.elf; and its tests on the host.

INIT_SOURCES := main.c init.c print.c specification.c untyped.c objects.c spaces.c threads.c \
                monitor.c fault_decode.c

INIT_HEADERS := $(wildcard init/*.h) abi/spec.h

# $(call init_compile,board,config): the compiler and its options for init.
init_compile = $(call tool,$(1),CC) -std=gnu11 -O2 -g0 $(WARNINGS) -ffreestanding -nostdlib \
               -fno-pic -fno-pie -fno-common -fno-stack-protector -ffunction-sections \
               -fno-asynchronous-unwind-tables -mstrict-align -mgeneral-regs-only \
               -mcpu=$($(1)_CPU) -I. -Iinit -I$(call out,$(1),$(2))/include

define init_rules
$(call out,$(1),$(2))/obj/init/%.o: init/%.c $(INIT_HEADERS) $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call init_compile,$(1),$(2)) -c -o $$@ $$<

$(call out,$(1),$(2))/elf/initialiser.elf: \
        $(INIT_SOURCES:%.c=$(call out,$(1),$(2))/obj/init/%.o) \
        $(call out,$(1),$(2))/obj/init/$($(1)_ARCH)/arch.o \
        $(call out,$(1),$(2))/runtime.stamp
	@mkdir -p $$(@D)
	$(call tool,$(1),LD) -nostdlib -z noexecstack -z max-page-size=4096 \
	    -T $(call out,$(1),$(2))/lib/root.ld -o $$@ $$(filter %.o,$$^) \
	    $(call runtime_root,$(1),$(2))

init: $(call out,$(1),$(2))/elf/initialiser.elf
endef

$(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(eval $(call init_rules,$(b),$(c)))))

INIT_TESTS := specification untyped create threads

INIT_TEST_DIR := $(BUILD)/tests/init
INIT_TEST_FLAGS := $(HOSTCFLAGS) $(SANITIZE) -I. -Iinit -Iinit/tests/mock

$(INIT_TEST_DIR)/specification_test: init/tests/specification_test.c init/tests/sample_spec.c \
        init/specification.c
$(INIT_TEST_DIR)/untyped_test: init/tests/untyped_test.c init/tests/kernel_model.c init/untyped.c
$(INIT_TEST_DIR)/create_test: init/tests/create_test.c init/tests/kernel_model.c \
        init/tests/sample_spec.c init/specification.c init/untyped.c init/objects.c init/spaces.c \
        init/init.c init/print.c
$(INIT_TEST_DIR)/threads_test: init/tests/threads_test.c init/tests/kernel_model.c \
        init/tests/sample_spec.c init/specification.c init/untyped.c init/objects.c init/threads.c \
        init/init.c init/print.c

$(INIT_TESTS:%=$(INIT_TEST_DIR)/%_test): $(wildcard init/*.h init/tests/*.h init/tests/mock/*/*.h)
	@mkdir -p $(@D)
	$(HOSTCC) $(INIT_TEST_FLAGS) -o $@ $(filter %.c,$^)

# Tests of init on the host, as TAP.
.PHONY: test-init init
init: ## build the root task of systems
test-init: $(INIT_TESTS:%=$(INIT_TEST_DIR)/%_test) ## tests of the root task on the host
	@failed=0; for test in $^; do $$test || failed=1; done; exit $$failed

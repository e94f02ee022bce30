# SPDX-License-Identifier: BSD-2-Clause
# Tests of the kernel from user level, as root tasks on QEMU:
#
#     make test-root             all functional tests and a short run of random system calls on
#                                each board, configuration and interrupt controller below
#     make test-root-one B=board C=config [GIC=3] [ROOT_TEST=random]
#
# The programs are built with the runtime of the board and configuration, wrapped by the SDK's
# `annona image` and run by tests/root/run, which prints their TAP lines. So is the stranger's task of
# tests/upstream, which uses nothing of the runtime, in three layouts: plain, system_v, odd.

ROOT_TEST_RUNS ?= qemu_virt_aarch64_el1,debug,2 qemu_virt_aarch64_el1,release,2 \
                  qemu_virt_aarch64_el1,benchmark,2 qemu_virt_aarch64_el1,debug,3 \
                  qemu_virt_aarch64,debug,2
STRANGER_RUNS ?= qemu_virt_aarch64_el1,debug,2 qemu_virt_aarch64_el1,release,3 \
                 qemu_virt_aarch64,debug,2
STRANGERS := plain system_v odd
# And once with the options seL4's own build would choose, in a folder of its own.
STRANGER_PROFILE_RUNS ?= qemu_virt_aarch64_el1,debug,2
# Seconds after which a run is given up.
ROOT_TEST_TIMEOUT ?= 300

# Another run of the random system calls: its seed, which must not be 0, and its length.
ROOT_RANDOM_SEED   ?= 1
ROOT_RANDOM_ROUNDS ?= 100

RT_SUPPORT := $(patsubst tests/root/%.c,%.o,$(wildcard tests/root/support/*.c))
RT_TESTS   := $(RT_SUPPORT) main.o child.o child_elf.o entry.o fpu.o fault_code.o \
              $(patsubst tests/root/%.c,%.o,$(wildcard tests/root/*_test.c))
RT_RANDOM  := $(RT_SUPPORT) random.o

# Each thread has an IPC buffer of its own, so libsel4's variant with thread-local storage is used.
rt_out = $(call out,$(1),$(2))/obj/tests/root
rt_compile = $(call runtime_compile,$(1),$(2)) -DCONFIG_LIB_SEL4_USE_THREAD_LOCALS=1 \
             -Itests/root -Itests/root/support
rt_root = $(addprefix $(call out,$(1),$(2))/lib/,libannona_crt.a libsel4_tls.a)
rt_link = $(call tool,$(1),LD) -nostdlib -static --build-id=none -z max-page-size=0x1000 \
          -z noexecstack -T $(call out,$(1),$(2))/lib/root.ld

# $(call rt_program,board,config,name,objects,linker options)
define rt_program
$(call rt_out,$(1),$(2))/$(3).elf: $(addprefix $(call rt_out,$(1),$(2))/,$(4)) \
        $(call out,$(1),$(2))/runtime.stamp
	$(call rt_link,$(1),$(2)) $(5) -o $$@ $$(filter %.o,$$^) \
	    $(call out,$(1),$(2))/lib/crt0_root.o $(call rt_root,$(1),$(2))

$(call rt_out,$(1),$(2))/$(3).img: $(call rt_out,$(1),$(2))/$(3).elf $(BUILD)/sdk/bin/annona \
        $(BUILD)/sdk-stamps/$(1)-$(2)
	$(BUILD)/sdk/bin/annona image --board $(1) --config $(2) -o $$@ $$<
endef

# The stranger's task: the only header it takes from us is the configuration.
st_out = $(call rt_out,$(1),$(2))/upstream
st_compile = $(call tool,$(1),CC) -std=gnu11 -O2 -g $(WARNINGS) -ffreestanding -nostdlib -fno-pic \
             -mcpu=$($(1)_CPU) -mstrict-align $(RUNTIME_NO_LOOP_IDIOMS_$(TOOLCHAIN)) -Itests/upstream \
             -idirafter $(call out,$(1),$(2))/include -MMD -MP
st_objects = $(patsubst tests/upstream/%.c,$(call st_out,$(1),$(2))/%.o,$(wildcard tests/upstream/*.c))

# $(call stranger,board,config,name,link script,object with the entry)
define stranger
$(call st_out,$(1),$(2))/$(3).elf: $(call st_out,$(1),$(2))/$(5) $(call st_objects,$(1),$(2)) \
        tests/upstream/$(4).ld
	$(call tool,$(1),LD) -nostdlib -static --build-id=none -z max-page-size=0x1000 -z noexecstack \
	    -T tests/upstream/$(4).ld -o $$@ $$(filter %.o,$$^)

$(call st_out,$(1),$(2))/$(3).img: $(call st_out,$(1),$(2))/$(3).elf $(BUILD)/sdk/bin/annona \
        $(BUILD)/sdk-stamps/$(1)-$(2)
	$(BUILD)/sdk/bin/annona image --board $(1) --config $(2) -o $$@ $$<
endef

define stranger_rules
$(call st_out,$(1),$(2))/%.o: tests/upstream/%.c $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call st_compile,$(1),$(2)) -c -o $$@ $$<

$(call st_out,$(1),$(2))/%.o: tests/upstream/%.S $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call st_compile,$(1),$(2)) -c -o $$@ $$<

$(call st_out,$(1),$(2))/start_system_v.o: tests/upstream/start.S
	@mkdir -p $$(@D)
	$(call st_compile,$(1),$(2)) -DSYSTEM_V -c -o $$@ $$<

$(call stranger,$(1),$(2),plain,plain,start.o)
$(call stranger,$(1),$(2),system_v,plain,start_system_v.o)
$(call stranger,$(1),$(2),odd,odd,start.o)

-include $(wildcard $(call st_out,$(1),$(2))/*.d)
endef

$(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(eval $(call stranger_rules,$(b),$(c)))))

define root_tests_rules
$(call rt_out,$(1),$(2))/%.o: tests/root/%.c $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call rt_compile,$(1),$(2)) $$(RT_DEFINES) -c -o $$@ $$<

$(call rt_out,$(1),$(2))/%.o: tests/root/%.S $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call rt_compile,$(1),$(2)) -DCHILD_ELF='"$(call rt_out,$(1),$(2))/child.elf"' -c -o $$@ $$<

$(call rt_out,$(1),$(2))/child_elf.o: $(call rt_out,$(1),$(2))/child.elf

$(call rt_out,$(1),$(2))/child.elf: $(call rt_out,$(1),$(2))/child/main.o \
        $(call out,$(1),$(2))/runtime.stamp
	$(call rt_link,$(1),$(2)) --defsym=__executable_start=0x20000000 -o $$@ \
	    $$(filter %.o,$$^) $(call out,$(1),$(2))/lib/crt0.o $(call rt_root,$(1),$(2))

$(call rt_out,$(1),$(2))/random.o: RT_DEFINES := -DRANDOM_SEED=$(ROOT_RANDOM_SEED)ul \
        -DRANDOM_ROUNDS=$(ROOT_RANDOM_ROUNDS)ul

$(call rt_program,$(1),$(2),tests,$(RT_TESTS),-e test_start)
$(call rt_program,$(1),$(2),random,$(RT_RANDOM),)

-include $(wildcard $(call rt_out,$(1),$(2))/*.d $(call rt_out,$(1),$(2))/*/*.d)
endef

$(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(eval $(call root_tests_rules,$(b),$(c)))))

rt_comma := ,
# $(call rt_field,n,board,config,gic)
rt_field = $(word $(1),$(subst $(rt_comma), ,$(2)))

# $(call rt_run,board,config,gic,program): one run; the command's status is that of the tests.
rt_run = tests/root/run --name $(1)/$(2)/gic$(3)$(if $(filter random,$(4)),/random) \
         --timeout $(ROOT_TEST_TIMEOUT) --gic $(3) --qemu '$($(1)_QEMU)' \
         --load $($(1)_LOAD_ADDRESS) $(call rt_out,$(1),$(2))/$(4).img

# $(call st_run,board,config,gic,layout)
st_run = tests/root/run --name $(PROFILE)/$(1)/$(2)/gic$(3)/stranger-$(4) --timeout $(ROOT_TEST_TIMEOUT) \
         --gic $(3) --qemu '$($(1)_QEMU)' --load $($(1)_LOAD_ADDRESS) \
         $(call st_out,$(1),$(2))/$(4).img

# $(call st_images,runs)
st_images = $(foreach r,$(1),$(foreach s,$(STRANGERS),$(call \
    st_out,$(call rt_field,1,$(r)),$(call rt_field,2,$(r)))/$(s).img))

rt_images = $(foreach r,$(ROOT_TEST_RUNS),$(foreach p,tests random,$(call \
    rt_out,$(call rt_field,1,$(r)),$(call rt_field,2,$(r)))/$(p).img))

# Used by the rules of the programs above as well as by the benchmarks.
.PHONY: test-root test-root-one test-upstream root-tests
root-tests: $(sort $(rt_images))

# Run everything, also after a failure.
test-upstream: $(sort $(call st_images,$(STRANGER_RUNS)))
	@status=0; $(foreach r,$(STRANGER_RUNS),$(foreach s,$(STRANGERS),$(call \
	    st_run,$(call rt_field,1,$(r)),$(call rt_field,2,$(r)),$(call rt_field,3,$(r)),$(s)) \
	    || status=1;)) \
	$(if $(filter microkit,$(PROFILE)),$(MAKE) --no-print-directory PROFILE=sel4 \
	    BUILD='$(BUILD)/sel4' STRANGER_RUNS='$(STRANGER_PROFILE_RUNS)' test-upstream || status=1;) \
	exit $$status

test-root: $(sort $(rt_images)) $(sort $(call st_images,$(STRANGER_RUNS)))
	@status=0; $(MAKE) --no-print-directory test-upstream || status=1; $(foreach r,$(ROOT_TEST_RUNS),$(foreach p,tests random,$(call \
	    rt_run,$(call rt_field,1,$(r)),$(call rt_field,2,$(r)),$(call rt_field,3,$(r)),$(p)) \
	    || status=1;)) exit $$status

B   ?= qemu_virt_aarch64_el1
C   ?= debug
GIC ?= 2
ROOT_TEST ?= tests
test-root-one: $(call rt_out,$(B),$(C))/$(ROOT_TEST).img
	@$(call rt_run,$(B),$(C),$(GIC),$(ROOT_TEST))

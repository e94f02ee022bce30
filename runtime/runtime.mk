# SPDX-License-Identifier: BSD-2-Clause
# The runtime of each board and configuration:
#
#     $(call out,b,c)/headers.stamp   include/ is complete: microkit.h, sel4/, interfaces/, kernel/,
#                                     annona/ (the headers of abi/), crt.h, support/
#     $(call out,b,c)/runtime.stamp   lib/ is complete too: libmicrokit.a, microkit.ld; libsel4.a,
#                                     libsel4_tls.a, libannona_crt.a, crt0_root.o, crt0.o, root.ld
#
# $(call runtime_root,b,c) is what a root task is linked with besides its own objects, in order;
# its link script is lib/root.ld or its own.

runtime_root = $(addprefix $(call out,$(1),$(2))/lib/,crt0_root.o libannona_crt.a libsel4.a)

RUNTIME_CONFIG_HEADERS := kernel/gen_config.h kernel/gen_config.json sel4/gen_config.h \
                          sel4/gen_config.json

RUNTIME_STRING   := memcpy memmove memset memcmp memchr strlen strnlen strcmp strncmp strcpy \
                    strncpy strchr strrchr
RUNTIME_CRT      := start tls exit atexit dso_handle end abort assert_fail
RUNTIME_MICROKIT := symbols main missing debug child supervise assert_fail

# Objects of each library, relative to obj/runtime/.
RUNTIME_libsel4       := sel4/lib/bootinfo.o sel4/lib/ipc_buffer.o
RUNTIME_libsel4_tls   := sel4/lib/bootinfo_tls.o sel4/lib/ipc_buffer_tls.o
RUNTIME_libannona_crt := $(RUNTIME_CRT:%=crt/%.o) $(RUNTIME_STRING:%=support/%.o)
RUNTIME_libmicrokit   := $(RUNTIME_MICROKIT:%=microkit/%.o) \
                         $(addprefix support/,memcpy.o memmove.o memset.o memcmp.o)

# What is installed below include/, apart from the configuration.
RUNTIME_HEADERS := $(shell find runtime/*/include -name '*.h') \
                   $(filter-out abi/image.h abi/spec.h,$(wildcard abi/*.h abi/*.def))

# The string functions must not be turned into calls of themselves.
RUNTIME_NO_LOOP_IDIOMS_gcc   := -fno-tree-loop-distribute-patterns
RUNTIME_NO_LOOP_IDIOMS_clang := -fno-builtin

RUNTIME_CFLAGS := -std=gnu11 -O2 -g $(WARNINGS) -ffreestanding -nostdlib -fno-pic -fno-pie \
                  -fno-stack-protector -fno-common -ffunction-sections -fdata-sections \
                  -fno-asynchronous-unwind-tables -fno-unwind-tables \
                  -ffile-prefix-map=$(CURDIR)/=
RUNTIME_CFLAGS_aarch64 := -mstrict-align -mgeneral-regs-only -mno-outline-atomics

# $(call runtime_compile,board,config): the compiler and its options for user-level code.
runtime_compile = $(call tool,$(1),CC) $(RUNTIME_CFLAGS) $(RUNTIME_CFLAGS_$($(1)_ARCH)) \
                  -mcpu=$($(1)_CPU) -Iruntime/support/include -Iruntime/crt/$($(1)_ARCH) \
                  -I$(call out,$(1),$(2))/include $(RUNTIME_NO_LOOP_IDIOMS_$(TOOLCHAIN)) -MMD -MP

define runtime_library_rule
$(call out,$(1),$(2))/lib/$(3).a: $$(addprefix $(call out,$(1),$(2))/obj/runtime/,$(4))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(call tool,$(1),AR) rcs $$@ $$^
endef

define runtime_rules
$(call out,$(1),$(2))/headers.stamp: $(RUNTIME_HEADERS) $(wildcard abi/$($(1)_ARCH)/*) \
        tools/genconfig runtime/runtime.mk
	@mkdir -p $$(@D)/include/annona $$(@D)/include/sel4
	cp -r $(wildcard runtime/*/include/.) $$(@D)/include
	@mkdir -p $$(@D)/include/support
	@mv $$(@D)/include/string.h $$(@D)/include/support
	cp $(filter abi/%,$(RUNTIME_HEADERS)) abi/$($(1)_ARCH)/* $$(@D)/include/annona
	tools/genconfig $(1) $(2) $$(@D)/include/kernel
	cp $$(@D)/include/kernel/gen_config.* $$(@D)/include/sel4
	@touch $$@

$(call out,$(1),$(2))/obj/runtime/%.o: runtime/%.c $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call runtime_compile,$(1),$(2)) -c -o $$@ $$<

$(call out,$(1),$(2))/obj/runtime/%_tls.o: runtime/%.c $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call runtime_compile,$(1),$(2)) -DCONFIG_LIB_SEL4_USE_THREAD_LOCALS=1 -c -o $$@ $$<

$(call out,$(1),$(2))/obj/runtime/%.o: runtime/%.S $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call runtime_compile,$(1),$(2)) -c -o $$@ $$<

$(call out,$(1),$(2))/lib/crt0_root.o: \
        $(call out,$(1),$(2))/obj/runtime/crt/$($(1)_ARCH)/root.o
	@mkdir -p $$(@D)
	cp $$< $$@

$(call out,$(1),$(2))/lib/crt0.o: $(call out,$(1),$(2))/obj/runtime/crt/$($(1)_ARCH)/system_v.o
	@mkdir -p $$(@D)
	cp $$< $$@

$(call out,$(1),$(2))/lib/%.ld: runtime/microkit/%.ld
	@mkdir -p $$(@D)
	cp $$< $$@

$(call out,$(1),$(2))/lib/%.ld: runtime/crt/%.ld
	@mkdir -p $$(@D)
	cp $$< $$@

$(call runtime_library_rule,$(1),$(2),libsel4,$(RUNTIME_libsel4))
$(call runtime_library_rule,$(1),$(2),libsel4_tls,$(RUNTIME_libsel4_tls))
$(call runtime_library_rule,$(1),$(2),libannona_crt,$(RUNTIME_libannona_crt))
$(call runtime_library_rule,$(1),$(2),libmicrokit,$(RUNTIME_libmicrokit) \
    microkit/$($(1)_ARCH)/crt0.o)

$(call out,$(1),$(2))/runtime.stamp: $(call out,$(1),$(2))/headers.stamp \
        $(addprefix $(call out,$(1),$(2))/lib/,libsel4.a libsel4_tls.a libannona_crt.a \
        libmicrokit.a crt0.o crt0_root.o root.ld microkit.ld)
	@touch $$@

-include $$(shell find $(call out,$(1),$(2))/obj/runtime -name '*.d' 2>/dev/null)
endef

$(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(eval $(call runtime_rules,$(b),$(c)))))

.PHONY: runtime
runtime: $(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(call out,$(b),$(c))/runtime.stamp))

# Tests of the runtime and of the numbers in abi/, as TAP.
.PHONY: test-runtime
test-runtime: $(foreach c,$(CONFIGS),$(call out,qemu_virt_aarch64_el1,$(c))/runtime.stamp)
	tests/abi/run $(BUILD) qemu_virt_aarch64_el1 $(BUILD)/tests/abi

# SPDX-License-Identifier: BSD-2-Clause
# The kernel of every board and configuration: $(call out,board,config)/elf/sel4.elf.
#
# Sources are found by folder: the portable kernel, one file per object type, the drivers, the
# board's architecture, and kernel/config/<kind> for code that only some configurations have.
# All but debug kernels are optimised as a whole when they are linked; the exceptions are the files
# that the linker script finds by name, and string.c, whose functions the compiler itself calls.

KERNEL_CFLAGS := -std=gnu11 -ffreestanding -fno-pic -fno-common -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-strict-aliasing -fomit-frame-pointer -O2 -g $(WARNINGS)
KERNEL_CFLAGS_aarch64 := -mgeneral-regs-only -mstrict-align
# Loops in string.c must not become calls of the functions they implement.
KERNEL_NO_LOOP_IDIOMS_gcc   := -fno-tree-loop-distribute-patterns
KERNEL_NO_LOOP_IDIOMS_clang := -fno-builtin

# $(call image_loader_bytes): from abi/image.h, so that the number is written once.
image_loader_bytes = $(shell sed -n 's/^.define IMAGE_LOADER_BYTES *\(0x[0-9a-fA-F]*\).*/\1/p' \
	abi/image.h)
# The base of the kernel window, likewise.
kernel_window = $(shell sed -n 's/^.define WINDOW_BASE UINT64_C(\(0x[0-9a-f]*\)).*/\1/p' \
	kernel/arch/$(1)/window.h)

KERNEL_OFFSETS := asm-offsets.c

# $(call kernel_lto,config,file without suffix)
KERNEL_ALONE := kernel/boot kernel/fdt kernel/string kernel/arch/%/init
kernel_lto = $(if $(filter debug,$(1))$(filter $(KERNEL_ALONE),$(2)),,-flto)
KERNEL_LINK_gcc   := -flto-partition=one
KERNEL_LINK_clang := -fuse-ld=lld

# By itself seL4's debug build has no hardware debug interface.
kernel_debug_methods = $(if $(filter sel4,$(PROFILE)),release,$(1))

# The invariant checker runs on the host port only.
kernel_sources = $(sort $(filter-out kernel/check%.c,$(wildcard kernel/*.c)) \
	$(wildcard kernel/objects/*.c kernel/drivers/*.c) \
	$(filter-out %/$(KERNEL_OFFSETS),$(wildcard kernel/arch/$(1)/*.c)) \
	$(wildcard kernel/arch/$(1)/*.S) kernel/config/$(2)/syscall_extra.c \
	kernel/config/$(call kernel_debug_methods,$(2))/tcb_debug.c)

# $(call kernel_board_flags,board): what the kernel knows of its board without a device tree.
kernel_board_flags = -DBOARD_RAM_START=$(word 1,$($(1)_RAM))ul \
	-DBOARD_RAM_END=$(word 2,$($(1)_RAM))ul -DBOARD_CONSOLE=$($(1)_CONSOLE)ul \
	-DBOARD_GIC_DISTRIBUTOR=$(word 1,$($(1)_GIC))ul -DBOARD_GIC_CPU=$(word 2,$($(1)_GIC))ul

# $(call kernel_compile,board,config)
kernel_compile = $(call tool,$(1),CC) $(KERNEL_CFLAGS) $(KERNEL_CFLAGS_$($(1)_ARCH)) \
	-mcpu=$($(1)_CPU) -iquote kernel -iquote kernel/arch/$($(1)_ARCH) -iquote kernel/drivers \
	-iquote abi -iquote abi/$($(1)_ARCH) -iquote $(call out,$(1),$(2))/obj/kernel \
	-idirafter $(call out,$(1),$(2))/include $(call kernel_board_flags,$(1)) \
	-ffile-prefix-map=$(CURDIR)/= -MMD -MP

# $(call kernel_object_rules,board,config,object folder,objects)
define kernel_object_rules
$(3)/%.o: %.c kernel/kernel.mk | $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call kernel_compile,$(1),$(2)) $$(KERNEL_CFLAGS_$$*) \
	    $$(call kernel_lto,$(2),$$*) -c -o $$@ $$<

$(3)/%.o: %.S $(3)/asm-offsets.h
	@mkdir -p $$(@D)
	$(call kernel_compile,$(1),$(2)) -c -o $$@ $$<

$(3)/asm-offsets.h: kernel/arch/$($(1)_ARCH)/$(KERNEL_OFFSETS) \
		kernel/kernel.mk | $(call out,$(1),$(2))/headers.stamp
	@mkdir -p $$(@D)
	$(call kernel_compile,$(1),$(2)) -MT $$@ -MF $$@.d -S -o $$@.s $$<
	sed -n 's/.*"->\([A-Z0-9_]*\) [#$$$$]*\([0-9-]*\)".*/#define \1 \2/p' $$@.s > $$@

-include $(4:.o=.d) $(3)/asm-offsets.h.d
endef

# The functions of these files are wanted from the linker by name, or become boot memory.
KERNEL_CFLAGS_kernel/string := $(KERNEL_NO_LOOP_IDIOMS_$(TOOLCHAIN))

define kernel_rules
$(call kernel_object_rules,$(1),$(2),$(call out,$(1),$(2))/obj/kernel,\
	$(call kernel_objects,$(1),$(2)))

$(call out,$(1),$(2))/elf/sel4.elf: kernel/arch/$($(1)_ARCH)/kernel.ld \
		$(call kernel_objects,$(1),$(2))
	@mkdir -p $$(@D)
	$(call kernel_compile,$(1),$(2)) $(call kernel_lto,$(2)) $(KERNEL_LINK_$(TOOLCHAIN)) \
	    -nostdlib -static -Wl,--build-id=none,-z,max-page-size=0x1000,-z,noexecstack \
	    -Wl,--defsym=WINDOW=$(call kernel_window,$($(1)_ARCH)) \
	    -Wl,--defsym=PHYSICAL=$$$$(($($(1)_LOAD_ADDRESS) + $(image_loader_bytes))) \
	    -Wl,-T,$$< -o $$@ $$(filter %.o,$$^)
endef

kernel_objects = $(patsubst %,$(call out,$(1),$(2))/obj/kernel/%.o,$(basename \
	$(call kernel_sources,$($(1)_ARCH),$(2))))

$(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(eval $(call kernel_rules,$(b),$(c)))))

.PHONY: kernel
kernel: $(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(call out,$(b),$(c))/elf/sel4.elf))

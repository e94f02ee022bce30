# SPDX-License-Identifier: BSD-2-Clause
# The loader of every board: $(call out,board,config)/elf/loader.{elf,bin}. loader.bin is the first
# part of an image; the SDK's tool fills in its header (abi/image.h).

LOADER_CFLAGS := -std=gnu11 -ffreestanding -fno-builtin -fno-pic -fno-common \
	-fno-stack-protector -fno-asynchronous-unwind-tables -Os -g $(WARNINGS)
LOADER_CFLAGS_aarch64 := -mgeneral-regs-only -mstrict-align

loader_objects = $(patsubst loader/%,$(call out,$(1),$(2))/obj/loader/%.o,$(basename \
	$(sort $(wildcard loader/$($(1)_ARCH)/*.c loader/$($(1)_ARCH)/*.S))))

loader_compile = $(call tool,$(1),CC) $(LOADER_CFLAGS) $(LOADER_CFLAGS_$($(1)_ARCH)) \
	-mcpu=$($(1)_CPU) -iquote abi -iquote kernel/arch/$($(1)_ARCH) -iquote kernel/drivers \
	$(call kernel_board_flags,$(1)) -ffile-prefix-map=$(CURDIR)/= -MMD -MP

define loader_rules
$(call out,$(1),$(2))/obj/loader/%.o: loader/%.c loader/loader.mk
	@mkdir -p $$(@D)
	$(call loader_compile,$(1)) -c -o $$@ $$<

$(call out,$(1),$(2))/obj/loader/%.o: loader/%.S loader/loader.mk
	@mkdir -p $$(@D)
	$(call loader_compile,$(1)) -c -o $$@ $$<

$(call out,$(1),$(2))/elf/loader.elf: loader/loader.ld $(call loader_objects,$(1),$(2))
	@mkdir -p $$(@D)
	$(call tool,$(1),LD) -nostdlib -static --build-id=none -z max-page-size=0x1000 \
	    -z noexecstack --defsym=LOAD_ADDRESS=$($(1)_LOAD_ADDRESS) \
	    --defsym=LOADER_BYTES=$(image_loader_bytes) -T $$< -o $$@ $$(filter %.o,$$^)

$(call out,$(1),$(2))/elf/loader.bin: $(call out,$(1),$(2))/elf/loader.elf
	$(call tool,$(1),OBJCOPY) -O binary $$< $$@

-include $(patsubst %.o,%.d,$(call loader_objects,$(1),$(2)))
endef

$(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(eval $(call loader_rules,$(b),$(c)))))

.PHONY: loader
loader: $(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(call out,$(b),$(c))/elf/loader.bin))

# SPDX-License-Identifier: BSD-2-Clause
# The authority analysis against the kernel: `make test-attack` (TAP) boots systems whose domains
# attack each other.  ATTACK_SYSTEMS chooses the descriptions, ATTACK_RANDOM the seeds of random ones.

ATTACK_BOARD   ?= qemu_virt_aarch64_el1
ATTACK_CONFIG  ?= debug
ATTACK_SYSTEMS ?= $(foreach e,demo supervision edf untyped cap_sharing,examples/$(e)/$(e).system) \
                  $(foreach e,capabilities memory,tests/examples/$(e)/$(e).system) \
                  tests/sdk/good/policy.system $(wildcard tests/attack/[cp]*.system)
ATTACK_RANDOM  ?= 10 20 87 93 95

ATTACK_DIR   := $(BUILD)/tests/attack
ATTACK_STAMP := $(BUILD)/sdk-stamps/$(ATTACK_BOARD)-$(ATTACK_CONFIG)
attack_out   := $(call out,$(ATTACK_BOARD),$(ATTACK_CONFIG))

$(ATTACK_DIR)/%.o: tests/attack/%.c tests/attack/attack.h $(ATTACK_STAMP)
	@mkdir -p $(@D)
	$(call tool,$(ATTACK_BOARD),CC) -std=gnu11 -O2 -g0 $(WARNINGS) -ffreestanding -nostdlib \
	    -fno-pic -fno-stack-protector -mstrict-align -mgeneral-regs-only \
	    -mcpu=$($(ATTACK_BOARD)_CPU) -I$(attack_out)/include -c -o $@ $<

$(ATTACK_DIR)/%.elf: $(ATTACK_DIR)/%.o $(ATTACK_STAMP)
	$(call tool,$(ATTACK_BOARD),LD) -L$(attack_out)/lib -o $@ $< -lmicrokit -Tmicrokit.ld

# The names of all methods in the order of their labels, which depends on the configuration.
$(ATTACK_DIR)/labels: $(ATTACK_STAMP)
	@mkdir -p $(@D)
	echo '#include <annona/invocation.h>' | \
	    $(call tool,$(ATTACK_BOARD),CC) -E -P -I$(attack_out)/include - | tr '{,}' '\n\n\n' | \
	    sed -n '/enum invocation_label/,/nArchInvocationLabels/s/^ *\([A-Za-z_]*\).*/\1/p' | \
	    grep -v -e '^enum' -e '^$$' > $@

.PHONY: test-attack
test-attack: sdk $(ATTACK_DIR)/puppet.elf $(ATTACK_DIR)/referee.elf $(ATTACK_DIR)/labels ## attack systems in every way the analysis denies
	@PYTHONDONTWRITEBYTECODE=1 tests/attack/attack.py --sdk $(BUILD)/sdk --programs $(ATTACK_DIR) --work $(ATTACK_DIR) \
	    --labels $(ATTACK_DIR)/labels --board $(ATTACK_BOARD) --config $(ATTACK_CONFIG) \
	    --random $(ATTACK_RANDOM) -- $(ATTACK_SYSTEMS)

.SECONDARY: $(ATTACK_DIR)/puppet.o $(ATTACK_DIR)/referee.o

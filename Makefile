# SPDX-License-Identifier: BSD-2-Clause
# Annona.  `make help` lists the targets.
#
# Each folder has a fragment, <folder>/<folder>.mk.  A fragment that builds something per board and
# configuration defines a template <folder>_rules, called with (board, configuration); what it builds
# goes to $(call out,board,config)/{include,lib,elf,obj}, laid out as in the SDK.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BUILD     ?= build
ARCH      ?= aarch64
BOARDS    := qemu_virt_aarch64_el1 qemu_virt_aarch64
CONFIGS   := debug release benchmark
TOOLCHAIN ?= gcc
# Whose choice of kernel options: Microkit's, or, with PROFILE=sel4 and a BUILD of its own, what seL4's
# build chooses by itself for this machine (docs/abi.md).
PROFILE   ?= microkit
export PROFILE
VERSION   := $(shell cat VERSION)

include $(BOARDS:%=kernel/boards/%.mk)

# ARCH chooses the boards of that architecture, for `make run` the first of them.
ARCHES := $(sort $(foreach b,$(BOARDS),$($(b)_ARCH)))
ifeq ($(filter $(ARCH),$(ARCHES)),)
$(error there is no board with ARCH=$(ARCH); known: $(ARCHES))
endif
ARCH_BOARDS := $(foreach b,$(BOARDS),$(if $(filter $(ARCH),$($(b)_ARCH)),$(b)))

# $(call out,board,config): where the parts for that board and configuration are built.
out = $(BUILD)/board/$(1)/$(2)

# The cross tools, chosen with TOOLCHAIN=gcc or clang.  $(call tool,board,CC) is a board's compiler.
gcc_aarch64_CC        := aarch64-linux-gnu-gcc
gcc_aarch64_LD        := aarch64-linux-gnu-ld
gcc_aarch64_AR        := aarch64-linux-gnu-ar
gcc_aarch64_OBJCOPY   := aarch64-linux-gnu-objcopy
clang_aarch64_CC      := clang --target=aarch64-none-elf
clang_aarch64_LD      := ld.lld
clang_aarch64_AR      := llvm-ar
clang_aarch64_OBJCOPY := llvm-objcopy
tool = $($(TOOLCHAIN)_$($(1)_ARCH)_$(2))

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes -Wvla \
            -Werror

# Programs that run on the developer's machine.
HOSTCC     ?= $(TOOLCHAIN)
HOSTCFLAGS := -std=gnu11 -O1 -g $(WARNINGS)
SANITIZE   := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# Whatever builds something needs tools; what is missing is installed before the fragments are read,
# because they ask the tools questions.
NEEDS_TOOLS := $(filter-out help deps clean format check-docs,$(MAKECMDGOALS))
ifneq ($(and $(NEEDS_TOOLS),$(filter 0,$(MAKELEVEL))),)
ifneq ($(lastword $(shell tools/deps >&2 && echo complete)),complete)
$(error the packages named above are missing and could not be installed)
endif
endif

# What the targets of this file are made of.
include kernel/kernel.mk loader/loader.mk runtime/runtime.mk init/init.mk sdk/sdk.mk
include drivers/drivers.mk examples/examples.mk bench/bench.mk
include tests/kernel-tests.mk tests/sdk/sdk-tests.mk
include tests/root/root-tests.mk tests/model/model-tests.mk tests/examples/examples-tests.mk
include tests/attack/attack.mk tests/prove/prove.mk tests/toolchains.mk

.PHONY: help deps all test fuzz coverage clean format check-docs

help: ## list the targets
	@echo 'Annona $(VERSION). Targets:'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | sort -u | \
	    awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'
	@echo 'Variables: TOOLCHAIN=gcc|clang, PROFILE=microkit|sel4, BUILD=folder, ARCH=$(ARCHES), FUZZ_SECONDS=n.'

deps: ## install the packages that are missing, through apt
	@tools/deps

all: sdk ## build everything

test: ## run all tests; ends with a line of totals
	@tests/run --build '$(BUILD)'

fuzz: ## fuzz the kernel and the tool, FUZZ_SECONDS each
	@$(MAKE) --no-print-directory fuzz-kernel fuzz-sdk

coverage: ## branch coverage of the kernel under the host tests
	@$(MAKE) --no-print-directory coverage-kernel

.PHONY: test-docs
test-docs: sdk
	@status=0; tools/check-docs || status=1; tests/readme/run '$(BUILD)' || status=1; exit $$status

check-docs: ## do the files, functions and targets named in docs exist?
	@tools/check-docs

format: ## format the sources with clang-format
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean: ## remove the build folder
	rm -rf '$(BUILD)'

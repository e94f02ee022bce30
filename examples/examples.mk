# SPDX-License-Identifier: BSD-2-Clause
# `make run`: builds the SDK if need be, the demo with it, and runs the demo.

RUN_BOARD  ?= $(firstword $(ARCH_BOARDS))
RUN_CONFIG ?= debug

DEMO_BUILD := $(BUILD)/demo/$(RUN_BOARD)/$(RUN_CONFIG)

.PHONY: run demo test-demo
demo: sdk ## build the demo
	@$(MAKE) --no-print-directory -C examples/demo BUILD_DIR=$(abspath $(DEMO_BUILD)) \
	    MICROKIT_SDK=$(abspath $(BUILD)/sdk) MICROKIT_BOARD=$(RUN_BOARD) \
	    MICROKIT_CONFIG=$(RUN_CONFIG)

run: demo ## build the demo and run it in QEMU
	@tools/run-demo $(BUILD)/sdk $(RUN_BOARD) $(DEMO_BUILD)/loader.img

test-demo: demo ## play the demo's script and check what it prints
	@if tools/run-demo $(BUILD)/sdk $(RUN_BOARD) $(DEMO_BUILD)/loader.img </dev/null; then \
	    echo 'ok 1 - demo.script'; \
	else \
	    echo 'not ok 1 - demo.script'; exit 1; \
	fi
	@echo 1..1

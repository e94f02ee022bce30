# SPDX-License-Identifier: BSD-2-Clause
# The examples, built by the installed SDK and booted.  EXAMPLES="hello timer" runs only those.

# Every example on every board, in every configuration and with both toolchains, if not each with each.
EXAMPLE_WAYS := qemu_virt_aarch64_el1/debug/gnu qemu_virt_aarch64/debug/llvm \
                qemu_virt_aarch64_el1/release/llvm qemu_virt_aarch64/benchmark/gnu

.PHONY: test-examples test-play
test-examples: sdk test-play test-drivers ## build and boot all examples (EXAMPLES="hello …" for some)
	@EXAMPLES="$(EXAMPLES)" tests/examples/run $(BUILD)/sdk $(BUILD)/tests/examples $(EXAMPLE_WAYS)

# The runner's own tests: does it fail when it should?
test-play:
	@tests/examples/play-test

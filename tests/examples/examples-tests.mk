# SPDX-License-Identifier: BSD-2-Clause
# The examples, built by the installed SDK and booted.  EXAMPLES="hello timer" runs only those.

.PHONY: test-examples test-play
test-examples: sdk test-play test-drivers ## build and boot all examples (EXAMPLES="hello …" for some)
	@EXAMPLES="$(EXAMPLES)" tests/examples/run $(BUILD)/sdk $(BUILD)/tests/examples $(BOARDS)

# The runner's own tests: does it fail when it should?
test-play:
	@tests/examples/play-test

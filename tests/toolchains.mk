# SPDX-License-Identifier: BSD-2-Clause
# Everything, built with each compiler in a folder of its own. Warnings are errors, so that building
# is the test.

TOOLCHAINS := gcc clang

.PHONY: test-toolchains
test-toolchains:
	@status=0; number=0; \
	for toolchain in $(TOOLCHAINS); do \
	    for what in kernel loader runtime init sdk check-drivers; do \
	        number=$$((number + 1)); \
	        if $(MAKE) --no-print-directory TOOLCHAIN=$$toolchain HOSTCC=$$toolchain \
	            BUILD="$(BUILD)/$$toolchain" $$what; then \
	            echo "ok $$number - $$what with $$toolchain"; \
	        else \
	            echo "not ok $$number - $$what with $$toolchain"; status=1; \
	        fi; \
	    done; \
	done; echo "1..$$number"; exit $$status

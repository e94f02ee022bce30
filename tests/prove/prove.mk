# SPDX-License-Identifier: BSD-2-Clause
# Proofs that the kernel's capability words, slot lookup and budget arithmetic have no run-time
# errors; see docs/reliability.md. Needs tests/kernel-tests.mk.

.PHONY: prove
prove: $(BUILD)/host/include/kernel/gen_config.h ## prove the absence of run-time errors
	@tests/prove/run '$(BUILD)'

# SPDX-License-Identifier: BSD-2-Clause
# The kernel in lock step with its abstract model; needs tests/kernel-tests.mk.
#
# MODEL_SEED and MODEL_LIVES choose another or a longer run; see tests/model/lockstep.c.

mt_sources := $(wildcard tests/model/*.c)
mt_objects = $(call kt_objects,$(kt_out)/obj,$(kt_kernel) $(kt_support) $(mt_sources))

-include $(patsubst %.c,$(kt_out)/obj/%.d,$(mt_sources))

$(kt_out)/bin/lockstep: $(mt_objects)
	@mkdir -p $(@D)
	$(HOSTCC) $(SANITIZE) -o $@ $^ -lcmocka

MODEL_SEED  ?= 1
MODEL_LIVES ?= 100

.PHONY: test-model
test-model: $(kt_out)/bin/lockstep
	$(kt_out)/bin/lockstep --seed $(MODEL_SEED) --lives $(MODEL_LIVES)

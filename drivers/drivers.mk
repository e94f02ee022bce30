# SPDX-License-Identifier: BSD-2-Clause
# Drivers and services are compiled by the systems that use them, with the installed SDK (see
# examples/demo).  Here only: do they compile for every board, with all warnings?

DRIVER_SOURCES := drivers/serial/pl011/pl011.c drivers/timer/pl031/pl031.c \
                  services/console/console.c

define drivers_rules
.PHONY: check-drivers-$(1)
check-drivers: check-drivers-$(1)
check-drivers-$(1): $(call out,$(1),debug)/headers.stamp
	@for source in $(DRIVER_SOURCES); do \
	    $(call tool,$(1),CC) -std=gnu11 -O2 $(WARNINGS) -ffreestanding -fsyntax-only \
	        -mcpu=$($(1)_CPU) -I$(call out,$(1),debug)/include $$$$source || exit 1; \
	done
endef

.PHONY: check-drivers
check-drivers: ## compile drivers and services with all warnings
$(foreach b,$(BOARDS),$(eval $(call drivers_rules,$(b))))

DRIVER_TEST_DIR   := $(BUILD)/tests/drivers
DRIVER_TEST_FLAGS := $(HOSTCFLAGS) $(SANITIZE) -I. -Iservices/tests/mock

$(DRIVER_TEST_DIR)/serial_queue_test: drivers/tests/serial_queue_test.c
$(DRIVER_TEST_DIR)/console_test: services/tests/console_test.c services/console/console.c
$(DRIVER_TEST_DIR)/serial_queue_test $(DRIVER_TEST_DIR)/console_test: \
        drivers/serial/serial_queue.h services/console/console.h init/tests/tap.h
	@mkdir -p $(@D)
	$(HOSTCC) $(DRIVER_TEST_FLAGS) -o $@ $(filter %.c,$^)

.PHONY: test-drivers
test-drivers: $(DRIVER_TEST_DIR)/serial_queue_test $(DRIVER_TEST_DIR)/console_test \
        check-drivers ## tests of drivers and services on the host
	@failed=0; for test in $(filter %_test,$^); do $$test || failed=1; done; exit $$failed

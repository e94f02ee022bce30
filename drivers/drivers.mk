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

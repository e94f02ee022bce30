# SPDX-License-Identifier: BSD-2-Clause
# The host tool, $(BUILD)/host/annona, its sanitised twin for tests, and the SDK folder that
# `make sdk` puts together in $(BUILD)/sdk from the parts of all boards and configurations.

SDK_SOURCES := arena.c diag.c xml.c schema.c system.c system_cspace.c check.c check_domains.c \
               check_memory.c check_cspace.c check_slots.c check_supervise.c check_images.c \
               policy.c authority.c authority_explain.c authority_facts.c authority_chain.c \
               declared.c audit.c patch.c elf.c file.c board.c planned.c check_devices.c layout.c layout_restart.c \
               spec.c spec_cspace.c image.c fit.c fit_report.c report.c report_authority.c \
               report_document.c report_dot.c capdl.c report_capdl.c report_header.c \
               report_capdl_json.c report_viper.c report_schedule.c options.c build.c run.c main.c
SDK_PACKAGES := libxml-2.0 libelf jansson

SDK_CFLAGS = $(HOSTCFLAGS) -D_GNU_SOURCE -DANNONA_VERSION='"$(VERSION)"' \
             $(shell pkg-config --cflags $(SDK_PACKAGES) 2>/dev/null) -MMD -MP
SDK_LIBS = $(shell pkg-config --libs $(SDK_PACKAGES) 2>/dev/null)

ANNONA           := $(BUILD)/host/annona
ANNONA_SANITISED := $(BUILD)/host/annona-sanitised

$(BUILD)/host/obj/sdk/%.o: sdk/%.c sdk/sdk.mk VERSION
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_CFLAGS) -c -o $@ $<

$(BUILD)/host/obj/sdk-sanitised/%.o: sdk/%.c sdk/sdk.mk VERSION
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_CFLAGS) $(SANITIZE) -c -o $@ $<

# The HTML report is a page with a place for the data, compiled in with its style and scripts.
SDK_PAGE := $(BUILD)/host/obj/report_page.c

$(SDK_PAGE): sdk/report.html.in sdk/report.css $(wildcard sdk/report_*.js) sdk/page-to-c
	@mkdir -p $(@D)
	sdk/page-to-c sdk/report.html.in report.h report_page > $@.new && mv $@.new $@

$(BUILD)/host/obj/sdk/report_page.o: $(SDK_PAGE)
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_CFLAGS) -Isdk -c -o $@ $<

$(BUILD)/host/obj/sdk-sanitised/report_page.o: $(SDK_PAGE)
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_CFLAGS) -Isdk -c -o $@ $<

$(ANNONA): $(BUILD)/host/obj/sdk/report_page.o
$(ANNONA_SANITISED): $(BUILD)/host/obj/sdk-sanitised/report_page.o

$(ANNONA): $(SDK_SOURCES:%.c=$(BUILD)/host/obj/sdk/%.o)
	$(HOSTCC) -o $@ $^ $(SDK_LIBS)

$(ANNONA_SANITISED): $(SDK_SOURCES:%.c=$(BUILD)/host/obj/sdk-sanitised/%.o)
	$(HOSTCC) $(SANITIZE) -o $@ $^ $(SDK_LIBS)

-include $(SDK_SOURCES:%.c=$(BUILD)/host/obj/sdk/%.d)
-include $(SDK_SOURCES:%.c=$(BUILD)/host/obj/sdk-sanitised/%.d)

# $(call sdk_board_json,board,configuration,board|platform): what the SDK says about a board.
sdk_board_json = NAME='$(1)' CONFIG='$(2)' ARCH='$($(1)_ARCH)' ABOUT='$($(1)_ABOUT)' \
    LOAD_ADDRESS='$($(1)_LOAD_ADDRESS)' RAM='$($(1)_RAM)' TIMER_KHZ='$($(1)_TIMER_KHZ)' \
    TIMER_IRQ='$($(1)_TIMER_IRQ)' USER_TOP='$($(1)_USER_TOP)' \
    BOOTINFO_PAGES='$($(1)_BOOTINFO_PAGES)' RESERVED='$($(1)_RESERVED)' QEMU='$($(1)_QEMU)' \
    sdk/board-json $(3)

define sdk_rules
$(call out,$(1),$(2))/board.json: sdk/board-json sdk/sdk.mk kernel/boards/$(1).mk
	@mkdir -p $$(@D)
	$(call sdk_board_json,$(1),$(2),board) > $$@

$(call out,$(1),$(2))/platform_gen.json: sdk/board-json sdk/sdk.mk kernel/boards/$(1).mk
	@mkdir -p $$(@D)
	$(call sdk_board_json,$(1),$(2),platform) > $$@

$(BUILD)/sdk-stamps/$(1)-$(2): $(call out,$(1),$(2))/board.json \
        $(call out,$(1),$(2))/platform_gen.json $(call out,$(1),$(2))/runtime.stamp \
        $(call out,$(1),$(2))/elf/sel4.elf $(call out,$(1),$(2))/elf/loader.bin \
        $(call out,$(1),$(2))/elf/initialiser.elf
	@mkdir -p $$(@D) $(BUILD)/sdk/board/$(1)/$(2)
	rm -rf $(BUILD)/sdk/board/$(1)/$(2)/*
	cp -r $(call out,$(1),$(2))/include $(call out,$(1),$(2))/lib $(call out,$(1),$(2))/elf \
	    $(call out,$(1),$(2))/board.json $(call out,$(1),$(2))/platform_gen.json \
	    $(BUILD)/sdk/board/$(1)/$(2)/
	@touch $$@
endef

$(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(eval $(call sdk_rules,$(b),$(c)))))

$(BUILD)/sdk/bin/annona: $(ANNONA)
	@mkdir -p $(@D)
	cp $< $@
	ln -sf annona $(@D)/microkit

SDK_EXAMPLES := $(filter-out %.mk,$(wildcard examples/*))
# Drivers and services are source that systems compile; the demo finds them beside `example`.
SDK_WORLD    := $(filter-out %.mk,$(shell find drivers services -type f))
SDK_DOCS     := $(wildcard docs/*.md) sdk/README.md sdk/annona.1 sdk/annona-system.5 \
                sdk/annona.rng sdk/report.schema.json

$(BUILD)/sdk-stamps/files: VERSION LICENSE $(SDK_DOCS) $(SDK_EXAMPLES) $(wildcard examples/*/*) $(SDK_WORLD)
	@mkdir -p $(@D) $(BUILD)/sdk/doc $(BUILD)/sdk/example
	rm -rf $(addprefix $(BUILD)/sdk/,doc/* example/* drivers services)
	cp VERSION LICENSE $(BUILD)/sdk/
	cp $(SDK_DOCS) $(BUILD)/sdk/doc/
	$(if $(SDK_EXAMPLES),cp -r $(SDK_EXAMPLES) $(BUILD)/sdk/example/)
	cp -r --parents $(SDK_WORLD) $(BUILD)/sdk/
	@touch $@

SDK_PARTS := $(BUILD)/sdk/bin/annona $(BUILD)/sdk-stamps/files \
             $(foreach b,$(BOARDS),$(foreach c,$(CONFIGS),$(BUILD)/sdk-stamps/$(b)-$(c)))

.PHONY: sdk annona

annona: $(ANNONA)

# The SDK goes to one folder; the tool finds it because it lies in that folder.
PREFIX ?= /usr/local

.PHONY: install deb
install: sdk ## install the SDK below PREFIX (/usr/local)
	@sdk/install '$(BUILD)/sdk' '$(DESTDIR)$(PREFIX)'

DEB_ARCH := $(shell dpkg --print-architecture 2>/dev/null)

deb: $(BUILD)/annona_$(VERSION)_$(DEB_ARCH).deb ## build a Debian package of the SDK

$(BUILD)/annona_$(VERSION)_%.deb: sdk
	@sdk/make-deb '$(BUILD)/sdk' '$(VERSION)' '$*' '$@'

sdk: $(SDK_PARTS) ## build the SDK, into build/sdk

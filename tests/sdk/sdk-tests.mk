# SPDX-License-Identifier: BSD-2-Clause
# Tests of the host tool: `make test-sdk` (TAP), and its fuzz target, `make fuzz-sdk`.

SDK_TEST_DIR := $(BUILD)/tests/sdk
SDK_FUZZ_ITERATIONS ?= 4000
FUZZ_SECONDS ?= 600

SDK_TEST_CFLAGS = $(HOSTCFLAGS) $(SANITIZE) -D_GNU_SOURCE -I. -Iinit
SDK_FUZZ_SOURCES := $(filter-out sdk/main.c sdk/run.c sdk/options.c,$(SDK_SOURCES:%=sdk/%)) \
                    tests/sdk/fuzz.c init/specification.c
SDK_HEADERS := $(wildcard sdk/*.h sdk/*.def abi/*.h init/specification.h tests/sdk/*.h)

$(SDK_TEST_DIR)/inspect: tests/sdk/inspect.c init/specification.c $(SDK_HEADERS)
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_TEST_CFLAGS) -o $@ $(filter %.c,$^)

$(SDK_TEST_DIR)/fuzz: tests/sdk/fuzz.c tests/sdk/standalone.c init/specification.c \
        $(patsubst sdk/%.c,$(BUILD)/host/obj/sdk-sanitised/%.o,$(filter sdk/%,$(SDK_FUZZ_SOURCES))) \
        $(BUILD)/host/obj/sdk-sanitised/report_page.o $(SDK_HEADERS)
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_TEST_CFLAGS) -o $@ $(filter %.c %.o,$^) $(SDK_LIBS)

$(SDK_TEST_DIR)/libfuzzer: $(SDK_FUZZ_SOURCES) $(SDK_PAGE) $(SDK_HEADERS)
	@mkdir -p $(@D)
	clang $(filter-out -MMD -MP,$(SDK_CFLAGS)) -I. -Iinit -iquote sdk -O1 \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -o $@ \
	    $(filter %.c,$^) $(SDK_LIBS)

# The authority analysis: against a model on random systems, and what it finds when a distribution is
# not what the description says.
SDK_AUDIT_OBJECTS := $(patsubst sdk/%.c,$(BUILD)/host/obj/sdk-sanitised/%.o,\
                       $(filter-out sdk/build.c,$(filter sdk/%,$(SDK_FUZZ_SOURCES)))) \
                     $(BUILD)/host/obj/sdk-sanitised/report_page.o

$(SDK_TEST_DIR)/authority_test $(SDK_TEST_DIR)/audit_test: $(SDK_TEST_DIR)/%: tests/sdk/%.c \
        $(SDK_AUDIT_OBJECTS) $(SDK_HEADERS)
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_TEST_CFLAGS) -o $@ $(filter %.c %.o,$^) $(SDK_LIBS)

SDK_AUTHORITY_SYSTEMS ?= 600

test-sdk-authority: $(SDK_TEST_DIR)/authority_test
	@$(SDK_TEST_DIR)/authority_test $(SDK_AUTHORITY_SYSTEMS)

test-sdk-audit: $(SDK_TEST_DIR)/audit_test
	@$(SDK_TEST_DIR)/audit_test

# The fit check against QEMU.
SDK_FIT_BOARDS := $(BOARDS)

$(SDK_TEST_DIR)/fit_list: tests/sdk/fit/fit_list.c $(SDK_AUDIT_OBJECTS) $(SDK_HEADERS)
	@mkdir -p $(@D)
	$(HOSTCC) $(SDK_TEST_CFLAGS) -o $@ $(filter %.c %.o,$^) $(SDK_LIBS)

test-sdk-fit: $(SDK_TEST_DIR)/fit_list sdk
	@tests/sdk/fit.sh '$(BUILD)/sdk' $(SDK_TEST_DIR)/fit_list $(SDK_FIT_BOARDS)

SDK_TESTS := bad good policy schema report package options run

.PHONY: test-sdk fuzz-sdk $(SDK_TESTS:%=test-sdk-%) test-sdk-fuzz test-sdk-authority test-sdk-audit \
        test-pages test-install test-report bench-authority

$(SDK_TESTS:%=test-sdk-%): test-sdk-%: $(ANNONA_SANITISED) $(SDK_TEST_DIR)/inspect
	@tests/sdk/$*.sh $(ANNONA_SANITISED) $(SDK_TEST_DIR)/inspect

# The HTML report in a browser.  A browser is needed for nothing else and is large, so `make test` does
# without it where there is none; test-report installs it.  REPORT_SCREENSHOTS names a folder for
# pictures of all views.
REPORT_SCREENSHOTS ?=

test-pages: sdk
	@tests/sdk/pages.sh $(BUILD)/sdk $(SDK_TEST_DIR)/pages $(REPORT_SCREENSHOTS)

test-install: sdk
	@tests/sdk/installed.sh $(BUILD) $(SDK_TEST_DIR)/installed

test-report: ## test the HTML report in headless Chromium, which this installs
	@command -v chromium > /dev/null && command -v chromedriver > /dev/null || { \
	    echo 'test-report: installing chromium chromium-driver'; \
	    apt-get install -y -qq --no-install-recommends chromium chromium-driver; } >&2
	@$(MAKE) --no-print-directory test-pages

$(SDK_TEST_DIR)/authority_bench: tests/sdk/authority_bench.c sdk/authority.c \
        sdk/authority_explain.c sdk/authority_facts.c sdk/authority_chain.c sdk/arena.c $(SDK_HEADERS)
	@mkdir -p $(@D)
	$(HOSTCC) $(HOSTCFLAGS) -D_GNU_SOURCE -O2 -I. -o $@ $(filter %.c,$^)

bench-authority: $(SDK_TEST_DIR)/authority_bench ## time of the authority analysis
	@$(SDK_TEST_DIR)/authority_bench

# A stub SDK whose programs are seeds.
$(SDK_TEST_DIR)/stubs/stamp: tests/sdk/fake-sdk $(ANNONA)
	@mkdir -p $(@D)
	tests/sdk/fake-sdk $(ANNONA) $(@D)
	@touch $@

test-sdk-fuzz: $(SDK_TEST_DIR)/fuzz $(SDK_TEST_DIR)/stubs/stamp
	@$(SDK_TEST_DIR)/fuzz $(SDK_TEST_DIR)/stubs/programs/restart.elf $(SDK_FUZZ_ITERATIONS) \
	    tests/sdk/good/everything.system tests/sdk/good/channels.system \
	    tests/sdk/good/capabilities.system tests/sdk/good/supervision.system \
	    tests/sdk/good/policy.system \
	    $(SDK_TEST_DIR)/stubs/programs/pd.elf $(SDK_TEST_DIR)/stubs/programs/shared_page.elf

test-sdk: ## test the host tool
	@failed=0; for test in $(SDK_TESTS) authority audit fit fuzz; do \
	    $(MAKE) --no-print-directory test-sdk-$$test || failed=1; done; exit $$failed

# A long campaign with coverage guidance; what it finds stays in the corpus folder.
fuzz-sdk: $(SDK_TEST_DIR)/libfuzzer $(SDK_TEST_DIR)/stubs/stamp
	@mkdir -p $(SDK_TEST_DIR)/corpus
	@for seed in tests/sdk/good/*.system tests/sdk/bad/*.system; do \
	    { printf '\000'; cat $$seed; } > $(SDK_TEST_DIR)/corpus/$$(basename $$seed); done
	@for seed in tests/sdk/good-x86_64_generic/*.system tests/sdk/bad/x86-*.system; do \
	    { printf '\004'; cat $$seed; } > $(SDK_TEST_DIR)/corpus/x86-$$(basename $$seed); done
	@for seed in tests/sdk/good-qemu_virt_riscv64/*.system tests/sdk/bad/riscv-*.system; do \
	    { printf '\002'; cat $$seed; } > $(SDK_TEST_DIR)/corpus/riscv-$$(basename $$seed); done
	@for seed in $(SDK_TEST_DIR)/stubs/programs/shared_page.elf; do \
	    { printf '\001'; cat $$seed; } > $(SDK_TEST_DIR)/corpus/$$(basename $$seed); done
	FUZZ_PROGRAM=$(SDK_TEST_DIR)/stubs/programs/restart.elf $(SDK_TEST_DIR)/libfuzzer \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -rss_limit_mb=3000 \
	    -artifact_prefix=$(SDK_TEST_DIR)/ $(SDK_TEST_DIR)/corpus

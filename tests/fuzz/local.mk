# SPDX-License-Identifier: Apache-2.0
# One fuzz target an input format: tests/fuzz/NAME_fuzz.c defines
# LLVMFuzzerTestOneInput (fuzz.h) and aborts on what must not be; tests/fuzz/
# corpus/NAME/ holds the inputs to begin with and those that once failed.
# With --enable-fuzz (clang) each is a libFuzzer program:
#
#   tests/fuzz/yaml_fuzz -max_total_time=3600 DIR tests/fuzz/corpus/yaml
#
# Otherwise it is linked with replay.c. Either way `make check` runs every
# corpus (tests/fuzz/corpora). A new target: its name in fuzz_names, three
# lines like those of yaml, its sources, its corpus.
fuzz_names = expr schema yaml

if LIBFUZZER
fuzz_main =
fuzz_ldflags = -fsanitize=fuzzer
else
fuzz_main = tests/fuzz/replay.c
fuzz_ldflags =
endif
fuzz_common = tests/fuzz/fuzz.h $(fuzz_main)
fuzz_ldadd = libberth.a $(FYAML_LIBS) $(JANSSON_LIBS) $(PCRE2_LIBS)

check_PROGRAMS += tests/fuzz/expr_fuzz
tests_fuzz_expr_fuzz_SOURCES = tests/fuzz/expr_fuzz.c $(fuzz_common)
tests_fuzz_expr_fuzz_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_expr_fuzz_LDADD = $(fuzz_ldadd)

check_PROGRAMS += tests/fuzz/yaml_fuzz
tests_fuzz_yaml_fuzz_SOURCES = tests/fuzz/yaml_fuzz.c $(fuzz_common)
tests_fuzz_yaml_fuzz_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_yaml_fuzz_LDADD = $(fuzz_ldadd)

check_PROGRAMS += tests/fuzz/schema_fuzz
tests_fuzz_schema_fuzz_SOURCES = tests/fuzz/schema_fuzz.c $(fuzz_common)
tests_fuzz_schema_fuzz_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_schema_fuzz_LDADD = $(fuzz_ldadd)

dist_check_SCRIPTS += tests/fuzz/corpora
TESTS += tests/fuzz/corpora
AM_TESTS_ENVIRONMENT += FUZZ_NAMES='$(fuzz_names)'; export FUZZ_NAMES;
EXTRA_DIST += tests/fuzz/corpus

# Targets that need a project around them.
fuzz_project = tests/fuzz/project.c tests/fuzz/project.h
fuzz_names += spec base
check_PROGRAMS += tests/fuzz/spec_fuzz tests/fuzz/base_fuzz
tests_fuzz_spec_fuzz_SOURCES = tests/fuzz/spec_fuzz.c $(fuzz_project) $(fuzz_common)
tests_fuzz_spec_fuzz_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_spec_fuzz_LDADD = $(fuzz_ldadd)
tests_fuzz_base_fuzz_SOURCES = tests/fuzz/base_fuzz.c $(fuzz_project) $(fuzz_common)
tests_fuzz_base_fuzz_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_base_fuzz_LDADD = $(fuzz_ldadd)

# Files of our own.
fuzz_names += journal cache
check_PROGRAMS += tests/fuzz/journal_fuzz tests/fuzz/cache_fuzz
tests_fuzz_journal_fuzz_SOURCES = tests/fuzz/journal_fuzz.c tests/publish/fixture.c tests/publish/fixture.h $(fuzz_common)
tests_fuzz_journal_fuzz_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_fuzz_journal_fuzz_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_journal_fuzz_LDADD = $(fuzz_ldadd)
tests_fuzz_cache_fuzz_SOURCES = tests/fuzz/cache_fuzz.c $(fuzz_common)
tests_fuzz_cache_fuzz_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
tests_fuzz_cache_fuzz_LDADD = $(fuzz_ldadd)

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/schema/address.c \
	src/schema/api.c src/schema/api.h \
	src/schema/check.c \
	src/schema/combine.c \
	src/schema/default.c \
	src/schema/defs.c \
	src/schema/ecma.c src/schema/ecma.h \
	src/schema/export.c src/schema/export.h src/schema/export_walk.h \
	src/schema/export_crd.c \
	src/schema/export_json.c \
	src/schema/export_markdown.c \
	src/schema/foreign.c src/schema/foreign.h \
	src/schema/format.c src/schema/format.h \
	src/schema/hint.c \
	src/schema/keyword.c \
	src/schema/lang.c src/schema/lang.h src/schema/lang_priv.h \
	src/schema/lang_key.c \
	src/schema/lang_filter.c \
	src/schema/lang_machine.c \
	src/schema/lang_member.c \
	src/schema/lang_nfa.c \
	src/schema/lang_parse.c src/schema/lang_parse.h \
	src/schema/lang_pattern.c \
	src/schema/lang_search.c \
	src/schema/lang_set.c \
	src/schema/lang_show.c \
	src/schema/lang_within.c \
	src/schema/list.c \
	src/schema/load.c \
	src/schema/mail.c \
	src/schema/meta.c \
	src/schema/moment.c \
	src/schema/node.h \
	src/schema/number.c \
	src/schema/pattern.c src/schema/pattern.h \
	src/schema/re2.c src/schema/re2.h src/schema/re2_name.c \
	src/schema/report.c \
	src/schema/schema.c src/schema/schema.h \
	src/schema/schema_priv.h \
	src/schema/shape.c src/schema/shape.h \
	src/schema/spelling.c \
	src/schema/structural.c \
	src/schema/url.c

unit_tests += src/schema/ecma_test
src_schema_ecma_test_SOURCES = src/schema/ecma_test.c tests/harness.h
src_schema_ecma_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_schema_ecma_test_LDADD = $(unit_ldadd)

unit_tests += src/schema/format_test
src_schema_format_test_SOURCES = src/schema/format_test.c tests/harness.h
src_schema_format_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_schema_format_test_LDADD = $(unit_ldadd)

unit_tests += src/schema/lang_random_test
src_schema_lang_random_test_SOURCES = src/schema/lang_random_test.c tests/harness.h
src_schema_lang_random_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_schema_lang_random_test_LDADD = $(unit_ldadd)

unit_tests += src/schema/lang_test
src_schema_lang_test_SOURCES = src/schema/lang_test.c tests/harness.h
src_schema_lang_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_schema_lang_test_LDADD = $(unit_ldadd)

unit_tests += src/schema/load_test
src_schema_load_test_SOURCES = src/schema/load_test.c tests/harness.h
src_schema_load_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_schema_load_test_LDADD = $(unit_ldadd)

unit_tests += src/schema/pattern_test
src_schema_pattern_test_SOURCES = src/schema/pattern_test.c tests/harness.h
src_schema_pattern_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_schema_pattern_test_LDADD = $(unit_ldadd)

unit_tests += src/schema/schema_test
src_schema_schema_test_SOURCES = src/schema/schema_test.c tests/harness.h
src_schema_schema_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_schema_schema_test_LDADD = $(unit_ldadd)

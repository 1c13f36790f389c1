# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/emit/diff.c src/emit/diff.h \
	src/emit/emit.h src/emit/emit_priv.h \
	src/emit/letters.def \
	src/emit/order.c \
	src/emit/plain.c \
	src/emit/quote.c \
	src/emit/yaml.c

unit_tests += src/emit/emit_test
src_emit_emit_test_SOURCES = src/emit/emit_test.c tests/harness.h
src_emit_emit_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_emit_emit_test_LDADD = $(unit_ldadd)

unit_tests += src/emit/diff_test
src_emit_diff_test_SOURCES = src/emit/diff_test.c tests/harness.h
src_emit_diff_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_emit_diff_test_LDADD = $(unit_ldadd)

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/diag/codes.def \
	src/diag/codes/base.def src/diag/codes/expr.def src/diag/codes/fleet.def \
	src/diag/codes/merge.def src/diag/codes/prove.def src/diag/codes/publish.def src/diag/codes/read.def \
	src/diag/codes/schema.def src/diag/codes/system.def src/diag/codes/test.def \
	src/diag/codes/verify.def \
	src/diag/diag.c src/diag/diag.h \
	src/diag/nearest.c src/diag/nearest.h \
	src/diag/print.c src/diag/print.h src/diag/print_priv.h \
	src/diag/print_github.c src/diag/print_json.c src/diag/print_sarif.c src/diag/print_text.c \
	src/diag/source.c src/diag/source.h \
	src/diag/width.c src/diag/width.h

unit_tests += src/diag/diag_test
src_diag_diag_test_SOURCES = src/diag/diag_test.c tests/harness.h
src_diag_diag_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_diag_diag_test_LDADD = $(unit_ldadd)

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/diag/codes.def \
	src/diag/diag.c src/diag/diag.h \
	src/diag/nearest.c src/diag/nearest.h \
	src/diag/print.c src/diag/print.h \
	src/diag/source.c src/diag/source.h

unit_tests += src/diag/diag_test
src_diag_diag_test_SOURCES = src/diag/diag_test.c tests/harness.h
src_diag_diag_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_diag_diag_test_LDADD = $(unit_ldadd)

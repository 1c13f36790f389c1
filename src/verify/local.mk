# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/verify/name.c \
	src/verify/reference.c \
	src/verify/rule.c src/verify/rule.h \
	src/verify/selector.c \
	src/verify/text.c \
	src/verify/verify.c src/verify/verify.h \
	src/verify/verify_priv.h \
	src/verify/workload.c

unit_tests += src/verify/verify_test
src_verify_verify_test_SOURCES = src/verify/verify_test.c tests/harness.h
src_verify_verify_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_verify_verify_test_LDADD = $(unit_ldadd)

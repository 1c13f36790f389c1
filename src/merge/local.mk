# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/merge/directive.c \
	src/merge/listmap.c \
	src/merge/merge.c src/merge/merge.h src/merge/merge_priv.h

unit_tests += src/merge/merge_test
src_merge_merge_test_SOURCES = src/merge/merge_test.c tests/harness.h
src_merge_merge_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_merge_merge_test_LDADD = $(unit_ldadd)

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/cache/cache.c src/cache/cache.h \
	src/cache/format.c src/cache/format.h

unit_tests += src/cache/cache_test
src_cache_cache_test_SOURCES = src/cache/cache_test.c $(publish_fixture)
src_cache_cache_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_cache_cache_test_LDADD = $(unit_ldadd)

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/base/arena.c src/base/arena.h \
	src/base/ascii.h \
	src/base/buf.c src/base/buf.h \
	src/base/file.c src/base/file.h \
	src/base/ip.c src/base/ip.h \
	src/base/json_text.c src/base/json_text.h \
	src/base/map.c src/base/map.h \
	src/base/name.c src/base/name.h \
	src/base/num.c src/base/num.h \
	src/base/path.c src/base/path.h \
	src/base/sha256.c src/base/sha256.h src/base/sha256_block.h src/base/sha256_x86.c \
	src/base/slice.c src/base/slice.h \
	src/base/utf8.c src/base/utf8.h \
	src/base/vec.h

unit_tests += src/base/base_test
src_base_base_test_SOURCES = src/base/base_test.c tests/harness.h
src_base_base_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_base_base_test_LDADD = $(unit_ldadd)

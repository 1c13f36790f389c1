# SPDX-License-Identifier: Apache-2.0
# libfyaml stands behind yaml.c, jansson behind json.c.
libberth_a_SOURCES += \
	src/read/compose.c src/read/compose.h \
	src/read/documents.c src/read/read.h \
	src/read/json.c \
	src/read/decode.c src/read/decode.h \
	src/read/place.c src/read/place.h \
	src/read/scalar.c src/read/scalar.h \
	src/read/source.c \
	src/read/syntax.c src/read/syntax.h \
	src/read/tag.c src/read/tag.h \
	src/read/text.c src/read/text.h \
	src/read/tree.c src/read/tree.h \
	src/read/yaml.c src/read/events.h

unit_tests += src/read/read_test src/read/place_test src/read/tree_test
src_read_read_test_SOURCES = src/read/read_test.c src/read/wrong.def src/read/hazard.def tests/harness.h
src_read_read_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_read_read_test_LDADD = $(unit_ldadd)
src_read_place_test_SOURCES = src/read/place_test.c tests/harness.h
src_read_place_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_read_place_test_LDADD = $(unit_ldadd)
src_read_tree_test_SOURCES = src/read/tree_test.c tests/harness.h
src_read_tree_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_read_tree_test_LDADD = $(unit_ldadd)

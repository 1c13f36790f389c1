# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/value/build.c src/value/build.h \
	src/value/cmp.c src/value/cmp.h \
	src/value/json.c src/value/json.h \
	src/value/path.c src/value/path.h \
	src/value/val.c src/value/val.h

unit_tests += src/value/value_test
src_value_value_test_SOURCES = src/value/value_test.c tests/harness.h
src_value_value_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_value_value_test_LDADD = $(unit_ldadd)

unit_tests += src/value/json_test
src_value_json_test_SOURCES = src/value/json_test.c tests/harness.h
src_value_json_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_value_json_test_LDADD = $(unit_ldadd)

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/prove/check.c \
	src/prove/env.c \
	src/prove/fill.c \
	src/prove/finding.c \
	src/prove/fit.c src/prove/fit.h \
	src/prove/fit_part.c \
	src/prove/hole.c \
	src/prove/input.c \
	src/prove/names.c \
	src/prove/objects.c \
	src/prove/patches.c \
	src/prove/prove.c src/prove/prove.h src/prove/prove_priv.h \
	src/prove/seal.c \
	src/prove/steps.c \
	src/prove/symbol.c \
	src/prove/workload.c \
	src/prove/worlds.c

unit_tests += src/prove/prove_test
src_prove_prove_test_SOURCES = src/prove/prove_test.c tests/harness.h
src_prove_prove_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_prove_prove_test_LDADD = $(unit_ldadd)

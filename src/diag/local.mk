# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/diag/codes.def \
	src/diag/codes/base.def src/diag/codes/expr.def src/diag/codes/fleet.def \
	src/diag/codes/merge.def src/diag/codes/prove.def src/diag/codes/publish.def src/diag/codes/read.def \
	src/diag/codes/schema.def src/diag/codes/system.def src/diag/codes/test.def \
	src/diag/codes/verify.def \
	src/diag/diag.c src/diag/diag.h \
	src/diag/nearest.c src/diag/nearest.h \
	src/diag/page.c src/diag/page.h \
	src/diag/print.c src/diag/print.h src/diag/print_priv.h \
	src/diag/print_github.c src/diag/print_json.c src/diag/print_sarif.c src/diag/print_text.c \
	src/diag/source.c src/diag/source.h \
	src/diag/width.c src/diag/width.h

# `berth explain CODE`; a page that is missing is no reason not to build (tests/style/codes says so).
pages = \
	src/diag/codes/base.md src/diag/codes/expr.md src/diag/codes/fleet.md \
	src/diag/codes/merge.md src/diag/codes/prove.md src/diag/codes/publish.md src/diag/codes/read.md \
	src/diag/codes/schema.md src/diag/codes/system.md src/diag/codes/test.md \
	src/diag/codes/verify.md
nodist_libberth_a_SOURCES = src/diag/pages.c
EXTRA_DIST += $(pages) src/diag/codes/README.md tools/pages
CLEANFILES += src/diag/pages.c
src/diag/pages.c: $(pages) tools/pages src/diag/codes.def
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(srcdir)/tools/pages c >$@.new && mv -f $@.new $@

unit_tests += src/diag/diag_test
src_diag_diag_test_SOURCES = src/diag/diag_test.c tests/harness.h
src_diag_diag_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_diag_diag_test_LDADD = $(unit_ldadd)

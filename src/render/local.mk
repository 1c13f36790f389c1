# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/render/base.c src/render/base.h \
	src/render/compile.h \
	src/render/failure.c \
	src/render/object.c src/render/object.h \
	src/render/order.c \
	src/render/page.c \
	src/render/patch.c \
	src/render/render.c src/render/render.h \
	src/render/run.h \
	src/render/scope.c src/render/scope.h \
	src/render/sibling.c src/render/sibling.h \
	src/render/template.c src/render/template.h src/render/template_node.h

unit_tests += src/render/template_test
src_render_template_test_SOURCES = src/render/template_test.c tests/harness.h
src_render_template_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_render_template_test_LDADD = $(unit_ldadd)

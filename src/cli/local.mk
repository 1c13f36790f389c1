# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/cli/against.c src/cli/against.h \
	src/cli/cmd.h \
	src/cli/cmd_build.c \
	src/cli/cmd_completion.c \
	src/cli/cmd_diff.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_new.c \
	src/cli/cmd_schema.c \
	src/cli/cmd_test.c \
	src/cli/common.c \
	src/cli/failures.c src/cli/failures.h \
	src/cli/opt.c src/cli/opt.h

# main.c holds the table of commands, which the rest refers to.

unit_tests += src/cli/opt_test
src_cli_opt_test_SOURCES = src/cli/opt_test.c tests/harness.h
src_cli_opt_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_cli_opt_test_LDADD = $(unit_ldadd)

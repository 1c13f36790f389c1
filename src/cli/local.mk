# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/cli/cmd.h \
	src/cli/cmd_build.c \
	src/cli/cmd_completion.c \
	src/cli/cmd_diff.c \
	src/cli/cmd_explain.c \
	src/cli/common.c \
	src/cli/opt.c src/cli/opt.h

# main.c holds the table of commands, which the rest refers to.

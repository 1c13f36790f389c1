# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/merge/directive.c \
	src/merge/json_patch.c \
	src/merge/listmap.c \
	src/merge/merge.c src/merge/merge.h src/merge/merge_priv.h

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/verify/name.c \
	src/verify/reference.c \
	src/verify/selector.c \
	src/verify/text.c \
	src/verify/verify.c src/verify/verify.h \
	src/verify/verify_priv.h \
	src/verify/workload.c

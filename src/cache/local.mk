# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/cache/cache.c src/cache/cache.h \
	src/cache/format.c src/cache/format.h

# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/schema/address.c \
	src/schema/api.c src/schema/api.h \
	src/schema/check.c \
	src/schema/combine.c \
	src/schema/default.c \
	src/schema/defs.c \
	src/schema/format.c src/schema/format.h \
	src/schema/hint.c \
	src/schema/keyword.c \
	src/schema/list.c \
	src/schema/load.c \
	src/schema/mail.c \
	src/schema/meta.c \
	src/schema/moment.c \
	src/schema/number.c \
	src/schema/pattern.c src/schema/pattern.h \
	src/schema/re2.c src/schema/re2.h src/schema/re2_name.c \
	src/schema/report.c \
	src/schema/schema.c src/schema/schema.h \
	src/schema/schema_priv.h \
	src/schema/structural.c \
	src/schema/url.c

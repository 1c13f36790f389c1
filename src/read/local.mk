# SPDX-License-Identifier: Apache-2.0
# libfyaml stands behind yaml.c, jansson behind json.c.
libberth_a_SOURCES += \
	src/read/compose.c src/read/read.h \
	src/read/json.c \
	src/read/place.c src/read/place.h \
	src/read/scalar.c src/read/scalar.h \
	src/read/source.c \
	src/read/syntax.c src/read/syntax.h \
	src/read/tag.c src/read/tag.h \
	src/read/text.c src/read/text.h \
	src/read/tree.c src/read/tree.h \
	src/read/yaml.c src/read/events.h

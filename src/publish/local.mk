# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/publish/commit.c \
	src/publish/journal.c src/publish/journal.h \
	src/publish/offer.c \
	src/publish/publish.c src/publish/publish.h src/publish/publish_priv.h \
	src/publish/recover.c \
	src/publish/stale.c \
	src/publish/switch.c src/publish/switch.h \
	src/publish/tree.c src/publish/tree.h \
	src/publish/visit.c

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

publish_fixture = tests/publish/fixture.c tests/publish/fixture.h tests/publish/bench.h tests/harness.h

unit_tests += src/publish/offer_test
src_publish_offer_test_SOURCES = src/publish/offer_test.c $(publish_fixture)
src_publish_offer_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_publish_offer_test_LDADD = $(unit_ldadd)

unit_tests += src/publish/publish_test
src_publish_publish_test_SOURCES = src/publish/publish_test.c $(publish_fixture)
src_publish_publish_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_publish_publish_test_LDADD = $(unit_ldadd)

unit_tests += src/publish/recover_test
src_publish_recover_test_SOURCES = src/publish/recover_test.c $(publish_fixture)
src_publish_recover_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests $(CMOCKA_CFLAGS)
src_publish_recover_test_LDADD = $(unit_ldadd)

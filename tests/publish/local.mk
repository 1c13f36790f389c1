# SPDX-License-Identifier: Apache-2.0
# Publishing, hit at every system call; see faults.c.
check_PROGRAMS += tests/publish/faults
TESTS += tests/publish/faults
tests_publish_faults_SOURCES = tests/publish/faults.c tests/publish/power.c \
	tests/publish/stand.c tests/publish/stand.h \
	tests/publish/inject.c tests/publish/inject.h \
	tests/publish/fixture.c tests/publish/fixture.h
tests_publish_faults_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
tests_publish_faults_LDADD = libberth.a $(FYAML_LIBS) $(JANSSON_LIBS) $(PCRE2_LIBS)

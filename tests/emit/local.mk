# SPDX-License-Identifier: Apache-2.0
# What we emit, read back by our reader and by libyaml.
if HAVE_YAML
check_PROGRAMS += tests/emit/roundtrip
TESTS += tests/emit/roundtrip
endif
tests_emit_roundtrip_SOURCES = tests/emit/roundtrip.c
tests_emit_roundtrip_CFLAGS = $(AM_CFLAGS) $(YAML_CFLAGS)
tests_emit_roundtrip_LDADD = libberth.a $(FYAML_LIBS) $(JANSSON_LIBS) $(PCRE2_LIBS) $(YAML_LIBS)

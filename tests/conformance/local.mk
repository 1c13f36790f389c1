# SPDX-License-Identifier: Apache-2.0
# One file a suite; see conf.h.
check_PROGRAMS += tests/conformance/run
tests_conformance_run_SOURCES = \
	tests/conformance/cel_kubernetes.c \
	tests/conformance/cel_spec.c \
	tests/conformance/cel_value.c tests/conformance/cel_value.h \
	tests/conformance/conf.h \
	tests/conformance/crd_instances.c \
	tests/conformance/json_schema.c \
	tests/conformance/kube_case.c tests/conformance/kube_case.h \
	tests/conformance/merge.c \
	tests/conformance/run.c \
	tests/conformance/structural.c \
	tests/conformance/suites.def \
	tests/conformance/yaml_emitter.c \
	tests/conformance/yaml_test_suite.c
tests_conformance_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/conformance \
	-DSOURCES='"$(abs_top_srcdir)"' -DDEVIATIONS='"$(abs_top_srcdir)/tests/conformance/deviations"'
tests_conformance_run_LDADD = libberth.a $(FYAML_LIBS) $(JANSSON_LIBS) $(PCRE2_LIBS)

dist_check_SCRIPTS += tests/conformance/suites
TESTS += tests/conformance/suites
EXTRA_DIST += \
	tests/conformance/deviations/cel-kubernetes.txt \
	tests/conformance/deviations/cel-spec-disagreements.txt \
	tests/conformance/deviations/cel-spec.txt \
	tests/conformance/deviations/merge.txt \
	tests/conformance/deviations/structural.txt \
	tests/conformance/deviations/yaml-emitter.txt \
	tests/conformance/deviations/yaml-test-suite.txt

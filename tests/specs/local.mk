# SPDX-License-Identifier: Apache-2.0
# Specs that the schema admits, compiled and judged: 500 in `make check`, 10,000 in `make check-nightly`.
TESTS += tests/specs/run tests/specs/self
dist_check_SCRIPTS += tests/specs/run tests/specs/self
EXTRA_DIST += \
	tests/specs/generate \
	tests/specs/hints/fleet.yaml \
	tests/specs/hints/redistenant.yaml \
	tests/specs/speclib/__init__.py \
	tests/specs/speclib/cases.py \
	tests/specs/speclib/fleets.py \
	tests/specs/speclib/judging.py \
	tests/specs/speclib/names.py \
	tests/specs/speclib/pattern.py \
	tests/specs/speclib/project.py \
	tests/specs/speclib/schema.py \
	tests/specs/speclib/values.py \
	tests/specs/speclib/writer.py

# make check-nightly SEED=...: every boundary and as many random specs as make 10,000.
SPECS = 10000
SEED = 1
.PHONY: check-nightly
check-nightly: berth$(EXEEXT)
	BERTH='$(abs_builddir)/berth$(EXEEXT)' $(srcdir)/tests/specs/run -n $(SPECS) --boundaries 0 --seed '$(SEED)'

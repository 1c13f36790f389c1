# SPDX-License-Identifier: Apache-2.0
# The benchmark: `make bench`, with options in BENCHFLAGS (tools/bench/README.md), and its tests.
dist_check_SCRIPTS += tools/bench/selftest tools/bench/smoke
TESTS += tools/bench/selftest tools/bench/smoke
EXTRA_DIST += \
	tools/bench/README.md \
	tools/bench/bench \
	tools/bench/berthbench/__init__.py \
	tools/bench/berthbench/files.py \
	tools/bench/berthbench/install.py \
	tools/bench/berthbench/markers.py \
	tools/bench/berthbench/measure.py \
	tools/bench/berthbench/objects.py \
	tools/bench/berthbench/peers.py \
	tools/bench/berthbench/project.py \
	tools/bench/berthbench/report.py \
	tools/bench/berthbench/runs.py \
	tools/bench/berthbench/tenants.py \
	tools/bench/berthbench/texts.py \
	tools/bench/compare \
	tools/bench/fleet \
	tools/bench/plainwrite.c \
	tools/bench/runstat.c

.PHONY: bench
bench: berth$(EXEEXT)
	$(srcdir)/tools/bench/bench --berth '$(abs_builddir)/berth$(EXEEXT)' --source '$(abs_top_srcdir)' $(BENCHFLAGS)

# SPDX-License-Identifier: Apache-2.0
# The pages of codes: their examples are run, and doc/diagnostics.md is what they make.
TESTS += tests/diagnostics/run
dist_check_SCRIPTS += tests/diagnostics/run

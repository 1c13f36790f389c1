# SPDX-License-Identifier: Apache-2.0
# The same bytes from the same specs, however they are compiled.
TESTS += tests/determinism/run
dist_check_SCRIPTS += tests/determinism/run

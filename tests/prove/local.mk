# SPDX-License-Identifier: Apache-2.0
# The shipped base, broken in one place at a time: the proof finds each.
TESTS += tests/prove/run
dist_check_SCRIPTS += tests/prove/run
EXTRA_DIST += tests/prove/breaks

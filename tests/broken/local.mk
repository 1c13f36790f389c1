# SPDX-License-Identifier: Apache-2.0
# Specs of the example fleet with one mistake each: one message, at the place, with a cure.
TESTS += tests/broken/run
dist_check_SCRIPTS += tests/broken/run
EXTRA_DIST += tests/broken/specs

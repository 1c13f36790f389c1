# SPDX-License-Identifier: Apache-2.0
# The tests that the shipped bases carry.
TESTS += tests/base/run
dist_check_SCRIPTS += tests/base/run tests/base/mutate

# SPDX-License-Identifier: Apache-2.0
# The tests that the shipped bases carry.
TESTS += tests/base/run tests/base/rules
dist_check_SCRIPTS += tests/base/run tests/base/rules tests/base/mutate

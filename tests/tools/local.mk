# SPDX-License-Identifier: Apache-2.0
# Tests of the scripts in tools/.
tools_tests = tests/tools/bundle tests/tools/zones
TESTS += $(tools_tests)
dist_check_SCRIPTS += $(tools_tests)
EXTRA_DIST += tools/bundle tools/bundle_tables.py tools/zones

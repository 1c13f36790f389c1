# SPDX-License-Identifier: Apache-2.0
# The rules of HACKING.md that a script can see.
TESTS += tests/style/run
dist_check_SCRIPTS += tests/style/run tests/style/codes
EXTRA_DIST += tests/style/codes.except tools/floors tools/headers tools/lines src/FLOORS

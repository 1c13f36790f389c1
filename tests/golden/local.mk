# SPDX-License-Identifier: Apache-2.0
# What berth prints, returns and writes, whole. The cases are copied by dist-hook.
TESTS += tests/golden/run
dist_check_SCRIPTS += tests/golden/run

# SPDX-License-Identifier: Apache-2.0
# One folder a kind of test.
include tests/base/local.mk
include tests/broken/local.mk
include tests/cluster/local.mk
include tests/conformance/local.mk
include tests/determinism/local.mk
include tests/diagnostics/local.mk
include tests/drills/local.mk
include tests/editor/local.mk
include tests/emit/local.mk
include tests/fault/local.mk
include tests/fields/local.mk
include tests/fuzz/local.mk
include tests/golden/local.mk
include tests/judges/local.mk
include tests/prove/local.mk
include tests/publish/local.mk
include tests/redis/local.mk
include tests/specs/local.mk
include tests/style/local.mk
include tests/tools/local.mk

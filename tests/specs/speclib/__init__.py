# SPDX-License-Identifier: Apache-2.0
"""What tests/specs/generate, run and self are made of."""

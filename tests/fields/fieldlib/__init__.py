# SPDX-License-Identifier: Apache-2.0
"""What tests/fields/run is made of."""

# SPDX-License-Identifier: Apache-2.0
"""The judges of tests/judges/run, one module each. doc/judges.md tells how to add one."""

# SPDX-License-Identifier: Apache-2.0
"""Parts of tools/bench: the benchmark of berth against plain writing and against its peers."""

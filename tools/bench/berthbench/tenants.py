# SPDX-License-Identifier: Apache-2.0
"""The tenants of a benchmark fleet: their values follow from their number alone, so every run and every tool gets the same."""

TEAMS = ("shop", "search", "billing", "identity", "ledger", "media", "risk")
REPLICAS = (3, 3, 5, 3, 7)
MEMORY = ("512Mi", "1Gi", "2Gi", "4Gi", "8Gi", "16Gi", "24Gi", "32Gi", "768Mi", "1536Mi", "3Gi")
STORAGE = ("2Gi", "8Gi", "16Gi", "32Gi", "64Gi", "100Gi", "250Gi", "500Gi", "1Ti", "20Gi", "40Gi", "80Gi", "160Gi")


def tenant(i):
    """Tenant number i (from 0) as a flat map of the six values that tell tenants apart."""
    name = "t%06d" % i
    return {
        "name": name,
        "namespace": "bench-" + name,
        "team": TEAMS[i * 5 % len(TEAMS)],
        "replicas": REPLICAS[i * 3 % len(REPLICAS)],
        "memory": MEMORY[i * 7 % len(MEMORY)],
        "storage": STORAGE[i * 11 % len(STORAGE)],
    }


def sample(n, k):
    """At most k tenant numbers out of 0..n-1, spread evenly, first and last among them."""
    if n <= k:
        return list(range(n))
    return sorted({round(j * (n - 1) / (k - 1)) for j in range(k)})

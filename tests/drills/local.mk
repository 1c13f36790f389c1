# SPDX-License-Identifier: Apache-2.0
# Drills in a real cluster; `make check-cluster` makes a short list of them in that of tests/cluster. doc/cluster.md.
EXTRA_DIST += \
	tests/drills/client.py \
	tests/drills/drill \
	tests/drills/drilllib/__init__.py \
	tests/drills/drilllib/clients.py \
	tests/drills/drilllib/faults.py \
	tests/drills/drilllib/kube.py \
	tests/drills/drilllib/node.py \
	tests/drills/drilllib/table.py \
	tests/drills/drilllib/tenant.py \
	tests/drills/project/fleet.yaml \
	tests/drills/project/tenants/cache.yaml \
	tests/drills/project/tenants/five.yaml \
	tests/drills/project/tenants/proxy.yaml \
	tests/drills/project/tenants/redis8.yaml \
	tests/drills/project/tenants/single.yaml \
	tests/drills/project/tenants/three.yaml \
	tests/drills/project/tenants/valkey8.yaml \
	tests/drills/project/tenants/valkey9.yaml

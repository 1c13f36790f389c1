# SPDX-License-Identifier: Apache-2.0
# The judges run over the committed out/, not in `make check`: ./bootstrap check runs them.
EXTRA_DIST += \
	tests/judges/install \
	tests/judges/run \
	tests/judges/selftest \
	tests/judges/versions \
	tests/judges/kube-score.ignore \
	tests/judges/judgelib/__init__.py \
	tests/judges/judgelib/jsonschema_of.py \
	tests/judges/judgelib/kubeconform.py \
	tests/judges/judgelib/kubescore.py \
	tests/judges/judgelib/kustomize.py \
	tests/judges/judgelib/podsecurity.py \
	tests/judges/judgelib/readers.mjs \
	tests/judges/judgelib/readers.py \
	tests/judges/judgelib/tree.py \
	tests/judges/judgelib/validate.py \
	tests/judges/pssprobe/go.mod \
	tests/judges/pssprobe/go.sum \
	tests/judges/pssprobe/main.go \
	tests/judges/fixtures/fleet.yaml \
	tests/judges/fixtures/out/north/shop/cache.yaml \
	tests/judges/fixtures/out/north/shop/kustomization.yaml \
	tests/judges/fixtures/out/north/shop/namespace.yaml \
	tests/judges/fixtures/out/south/queue/backup.yaml \
	tests/judges/fixtures/out/south/queue/kustomization.yaml \
	tests/judges/fixtures/out/south/queue/monitoring.yaml \
	tests/judges/fixtures/out/south/queue/queue.yaml \
	tests/judges/fixtures/out/south/sync/canary.yaml

.PHONY: judges
judges:
	$(srcdir)/tests/judges/install
	$(srcdir)/tests/judges/run $(srcdir)/out

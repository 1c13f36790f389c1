# SPDX-License-Identifier: Apache-2.0
# A real Kubernetes, and what berth emits in it. Not in `make check`: it takes Go, and the nodes take root. doc/cluster.md.
EXTRA_DIST += \
	doc/cluster.md \
	tests/cluster/accept \
	tests/cluster/api \
	tests/cluster/apiserver.py \
	tests/cluster/build \
	tests/cluster/check \
	tests/cluster/coredns/main.go \
	tests/cluster/down \
	tests/cluster/go.mod \
	tests/cluster/go.sum \
	tests/cluster/images \
	tests/cluster/keys \
	tests/cluster/kubectl \
	tests/cluster/lib.sh \
	tests/cluster/node \
	tests/cluster/pack \
	tests/cluster/packages \
	tests/cluster/up \
	tests/cluster/volumes

# DRILLS: the list of tests/drills/drill --list.
DRILLS = short
.PHONY: check-cluster
check-cluster: berth$(EXEEXT)
	BERTH='$(abs_builddir)/berth$(EXEEXT)' BERTH_SRC='$(abs_srcdir)' $(srcdir)/tests/cluster/check $(DRILLS)

# shellcheck shell=sh disable=SC2034,SC2154
# SPDX-License-Identifier: Apache-2.0
# What the scripts of this folder share: where things are, and how processes are started and ended. A script sets `here` to
# this folder first.
#
#   BERTH_CLUSTER_DIR   what is built and kept: binaries, images    ${XDG_CACHE_HOME:-~/.cache}/berth/cluster
#   BERTH_CLUSTER_RUN   one running cluster: keys, logs, data, pid files    $BERTH_CLUSTER_DIR/run
#   BERTH_CLUSTER_NET   name of its network namespaces (<name>-cp, <name>-n1, ...) and cgroups    berth
#
# Two clusters at once need two of the last two. Everything that a script starts has a pid file in $run/pid, or lives in a
# network namespace or cgroup of that name, which only these scripts make; that is all that `down` ends.

cache=${BERTH_CLUSTER_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/berth/cluster}
bin=$cache/bin
images=$cache/images
run=${BERTH_CLUSTER_RUN:-$cache/run}
net=${BERTH_CLUSTER_NET:-berth}

version=$(sed -n 's,^[[:space:]]k8s\.io/kubernetes v\([0-9.]*\).*,\1,p' "$here/go.mod" | head -n 1)
subnet=10.196.1             # of the nodes; the control plane is .100. Seen inside of the namespaces only, like the next ones.
pods=10.198                 # node N has $pods.N.0/24
services=10.199.0.0/20
dns=10.199.0.10
export KUBECONFIG="$run/kubeconfig"
export PATH="$bin:$PATH"

say()
{
	printf '%s\n' "$*" >&2
}

die()
{
	say "${0##*/}: $*"
	exit 1
}

# wait_for TENTHS COMMAND...: tries every tenth of a second until COMMAND succeeds.
wait_for()
{
	tries=$1
	shift
	while [ "$tries" -gt 0 ]; do
		"$@" >/dev/null 2>&1 && return 0
		tries=$((tries - 1))
		sleep 0.1
	done
	return 1
}

# start NAME COMMAND...: in the background in a session of its own, with a log and a pid file.
start()
{
	name=$1
	shift
	mkdir -p "$run/log" "$run/pid"
	setsid "$@" >"$run/log/$name" 2>&1 </dev/null &
	echo $! >"$run/pid/$name"
}

alive()
{
	[ -s "$run/pid/$1" ] && kill -0 "$(cat "$run/pid/$1")" 2>/dev/null
}

# gone PID...: true when none of them runs. A zombie has ended; it only waits for a parent that collects it.
gone()
{
	for pid; do
		case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in
		''|Z*) ;;
		*) return 1 ;;
		esac
	done
}

# end PID...: TERM to all at once, KILL to what is left after three seconds. The state is thrown away anyway.
end()
{
	[ $# -gt 0 ] || return 0
	kill "$@" 2>/dev/null || :
	wait_for 30 gone "$@" || kill -9 "$@" 2>/dev/null || :
}

# stop NAME...: ends the processes of those pid files.
stop()
{
	set -- "$@" --
	while [ "$1" != -- ]; do
		if [ -s "$run/pid/$1" ]; then
			set -- "$@" "$(cat "$run/pid/$1")"
			rm -f "$run/pid/$1"
		fi
		shift
	done
	shift
	end "$@"
}

# control_plane ADDRESS PORT COMMAND...: etcd and the API server on ADDRESS, started through COMMAND (to enter a network
# namespace; none for here). PORT is the API server's; etcd takes the two after it, on the loopback.
control_plane()
{
	address=$1
	port=$2
	shift 2
	alive apiserver && die "runs already in $run; tests/cluster/down first"
	mkdir -p "$run/pki"
	chmod 700 "$run" "$run/pki"
	"$here/keys" "$run/pki" "$address" "${services%.*}.1"
	cat >"$run/kubeconfig" <<END
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://$address:$port", certificate-authority-data: "$(base64 -w0 <"$run/pki/ca.crt")"}}]
users: [{name: u, user: {token: "$(cut -d, -f1 "$run/pki/tokens.csv")"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
END
	chmod 600 "$run/kubeconfig"
	etcd=http://127.0.0.1:$((port + 1))
	peer=http://127.0.0.1:$((port + 2))
	start etcd "$@" etcd --data-dir "$run/etcd" --listen-client-urls "$etcd" --advertise-client-urls "$etcd" \
		--listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "default=$peer" --unsafe-no-fsync
	# A loopback address may not be an endpoint.
	reconciler=master-count
	case $address in 127.*) reconciler=none ;; esac
	start apiserver "$@" kube-apiserver --etcd-servers="$etcd" --bind-address="$address" --advertise-address="$address" \
		--secure-port="$port" --endpoint-reconciler-type="$reconciler" \
		--tls-cert-file="$run/pki/api.crt" --tls-private-key-file="$run/pki/api.key" --client-ca-file="$run/pki/ca.crt" \
		--token-auth-file="$run/pki/tokens.csv" --authorization-mode=Node,RBAC \
		--service-account-issuer=https://kubernetes.default.svc.cluster.local \
		--service-account-key-file="$run/pki/sa.pub" --service-account-signing-key-file="$run/pki/sa.key" \
		--service-cluster-ip-range="$services" --allow-privileged=true --enable-admission-plugins=NodeRestriction \
		--kubelet-preferred-address-types=InternalIP
	tries=0
	until "$@" kubectl get --raw /readyz >/dev/null 2>&1; do
		tries=$((tries + 1))
		if [ "$tries" -gt 900 ] || ! alive apiserver || ! alive etcd; then
			tail -n 3 "$run/log/etcd" "$run/log/apiserver" >&2
			die "the API server does not start, see $run/log"
		fi
		sleep 0.1
	done
}

# SPDX-License-Identifier: Apache-2.0
"""The files of the benchmark's base: shell and configuration of a made-up server, of the length and look of real ones."""

ENTRYPOINT = r"""#!/bin/sh
# Starts the server or its witness with the configuration of this pod.
set -eu
role=$1
own=$POD_IP:$SERVICE_PORT

find_primary() {
  for i in 0 1 2 3 4; do
    answer=$(client -t 2 "witness-$i.$POD_NAMESPACE.svc" primary 2>/dev/null) || continue
    if [ -n "$answer" ]; then
      echo "$answer"
      return 0
    fi
  done
  return 1
}

case $role in
server)
  cp /config/server.conf /data/server.conf
  echo "announce $own" >>/data/server.conf
  if primary=$(find_primary) && [ "$primary" != "$own" ]; then
    echo "replica-of $primary" >>/data/server.conf
  fi
  exec server /data/server.conf
  ;;
witness)
  cp /config/witness.conf /data/witness.conf
  exec witness /data/witness.conf
  ;;
hand-over)
  if [ "$(client role)" = primary ]; then
    client pause-writes 10s
    client hand-over --wait 30s
  fi
  ;;
esac
"""

PROBE = r"""#!/bin/sh
# Asks the server in this pod how it is: startup, ready or live.
answer=$(client -t 3 ping 2>&1)
case $1:$answer in
*:pong) exit 0 ;;
live:loading*) exit 0 ;;
startup:loading*) exit 1 ;;
*) echo "$answer"; exit 1 ;;
esac
"""

SERVER_CONF = """# Settings that are the same for all tenants.
port 7000
bind 0.0.0.0
protected no
timeout 0
backlog 511
keepalive 300
databases 1
log-level notice
log-format json
save-interval 900
save-compression yes
save-checksum yes
append-only yes
append-sync every-second
append-rewrite-percentage 100
append-rewrite-min-size 64mb
replica-serve-stale no
replica-read-only yes
replica-priority 100
replica-backlog-size 64mb
min-replicas-to-write 1
min-replicas-max-lag 10
memory-policy no-eviction
memory-samples 5
lazy-free yes
slow-log-threshold 10ms
slow-log-length 256
latency-threshold 100ms
client-buffer-limit replica 256mb 64mb 60
client-buffer-limit channel 32mb 8mb 60
hz 10
"""

WITNESS_CONF = """# Settings of the witnesses.
port 7100
bind 0.0.0.0
watch main 7000 2
down-after 5s
failover-timeout 60s
parallel-syncs 1
resolve-names no
announce-names no
log-level notice
"""

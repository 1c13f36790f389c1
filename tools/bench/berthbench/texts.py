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
log-level notice
log-format json
save-interval 900
append-only yes
append-sync every-second
replica-serve-stale no
replica-read-only yes
replica-backlog-size 64mb
min-replicas-to-write 1
min-replicas-max-lag 10
memory-policy no-eviction
lazy-free yes
client-buffer-limit replica 256mb 64mb 60
client-buffer-limit channel 32mb 8mb 60
"""

WITNESS_CONF = """# Settings of the witnesses.
port 7100
bind 0.0.0.0
watch main 7000 2
down-after 5s
failover-timeout 60s
parallel-syncs 1
resolve-names no
log-level notice
"""

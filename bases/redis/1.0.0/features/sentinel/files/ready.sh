#!/bin/sh
# Ready: this Sentinel answers, and names a data pod of this tenant as master. Whether that one is up does not matter.
# shellcheck disable=SC2154
set -eu
# shellcheck source=/dev/null
. /etc/berth/scripts/lib.sh

timeout 3 "$CLI" -h 127.0.0.1 -p 26379 sentinel get-master-addr-by-name "$MASTER_NAME" >"$RUN/ready.addr" 2>&1
[ -n "$(peer_name "$(head -n 1 "$RUN/ready.addr")")" ]

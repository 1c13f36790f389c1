#!/bin/sh
# Ready: a master, or a replica that is linked and complete. Only the Services for clients heed it; Sentinel and the replicas reach
# every pod. It also writes down whom this pod follows, for the day when everything has been down (start.sh, P2 and P3).
# shellcheck disable=SC2154
set -eu
# shellcheck source=/dev/null
. /etc/berth/scripts/lib.sh

REDISCLI_AUTH=$(cat "$RUN/system-password")
export REDISCLI_AUTH
# shellcheck disable=SC2086
timeout 3 "$CLI" $TLS -h 127.0.0.1 --user probe --no-auth-warning info >"$RUN/ready.info" 2>&1
[ "$(field loading "$RUN/ready.info")" = 0 ]

case $(field role "$RUN/ready.info") in
master)
    master=$POD_NAME ;;
slave)
    [ "$(field master_link_status "$RUN/ready.info")" = up ]
    [ "$(field master_sync_in_progress "$RUN/ready.info")" = 0 ]
    master=$(peer_name "$(field master_host "$RUN/ready.info")") ;;
*)
    exit 1 ;;
esac

# Written when it changes only. A full disk is no reason to be unready: reads go on.
if [ -n "$master" ] && [ "$master" != "$(cat "$MARK" 2>/dev/null)" ]; then
    { echo "$master" >"$MARK.new" && mv "$MARK.new" "$MARK"; } 2>/dev/null || :
fi

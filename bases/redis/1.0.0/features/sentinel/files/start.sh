#!/bin/sh
# Starts Sentinel: finds the master, writes the configuration anew, and becomes the server. The others know this Sentinel by its id
# and its Service's address, which both stay; it knows all others and all replicas from the beginning, so that it counts the right
# majority at once.
#
# The master is, in this order: whom a majority of Sentinels names; the only data pod that is a master, or of several the one with
# most replicas; whom all replicas follow; after the wait, the first data pod. If that is wrong, Sentinel finds it to be a replica
# and fails over to the best one.
# shellcheck disable=SC2154
set -eu
# shellcheck source=/dev/null
. /etc/berth/scripts/lib.sh

self_name=
self_id=

# myself: the name and id of this Sentinel, number SENTINEL_INDEX of the lists.
myself()
{
    # shellcheck disable=SC2086
    set -- $SENTINEL_NAMES
    shift "$SENTINEL_INDEX"
    self_name=$1
    # shellcheck disable=SC2086
    set -- $SENTINEL_IDS
    shift "$SENTINEL_INDEX"
    self_id=$1
}

# best_master: the name of the data pod with most replicas among those that are masters. A master without replicas counts only if
# it is alone: it may be an old one that has just come back.
best_master()
{
    masters=$(peers_with_role master)
    for name in $masters; do
        echo "$(field connected_slaves "$RUN/info/$name") $name"
    done | sort -rn >"$RUN/masters"
    # shellcheck disable=SC2086
    set -- $masters
    awk -v masters=$# 'NR == 1 && (masters == 1 || $1 > 0) { print $2 }' "$RUN/masters"
}

find_master()
{
    end=$(($(now) + BOOT_WAIT))
    while [ "$(now)" -lt "$end" ]; do
        named_master
        if [ -n "$named" ]; then
            [ -n "$(peer_name "$named")" ] ||
                die "the Sentinels name $named, which is no data pod of this tenant; not joining them"
            master=$named
            rule=sentinels
            return
        fi
        peer_info
        best=$(best_master)
        if [ -n "$best" ]; then
            master=$(peer_ip "$best")
            rule=master
            return
        fi
        others=$(followed)
        if [ -n "$(peer_name "$others")" ]; then
            master=$others
            rule=replicas
            return
        fi
        sleep 0.5
    done
    master=$(peer_ip "${REDIS_NAMES%% *}")
    rule=seed
}

write_conf()
{
    system=$(hashes system-password)
    sed "s/@MASTER@/$master/" "$ETC/sentinel/sentinel.conf" >"$RUN/sentinel.conf"
    # Clients need no password to ask who the master is (and must send none), and can do nothing else; NetworkPolicies say who
    # may ask.
    # shellcheck disable=SC2129
    cat >>"$RUN/sentinel.conf" <<END

# --- this Sentinel
user default on nopass &* -@all +@connection -@admin -@dangerous +role +info +subscribe +psubscribe +unsubscribe +punsubscribe +sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters +sentinel|replicas +sentinel|slaves +sentinel|sentinels +sentinel|myid
user sentinel on ${system}allchannels +@all
user operator on ${system}-@all +ping +info +sentinel
user exporter on ${system}-@all +@connection -command +client -hello +info -auth +sentinel|masters +sentinel|replicas +sentinel|slaves +sentinel|sentinels +sentinel|ckquorum
sentinel myid $self_id
sentinel announce-ip $self_ip
sentinel announce-port 26379
sentinel sentinel-user sentinel
sentinel sentinel-pass $password
sentinel auth-user $MASTER_NAME sentinel
sentinel auth-pass $MASTER_NAME $password
END
    awk -v master="$master" -v set="$MASTER_NAME" '
        $2 != master { print "sentinel known-replica", set, $2, 6379 }' "$RUN/peers" >>"$RUN/sentinel.conf"
    awk -v set="$MASTER_NAME" '
        { print "sentinel known-sentinel", set, $2, 26379, $3 }' "$RUN/sentinels" >>"$RUN/sentinel.conf"
}

read_secrets
read_tls
myself
find_all "$self_name"
find_master
write_conf
log "rule=$rule master=$master self=$self_ip"
unset REDISCLI_AUTH
exec "$SERVER" "$RUN/sentinel.conf" --sentinel

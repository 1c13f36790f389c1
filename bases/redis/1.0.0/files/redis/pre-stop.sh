#!/bin/sh
# Before Redis is stopped: hands the master over, so that no acknowledged write is lost and clients wait for a second only.
# Writes are held back first; what the replicas then have is what the new master will have.
# shellcheck disable=SC2154
set -eu
# shellcheck source=/dev/null
. /etc/berth/scripts/lib.sh
# The output of a hook goes nowhere; the container's log is that of process 1.
if [ -w /proc/1/fd/2 ]; then
    exec 2>>/proc/1/fd/2 || :
fi

REDISCLI_AUTH=$(cat "$RUN/system-password")
export REDISCLI_AUTH
self_ip=$(cat "$RUN/self")

here()
{
    # shellcheck disable=SC2086
    timeout 2 "$CLI" $TLS -h 127.0.0.1 --user operator --no-auth-warning "$@"
}

# level: true when every replica has all that this master has. They are asked themselves: what the master knows of them is up to a
# second old, and while clients are paused it asks for no acknowledgement. Only those that are linked are asked: when several pods
# stop at once, as in a scale-down, the answer of one that is gone would be waited for. One awk for all of it, because clients wait
# meanwhile.
level()
{
    here info replication >"$RUN/own.info" || return 1
    awk 'FNR == NR { if (match($0, /^slave[0-9]+:ip=[^,]*/)) linked[substr($0, index($0, "=") + 1, RLENGTH - index($0, "="))]; next }
        $2 in linked' "$RUN/own.info" "$RUN/peers" >"$RUN/linked"
    [ -s "$RUN/linked" ] || return 1
    peer_info "$RUN/linked"
    awk -v self="$self_ip" -v offset="$(field master_repl_offset "$RUN/own.info")" '
        function judge() {
            if (said["role"] == "slave" && said["master_host"] == self && said["master_link_status"] == "up") {
                replicas++
                if (said["slave_repl_offset"] + 0 < offset + 0) behind = 1
            }
            split("", said)
        }
        FNR == 1 { judge() }
        { sub(/\r$/, ""); colon = index($0, ":"); said[substr($0, 1, colon - 1)] = substr($0, colon + 1) }
        END { judge(); exit !(replicas > 0 && !behind) }' "$RUN"/info/*
}

# tell_others: has the other replicas follow the new master too. Sentinel does so as well, but passes over one that it takes for down,
# as it may for some seconds after a restart; such a replica would follow this server until the end, and the new master would have
# nobody to acknowledge writes (seen: 4 s without writes, 60 s without that replica). For whom follows already it is nothing.
tell_others()
{
    awk -v new="$named" '$2 != new' "$RUN/linked" >"$RUN/others"
    ask "$RUN/told" "$RUN/others" 6379 replicaof "$named" 6379
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ! answered "$RUN/told" || break
        sleep 0.1
    done
    hang_up
}

# resume: nobody took over; let clients write until the server stops.
resume()
{
    here client unpause >/dev/null 2>&1 || :
    here config set repl-ping-replica-period 10 >/dev/null 2>&1 || :
}

if ! here info replication >"$RUN/own.info" 2>/dev/null; then
    log 'the server does not answer'
    exit 0
fi
if [ "$(field role "$RUN/own.info")" != master ]; then
    exit 0
fi
if [ ! -s "$RUN/sentinels" ] || [ "$(field connected_slaves "$RUN/own.info")" = 0 ]; then
    log 'master without replicas: nobody to hand over to'
    exit 0
fi

# Found out before clients have to wait: who of the Sentinels answers. When a spec changes, all of them may restart at this very
# moment; nobody can take over then, so writes go on until a majority is back.
end=$(($(now) + HAND_OVER))
named_master
while [ -z "$named" ]; do
    if [ "$(now)" -ge $((end - 10)) ]; then
        log 'no majority of Sentinels: nobody hands over'
        exit 0
    fi
    sleep 0.2
    named_master
done
# A PING to the replicas between promotion and reconfiguration would put one of them ahead of the new master, which costs a full
# copy; with min-replicas-to-write nobody could write meanwhile.
here config set repl-ping-replica-period 3600 >/dev/null 2>&1 || :
# Longer than all that follows; the server is stopped before it ends.
# (redis-cli ends well with an error for an answer, too.)
[ "$(here client pause $(((HAND_OVER + 15) * 1000)) write 2>&1)" = OK ] || log 'CLIENT PAUSE failed'
late=$(($(now) + 2))
until level; do
    if [ "$(now)" -ge "$late" ]; then
        log 'a replica is behind; handing over all the same'
        break
    fi
    sleep 0.1
done

if hand_over $((end - $(now))); then
    # No waiting for clients: those that were told to wait are let go by the end of this server.
    log "the master is $named now"
    tell_others
else
    log 'not handed over'
    resume
fi

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
    timeout 2 "$CLI" -h 127.0.0.1 --user operator --no-auth-warning "$@"
}

# level: true when every replica has all that this master has. They are asked themselves: what the master knows of them is up to a
# second old, and while clients are paused it asks for no acknowledgement.
level()
{
    here info replication >"$RUN/own.info" || return 1
    offset=$(field master_repl_offset "$RUN/own.info")
    peer_info
    replicas=0
    for name in $(peers_with_role slave); do
        info=$RUN/info/$name
        [ "$(field master_host "$info")" = "$self_ip" ] || continue
        [ "$(field master_link_status "$info")" = up ] || continue
        replicas=$((replicas + 1))
        [ "$(field slave_repl_offset "$info")" -ge "$offset" ] || return 1
    done
    [ "$replicas" -gt 0 ]
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

# Who of the Sentinels answers is found out before clients have to wait.
named_master
# A PING to the replicas between promotion and reconfiguration would put one of them ahead of the new master, which costs a full
# copy; with min-replicas-to-write nobody could write meanwhile.
here config set repl-ping-replica-period 3600 >/dev/null 2>&1 || :
# Longer than all that follows; the server is stopped before it ends.
here client pause $(((HAND_OVER + 15) * 1000)) write >/dev/null 2>&1 || log 'CLIENT PAUSE failed'
end=$(($(now) + 2))
until level; do
    if [ "$(now)" -ge "$end" ]; then
        log 'a replica is behind; handing over all the same'
        break
    fi
    sleep 0.1
done

if hand_over "$HAND_OVER"; then
    # No waiting for clients: those that were told to wait are let go by the end of this server.
    log "the master is $named now"
else
    log 'not handed over'
    resume
fi

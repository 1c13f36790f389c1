#!/bin/sh
# Ready: this Sentinel answers, and names a data pod of this tenant as master. Whether that one is up does not matter.
# shellcheck disable=SC2154
set -eu
# shellcheck source=/dev/null
. /etc/berth/scripts/lib.sh

# sentinel WORDS...: a command to this Sentinel.
sentinel()
{
    # shellcheck disable=SC2086
    timeout 2 "$CLI" $TLS -h 127.0.0.1 -p 26379 --user operator --no-auth-warning sentinel "$@" 2>&1
}

# reopen WORDS...: opens connections anew, by setting a password to what it is: that of the master's set, those to the data pods; that
# of the Sentinels, those to the others. -x: the password is the last word.
reopen()
{
    # shellcheck disable=SC2086
    printf '%s' "$REDISCLI_AUTH" | timeout 2 "$CLI" $TLS -h 127.0.0.1 -p 26379 --user operator --no-auth-warning -x sentinel "$@" >/dev/null 2>&1
}

# calm_down: opens all connections anew when this Sentinel took more than a tenth of a CPU since the last probe. A connection that was
# refused at first (the Service had no pod) and then succeeded keeps the refusal in its error queue, which Sentinel never reads and
# which wakes it for ever (seen with 7.0 on Linux 6.18; redis/redis issue 9956). Not again for 15 s, lest it should not help.
calm_down()
{
    # All after the name of the program: utime and stime are the 12th and 13th word, in hundredths of a second.
    # shellcheck disable=SC2046
    set -- $(sed 's/^.*) //' /proc/1/stat)
    echo "$(now) $((${12} + ${13}))" >"$RUN/ready.cpu.new"
    if [ -s "$RUN/ready.cpu" ]; then
        read -r since before <"$RUN/ready.cpu"
        read -r at ticks <"$RUN/ready.cpu.new"
        took=$((at - since))
        last=$(cat "$RUN/ready.calmed" 2>/dev/null || echo 0)
        if [ "$took" -ge 3 ] && [ $(((ticks - before) * 10)) -gt $((took * 100)) ] && [ $((at - last)) -ge 15 ]; then
            echo "$at" >"$RUN/ready.calmed"
            reopen set "$MASTER_NAME" auth-pass || :
            reopen config set sentinel-pass || :
            log "$((ticks - before)) hundredths of a second of CPU in $took s: opened all connections anew" 2>/proc/1/fd/2 || :
        fi
    fi
    mv "$RUN/ready.cpu.new" "$RUN/ready.cpu"
}

# unheard WHAT PORT: true when one of the replicas or sentinels that this Sentinel has not heard for 2.5 s (it asks once a second)
# answers this script.
unheard()
{
    sentinel "$1" "$MASTER_NAME" | awk '
        NR % 2 { key = $0; next }
        key == "ip" { ip = $0 }
        key == "last-ok-ping-reply" && $0 > 2500 { print ip, ip }' >"$RUN/unheard"
    [ -s "$RUN/unheard" ] || return 1
    ask "$RUN/pong" "$RUN/unheard" "$2" ping
    for _ in 1 2 3 4 5; do
        ! answered "$RUN/pong" || break
        sleep 0.1
    done
    hang_up
    grep -q '^PONG' "$RUN"/pong/*
}

# reach: opens connections anew that wait for what will not come. The first packet of a connection to a Service without a pod may stay
# without an answer; it is sent again after 1, 3 and 7 s, and Sentinel gives the connection up after 15. Until then it takes a pod that
# has long been back for down, and neither promotes it nor tells it of a new master. Not during a failover, whose orders may be under way.
reach()
{
    case $(sentinel master "$MASTER_NAME" | awk 'NR % 2 { key = $0; next } key == "flags" { print }') in
    *down*|*failover*) return 0 ;;
    esac
    if unheard replicas 6379; then
        reopen set "$MASTER_NAME" auth-pass || :
        log 'a data pod answers, but not me: opened the connections anew' 2>/proc/1/fd/2 || :
    fi
    if unheard sentinels 26379; then
        reopen config set sentinel-pass || :
        log 'a Sentinel answers, but not me: opened the connections anew' 2>/proc/1/fd/2 || :
    fi
}

# forget: ends this Sentinel, for the start script to begin anew, while it sees no majority and what it heard last of a data pod that it
# does not reach is another role or another master than it thinks right. Sentinel waits 8 s before it puts such a pod right, but counts
# from what it heard before the network was cut: a master that the others chose meanwhile would be made a replica of the old one the
# moment that the network heals, before their word arrives, and all writes since would be gone (seen with 7.0: a master that had hung
# and been made a replica became master again within 10 s, in which Sentinel had not asked it).
forget()
{
    case $(sentinel ckquorum "$MASTER_NAME") in
    *NOQUORUM*) ;;
    *) return 0 ;;
    esac
    if sentinel replicas "$MASTER_NAME" | awk -v master="$(head -n 1 "$RUN/ready.addr")" '
        NR % 2 { key = $0; next }
        key == "flags" { down = /s_down/ }
        key == "role-reported" && down && $0 == "master" { stale = 1 }
        key == "master-host" && down && $0 != "?" && $0 != master { stale = 1 }
        END { exit !stale }'
    then
        log 'no majority in sight, and what I know is old: starting anew' 2>/proc/1/fd/2 || :
        kill 1
    fi
}

REDISCLI_AUTH=$(cat "$RUN/system-password")
export REDISCLI_AUTH
calm_down
sentinel get-master-addr-by-name "$MASTER_NAME" >"$RUN/ready.addr"
[ -n "$(peer_name "$(head -n 1 "$RUN/ready.addr")")" ]
reach
forget

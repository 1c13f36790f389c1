#!/bin/sh
# Starts Redis: writes its configuration anew, decides whom to follow, and becomes the server. It is the container's command and
# not an init container, because those do not run again when only the container restarts.
#
# Whom to follow (follow is an address, empty for nobody):
#   S1  a majority of Sentinels names another data pod: that one
#   S2  it names this pod, whose data is gone while another has keys: hand over, as often as it takes
#   S3  it names this pod, and a replica was linked to it before the restart: hand over; if that fails, go on as master
#   S4  it names this pod otherwise: master; without data only as the first data pod in P4
# and without such a majority (first start, or everything was down):
#   P1  exactly one other data pod is a master: that one
#   P2  this pod last followed X: X, at once
#   P3  this pod was master (or has data and no mark): master as soon as a replica follows it, another one if they follow that,
#       and master after 30 s if nobody is seen
#   P4  nothing known and no data: the first data pod; which itself starts as master when all others have answered and none has
#       keys, or after the wait if more than half of all have
# shellcheck disable=SC2154
set -eu
# shellcheck source=/dev/null
. /etc/berth/scripts/lib.sh

seed=${REDIS_NAMES%% *}
follow=
rule=

# shellcheck disable=SC2086
count()
{
    set -- $REDIS_NAMES
    echo $#
}

# has_data: true when the server will load something. With AOF a dump.rdb alone is not loaded (and a base without keys has less than
# 100 bytes); without persistence nothing is.
has_data()
{
    if grep -q '^appendonly yes' "$ETC/conf/redis.conf"; then
        [ -n "$(find "$DATA/appendonlydir" \( -name '*.aof' -size +0c -o -name '*.base.rdb' -size +100c \) 2>/dev/null)" ]
    elif grep -q '^save ""' "$ETC/conf/redis.conf"; then
        return 1
    else
        [ -s "$DATA/dump.rdb" ]
    fi
}

# was_linked: a replica has followed this pod and lost it. -1 is a replica that never had a link, as after a full outage: its data
# may be older than ours.
was_linked()
{
    for name in $(peers_with_role slave); do
        info=$RUN/info/$name
        [ "$(field master_host "$info")" = "$self_ip" ] || continue
        [ "$(field master_link_status "$info")" = up ] && return 0
        case $(field master_link_down_since_seconds "$info") in
        ''|-*) ;;
        *) return 0 ;;
        esac
    done
    return 1
}

# may_be_empty: true when a master without data is right: all others have answered and none has keys. A pod that has not answered
# may have data on its volume, so after the wait more than half of all must still have.
may_be_empty()
{
    ! peers_have_keys || return 1
    seen=$(peers_that_answer)
    [ "$seen" -eq $(($(count) - 1)) ] && return 0
    [ "$waited" -ge "$BOOT_WAIT" ] && [ $(((seen + 1) * 2)) -gt "$(count)" ]
}

# Sentinels name this pod. Returns 1 to look again.
named_myself()
{
    peer_info
    if ! has_data && peers_have_keys; then
        rule=S2
        log 'S2: own data is gone and another has keys: handing over'
        hand_over 12 && follow=$named && return 0
        return 1
    fi
    if was_linked; then
        rule=S3
        log 'S3: a replica is there: handing over'
        # Once ordered, another look would still see the old master for a second, and there would be two.
        if hand_over 12; then
            follow=$named
        fi
        return 0
    fi
    rule=S4
    has_data || may_be_empty
}

# No majority of Sentinels. Returns 1 to look again.
on_my_own()
{
    peer_info
    masters=$(peers_with_role master)
    case $masters in
    '') ;;
    *' '*|*'
'*)
        log "several masters: $masters"
        return 1 ;;
    *)
        rule=P1
        follow=$(peer_ip "$masters")
        return 0 ;;
    esac

    last=$(cat "$MARK" 2>/dev/null || :)
    if [ -n "$last" ] && [ "$last" != "$POD_NAME" ] && [ -n "$(peer_ip "$last")" ]; then
        rule=P2
        follow=$(peer_ip "$last")
        return 0
    fi

    if [ "$last" = "$POD_NAME" ] || has_data; then
        rule=P3
        if ! has_data && peers_have_keys; then
            log 'P3: own data is gone and another has keys: waiting for a master'
            return 1
        fi
        others=$(followed)
        if printf '%s\n' "$others" | grep -qxF "$self_ip"; then
            return 0
        fi
        if [ -n "$(peer_name "$others")" ]; then
            follow=$others
            return 0
        fi
        wait=30
        # Two pods with data and no mark must not become masters at the same moment.
        [ "$last" = "$POD_NAME" ] || wait=$((30 + 10 * ${POD_NAME##*-}))
        [ "$waited" -ge "$wait" ]
        return
    fi

    rule=P4
    if [ "$POD_NAME" != "$seed" ]; then
        follow=$(peer_ip "$seed")
        return 0
    fi
    may_be_empty
}

decide()
{
    begin=$(now)
    while :; do
        waited=$(($(now) - begin))
        named_master
        if [ -z "$named" ]; then
            on_my_own && return 0
        elif [ "$named" = "$self_ip" ]; then
            named_myself && return 0
        elif [ -n "$(peer_name "$named")" ]; then
            rule=S1
            follow=$named
            return 0
        else
            die "the Sentinels name $named, which is no data pod of this tenant; not joining it"
        fi
        [ "$waited" -lt $((2 * BOOT_WAIT)) ] || die "nobody to follow after $waited s"
        sleep 0.5
    done
}

write_users()
{
    system=$(hashes system-password)
    # What clients may do: all but what changes the server, reads its configuration, or stops others. ROLE and INFO are dangerous
    # to Redis' mind, but clients that check their master call them.
    cat >"$RUN/users.acl" <<END
user default on $(hashes password)~* &* +@all -@admin -@dangerous +role +info
user replica on $system-@all +psync +replconf +ping
user sentinel on ${system}allchannels -@all +multi +exec +slaveof +replicaof +ping +subscribe +publish +config|rewrite +role +info +client|setname +client|kill +script|kill
user operator on $system-@all +ping +info +role +client|pause +client|unpause +config|set +replicaof
user probe on $system-@all +ping +info
user exporter on $system-@all +@connection +memory -readonly +strlen +config|get +xinfo +pfcount -quit +zcard +type +xlen -readwrite -command +client -wait +scard +llen +hlen +slowlog +cluster|info +cluster|slots +cluster|nodes -hello -echo +info +latency +scan -reset -auth -asking
END
    # The tenant's own (spec.auth.users), one a line: the key of its password, its name, its rules.
    [ -r "$ETC/conf/users" ] || return 0
    while read -r key name rules; do
        known=$(hashes "$key")
        [ -n "$known" ] || log "the Secret has no $key: user $name cannot log in"
        printf 'user %s on %s%s\n' "$name" "$known" "$rules" >>"$RUN/users.acl"
    done <"$ETC/conf/users"
}

write_conf()
{
    cat "$ETC/conf/redis.conf" >"$RUN/redis.conf"
    cat >>"$RUN/redis.conf" <<END

# --- this pod
masteruser replica
masterauth $password
replica-announce-ip $self_ip
replica-announce-port 6379
END
    [ -z "$follow" ] || echo "replicaof $follow 6379" >>"$RUN/redis.conf"
}

read_secrets
read_tls
find_all "$POD_NAME"
echo "$self_ip" >"$RUN/self"
write_users
if [ "$(count)" -gt 1 ]; then
    decide
fi
write_conf
log "rule=${rule:-single} follow=${follow:-nobody} self=$self_ip"
unset REDISCLI_AUTH
exec "$SERVER" "$RUN/redis.conf"

# shellcheck shell=sh disable=SC2034
# What the start, readiness and preStop scripts of Redis and Sentinel share. POSIX sh with coreutils' timeout, awk and redis-cli.
#
# The rules that all of it follows:
# - addresses come from the kubelet's variables (<SERVICE>_SERVICE_HOST); DNS is asked only for what is missing;
# - all are asked at once, and the first majority counts: a Service without a pod may hang for a second before it refuses;
# - every call has its own limit, every loop an end.
# (Spaces and no tabs: with a tab in it, YAML would show the whole script as one quoted line.)

ETC=/etc/berth
RUN=/run/redis          # in memory; has configuration with passwords
DATA=/data
MARK=$DATA/.berth-master        # name of the data pod that this one last followed, or its own
# shellcheck source=/dev/null
. "$ETC/scripts/tenant.env"
umask 077
pids=
turns=

log()
{
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
    log "$*"
    exit 1
}

now()
{
    date +%s
}

# address NAME: the ClusterIP of the Service NAME.
address()
{
    var=$(printf '%s' "$1" | tr 'a-z-' 'A-Z_')_SERVICE_HOST
    eval "ip=\${$var:-}"
    if [ -z "$ip" ]; then
        ip=$(timeout 2 getent hosts "$1.$SUFFIX" | awk 'NR == 1 { print $1 }')
    fi
    [ -n "$ip" ] && printf '%s\n' "$ip"
}

# find_address NAME: like address, tried for 15 s. A container that came before its Services gets their variables when it is
# started again, hence the exit.
find_address()
{
    for _ in 1 2 3 4 5; do
        address "$1" && return
        sleep 1
    done
    log "no address for Service $1"
    return 1
}

# find_all SELF: fills $RUN/peers (name address) and $RUN/sentinels (name address id) with all but SELF, and sets self_ip.
find_all()
{
    self_ip=$(find_address "$1") || exit 1
    : >"$RUN/peers"
    for name in $REDIS_NAMES; do
        [ "$name" = "$1" ] && continue
        ip=$(find_address "$name") || exit 1
        echo "$name $ip" >>"$RUN/peers"
    done
    : >"$RUN/sentinels"
    # shellcheck disable=SC2086
    set -- "$1" $SENTINEL_IDS
    for name in $SENTINEL_NAMES; do
        id=$2
        self=$1
        shift 2
        set -- "$self" "$@"
        [ "$name" = "$self" ] && continue
        ip=$(find_address "$name") || exit 1
        echo "$name $ip $id" >>"$RUN/sentinels"
    done
}

# secret KEY: the value of a key of the tenant's Secret, without the end of line that editors leave. Empty if there is none.
secret()
{
    [ ! -r "$ETC/secret/$1" ] || tr -d '\r' <"$ETC/secret/$1"
}

# read_secrets: keeps what this container was started with, for the scripts that come later: when the Secret changes, the mounted
# files change at once, but the server knows the old passwords until it restarts.
read_secrets()
{
    secret system-password >"$RUN/system-password"
    password=$(cat "$RUN/system-password")
    case $password in
    ''|*[!A-Za-z0-9_-]*)
        die 'system-password in the Secret must be letters, digits, - and _ only' ;;
    esac
    [ -n "$(secret password)" ] || die 'the Secret has no password'
    export REDISCLI_AUTH="$password"
}

# read_tls: keeps the certificate that this container was started with, likewise: the server reads it once.
read_tls()
{
    [ -n "$TLS" ] || return 0
    mkdir -p "$RUN/tls"
    for file in tls.crt tls.key ca.crt; do
        [ -s "$ETC/tls/$file" ] || die "the Secret of the certificate has no $file"
        cat "$ETC/tls/$file" >"$RUN/tls/$file"
    done
}

# hashes KEY: the passwords of an ACL user, as #sha256. KEY-also in the Secret is accepted too but never sent; it is how a
# password is changed without an outage (first accept the new one everywhere, then send it, then forget the old one).
hashes()
{
    for key in "$1" "$1-also"; do
        value=$(secret "$key")
        [ -z "$value" ] || printf '#%s ' "$(printf '%s' "$value" | sha256sum | cut -c1-64)"
    done
}

# ask DIR FILE PORT COMMAND...: sends COMMAND to every host in FILE at once. DIR/<name> gets the answer (or the error); it is empty
# until then. To be followed by hang_up.
ask()
{
    dir=$1
    file=$2
    port=$3
    shift 3
    rm -rf "$dir"
    mkdir "$dir"
    while read -r name ip _; do
        : >"$dir/$name"
        # shellcheck disable=SC2086
        timeout 2 "$CLI" $TLS -h "$ip" -p "$port" --user operator --no-auth-warning "$@" >"$dir/$name" 2>&1 &
        pids="$pids $!"
    done <"$file"
}

# hang_up: ends the calls that still wait, and collects them: they must not outlive the exec of the server.
hang_up()
{
    # shellcheck disable=SC2086
    [ -z "$pids" ] || { kill $pids; wait $pids; } 2>/dev/null || :
    pids=
}

# answered DIR: true when nobody's answer is missing.
answered()
{
    for answer in "$1"/*; do
        [ -s "$answer" ] || [ ! -e "$answer" ] || return 1
    done
}

# named_master: sets named to the address that a majority of all Sentinels takes for the master's, or to nothing.
named_master()
{
    named=
    [ -s "$RUN/sentinels" ] || return 0
    ask "$RUN/votes" "$RUN/sentinels" 26379 sentinel get-master-addr-by-name "$MASTER_NAME"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do
        # Looked at before the votes are counted: all of them may come in between, and would be lost.
        complete=
        ! answered "$RUN/votes" || complete=1
        named=$(awk -v majority="$MAJORITY" '
            FNR == 1 && /^[0-9a-fA-F.:]+$/ { votes[$1]++ }
            END { for (a in votes) if (votes[a] >= majority) print a }' "$RUN"/votes/*)
        [ -z "$named$complete" ] || break
        sleep 0.1
    done
    hang_up
}

# peer_info [FILE]: $RUN/info/<name> gets INFO of each other data pod (or of those in FILE), or an error.
peer_info()
{
    ask "$RUN/info" "${1:-$RUN/peers}" 6379 info
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do
        if answered "$RUN/info"; then
            # All have begun to; INFO is long enough to come in two parts.
            # shellcheck disable=SC2086
            wait $pids || :
            pids=
            break
        fi
        sleep 0.1
    done
    hang_up
}

# field NAME FILE: the value of a field of INFO.
field()
{
    awk -F: -v name="$1" '$1 == name { sub(/\r$/, ""); print substr($0, length(name) + 2); exit }' "$2"
}

# peer_ip NAME and peer_name ADDRESS translate by the list of data pods; nothing if it is none of them.
peer_ip()
{
    awk -v name="$1" '$1 == name { print $2 }' "$RUN/peers"
}

peer_name()
{
    awk -v ip="$1" '$2 == ip { print $1 }' "$RUN/peers"
}

# peers_with_role ROLE: the names of the data pods that said they have it.
peers_with_role()
{
    while read -r name _; do
        [ "$(field role "$RUN/info/$name")" != "$1" ] || echo "$name"
    done <"$RUN/peers"
}

# peers_that_answer: how many data pods answered INFO at all.
peers_that_answer()
{
    while read -r name _; do
        [ -z "$(field role "$RUN/info/$name")" ] || echo "$name"
    done <"$RUN/peers" | wc -l | tr -d ' '
}

# followed: the addresses that replicas follow, each once.
followed()
{
    for name in $(peers_with_role slave); do
        field master_host "$RUN/info/$name"
    done | sort -u
}

# peers_have_keys: true when a data pod holds data.
peers_have_keys()
{
    grep -q '^db[0-9]*:keys=' "$RUN"/info/* 2>/dev/null
}

# order_failover: has a Sentinel hand the master over, one that answered named_master just now, and of those the one whose turn was
# longest ago: who answers first changes from look to look. 0: it does. 1: there is no replica to promote. 2: nobody took the order.
order_failover()
{
    turns=${turns:-$(cut -d ' ' -f 1 "$RUN/sentinels")}
    for name in $turns; do
        case $(head -n 1 "$RUN/votes/$name" 2>/dev/null) in
        *[!0-9a-fA-F.:]*|'')
            continue ;;
        esac
        rest=
        for other in $turns; do
            [ "$other" = "$name" ] || rest="$rest $other"
        done
        turns="$rest $name"
        ip=$(awk -v name="$name" '$1 == name { print $2 }' "$RUN/sentinels")
        # shellcheck disable=SC2086
        reply=$(timeout 2 "$CLI" $TLS -h "$ip" -p 26379 --user operator --no-auth-warning \
            sentinel failover "$MASTER_NAME" 2>&1) || :
        case $reply in
        OK*|*INPROG*)
            log "Sentinel $ip hands over"
            return 0 ;;
        *NOGOODSLAVE*)
            log "Sentinel $ip: no replica to promote"
            return 1 ;;
        esac
        log "Sentinel $ip: $reply"
    done
    return 2
}

# hand_over SECONDS: orders failovers until a majority names another master (0, and named is its address), there is none to promote
# (1), or SECONDS have passed (2). Repeats the order at another Sentinel every 4 s. To be called after named_master: the first order
# goes to a Sentinel that answered then, at once.
hand_over()
{
    end=$(($(now) + $1))
    next=0
    refused=0
    while [ "$(now)" -lt "$end" ]; do
        if [ -n "$named" ] && [ "$named" != "$self_ip" ]; then
            return 0
        fi
        if [ "$(now)" -ge "$next" ]; then
            result=0
            order_failover || result=$?
            case $result in
            0) next=$(($(now) + 4)) ;;
            1)
                refused=$((refused + 1))
                [ "$refused" -lt 3 ] || return 1
                next=$(($(now) + 1)) ;;
            esac
        fi
        sleep 0.1
        named_master
    done
    return 2
}

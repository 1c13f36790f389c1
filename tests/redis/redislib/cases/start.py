# SPDX-License-Identifier: Apache-2.0
"""redis-start.sh: whom a data pod follows. The others are fakes, the pod is real; its rule is in its log and its role is asked."""
import os
import threading
import time

from . import case as any_case
from ..world import descendants

AOF = '/data/appendonlydir/appendonly.aof.1.incr.aof'
MANIFEST = '/data/appendonlydir/appendonly.aof.manifest'
SET = '*3\r\n$3\r\nset\r\n$1\r\nk\r\n$1\r\nv\r\n'


def case(name, **how):
    return any_case(name, scripts='redis-start.sh lib.sh', **how)


def votes(w, *masters, **how):
    """Fake Sentinels that name these pods (numbers; None: they know none)."""
    data = w.data()
    return [w.sentinel(i, w.address(data[m]) if isinstance(m, int) else m, **how) for i, m in enumerate(masters)]


def give_data(pod):
    """An append-only file with a key."""
    pod.write(AOF, SET)
    pod.write(MANIFEST, 'file appendonly.aof.1.incr.aof seq 1 type i\n')


def begin(w, number=1, **env):
    return w.pod(w.data()[number]).start(**env)


def must_follow(w, pod, rule, whom, seconds=30):
    """The pod becomes a server by this rule, as replica of number `whom` or as master."""
    follow = 'nobody' if whom is None else w.address(w.data()[whom])
    pod.says('rule=', seconds)
    line = [x for x in pod.log(False).splitlines() if 'rule=' in x][-1]
    assert line == f'redis-start.sh: rule={rule} follow={follow} self={pod.spec.address}', line
    info = pod.info()
    assert info.get('master_host') == (None if whom is None else follow), info
    return info


def must_die(pod, text, seconds=30):
    status = pod.end(seconds)
    assert status == 1, status
    assert text in pod.log(False), pod.log()


@case('S1 a majority names another')
def s1(w):
    votes(w, 2, 2, 2)
    pod = begin(w)
    must_follow(w, pod, 'S1', 2)
    assert pod.client('default', 'client-pw').ask('ROLE')[1] == w.address(w.data()[2])


@case('S1 two of three are a majority; the third hangs, and is not waited for')
def s1_hang(w):
    data = w.data()
    w.sentinel(0, w.address(data[2]))
    w.sentinel(1, w.address(data[2]))
    w.sentinel(2, None, silent=True)
    begun = time.monotonic()
    pod = begin(w)
    pod.says('rule=')
    assert time.monotonic() - begun < 1.9, 'waited for the one that hangs'
    pod.becomes('redis-server')
    assert w.shell == 'ash' or not descendants(pod.main()), 'the call that hangs is left behind'
    must_follow(w, pod, 'S1', 2)


def handing_over(w, to, after=0.0):
    """A failover answer: all Sentinels of the list name pod number `to` from then on."""
    def answer(sentinel):
        def later():
            time.sleep(after)
            for s in w.votes:
                s.master = w.address(w.data()[to])
        threading.Thread(target=later, daemon=True).start()
        return '+OK'
    return answer


def named(w, me=1, failover='+OK', count=3):
    """Sentinels that name the pod itself, with these answers to SENTINEL FAILOVER."""
    w.votes = [w.sentinel(i, w.address(w.data()[me]), failover=failover) for i in range(count)]
    return w.votes


def orders(sentinels):
    return [sum(h.startswith('sentinel failover') for h in s.heard) for s in sentinels]


# --- who Sentinels name
@case('S1 two against one', settings={'BOOT_WAIT': 3})
def s1_two(w):
    votes(w, 0, 2, 2)
    must_follow(w, begin(w), 'S1', 2)


@case('no majority: three names, then the data pods are asked')
def split(w):
    votes(w, 0, 1, 2)
    w.redis(2, 'master')
    w.redis(0, 'slave', follows=w.address(w.data()[2]))
    must_follow(w, begin(w), 'P1', 2)


@case('no majority: one Sentinel alone')
def one_vote(w):
    votes(w, 0)
    w.redis(2, 'master')
    must_follow(w, begin(w), 'P1', 2)


@case('no majority: errors are no votes')
def no_votes(w):
    votes(w, '-NOAUTH', '-NOAUTH', None)
    w.redis(0, 'master')
    must_follow(w, begin(w), 'P1', 0)


@case('Sentinels that hang are given up, then the data pods are asked')
def hang(w):
    for i in range(3):
        w.sentinel(i, None, silent=True)
    w.redis(0, 'master')
    w.redis(2, 'slave', follows=w.address(w.data()[0]), how={'silent': True})
    begun = time.monotonic()
    pod = begin(w)
    must_follow(w, pod, 'P1', 0)
    assert time.monotonic() - begun < 15
    assert w.shell == 'ash' or not descendants(pod.main()), 'calls are left behind'     # busybox' timeout leaves its own


@case('votes that come while votes are counted count', programs={'awk': '/image/awk.real "$@"; s=$?; /usr/bin/sleep 0.4; exit $s'})
def meanwhile(w):
    votes(w, 2, 2, 2, slow=0.2)
    must_follow(w, begin(w), 'S1', 2)


@case('an INFO that comes in parts is waited for', clock=4, settings={'BOOT_WAIT': 8}, programs={
    'redis-cli': 'all=$(/usr/bin/redis-cli "$@"); printf "%s\n" "${all%%# Keyspace*}"; /usr/bin/sleep 0.4; printf "%s\n" "${all#*# Keyspace}"'})
def parts(w):
    for i in (1, 2):
        w.redis(i, 'slave', follows=w.address(w.data()[0]), keys=1)
    must_die(begin(w, 0), 'nobody to follow after')


@case('a name that is no data pod of the tenant is not joined')
def foreign(w):
    for i in range(3):
        w.sentinel(i, '10.99.0.1')
    must_die(begin(w), 'the Sentinels name 10.99.0.1, which is no data pod of this tenant')


@case('S2 own data is gone: hands over until another is named')
def s2(w):
    named(w, failover=handing_over(w, 2, after=0.8))
    w.redis(2, 'slave', follows=w.address(w.data()[1]), keys=5)
    w.redis(0, 'slave', follows=w.address(w.data()[1]))
    pod = begin(w)
    must_follow(w, pod, 'S2', 2)
    assert sum(orders(w.votes)) == 1, orders(w.votes)
    pod.says('S2: own data is gone')


@case('S2 an empty master is never one, whatever Sentinels say', clock=12, settings={'BOOT_WAIT': 12})
def s2_never(w):
    named(w, failover='-NOGOODSLAVE No suitable replica to promote')
    w.redis(2, 'slave', follows=w.address(w.data()[1]), keys=5, master_link_down_since_seconds=3)
    pod = begin(w)
    must_die(pod, 'nobody to follow after')
    assert 'no replica to promote' in pod.log() and 'rule=' not in pod.log()


@case('S2 is tried again when the first hand-over fails', clock=10)
def s2_again(w):
    votes_ = named(w, failover='+OK')
    w.redis(2, 'slave', follows=w.address(w.data()[1]), keys=5)
    pod = begin(w)
    end = time.monotonic() + 25
    while pod.log().count('S2: own data') < 2 and time.monotonic() < end:
        time.sleep(0.05)
    for s in votes_:
        s.master = w.address(w.data()[2])
    pod.says('rule=')
    assert pod.info()['master_host'] == w.address(w.data()[2])


@case('S3 a linked replica: hands over, and waits for the majority')
def s3(w):
    named(w, failover=handing_over(w, 0, after=1.5))
    w.redis(0, 'slave', follows=w.address(w.data()[1]), master_link_status='down', master_link_down_since_seconds=0)
    pod = begin(w)
    pod.write(AOF, SET)
    pod.write(MANIFEST, 'file appendonly.aof.1.incr.aof seq 1 type i\n')
    must_follow(w, pod, 'S3', 0)
    pod.says('S3: a replica is there: handing over')


@case('S3 a replica whose link is still up')
def s3_up(w):
    named(w, failover=handing_over(w, 2))
    w.redis(2, 'slave', follows=w.address(w.data()[1]), master_link_status='up')
    must_follow(w, begin(w), 'S3', 2)


@case('S3 goes on as master when there is none to promote')
def s3_none(w):
    named(w, failover='-NOGOODSLAVE No suitable replica to promote')
    w.redis(2, 'slave', follows=w.address(w.data()[1]))
    pod = begin(w)
    must_follow(w, pod, 'S3', None)
    assert sum(orders(w.votes)) == 3, orders(w.votes)
    assert len([n for n in orders(w.votes) if n]) == 3, 'each order at another Sentinel'


@case('S3 goes on as master after 12 s without another', clock=8)
def s3_late(w):
    named(w, failover='-INPROG Failover already in progress')
    w.redis(2, 'slave', follows=w.address(w.data()[1]))
    pod = begin(w)
    must_follow(w, pod, 'S3', None)
    assert 2 <= sum(orders(w.votes)) <= 4, orders(w.votes)
    assert max(orders(w.votes)) == 1, orders(w.votes)
    pod.says('hands over')


@case('an order that a Sentinel refuses goes to the next one')
def refused(w):
    named(w, count=3, failover=handing_over(w, 2))
    w.votes[0].failover = '-ERR something else'
    w.redis(2, 'slave', follows=w.address(w.data()[1]))
    pod = begin(w)
    must_follow(w, pod, 'S3', 2)
    pod.says(f'Sentinel {w.votes[0].address}: ERR something else')
    assert orders(w.votes) == [1, 1, 0], orders(w.votes)


@case('orders go only to Sentinels that answered just now')
def only_those(w):
    named(w, failover=handing_over(w, 2), count=2)
    hanging = w.sentinel(2, None, silent=True)
    w.votes = [w.votes[0], w.votes[1]]
    w.redis(2, 'slave', follows=w.address(w.data()[1]))
    pod = begin(w)
    must_follow(w, pod, 'S3', 2)
    assert 'hands over' in pod.log() and not hanging.heard


@case('S4 a replica that was never linked does not take over')
def s4_never(w):
    named(w, failover=handing_over(w, 2))
    pod = w.pod(w.data()[1])
    give_data(pod)
    w.redis(2, 'slave', follows=w.address(w.data()[1]), keys=3, master_link_status='down', master_link_down_since_seconds=-1)
    w.redis(0, 'slave', follows=w.address(w.data()[2]), keys=3, master_link_status='up')
    pod.start()
    must_follow(w, pod, 'S4', None)
    assert orders(w.votes) == [0, 0, 0]
    assert pod.client('default', 'client-pw').ask('GET', 'k') == 'v'


@case('S4 without data: all others answer and are empty')
def s4_empty(w):
    named(w)
    w.redis(0, 'slave', follows=w.address(w.data()[1]), master_link_status='down', master_link_down_since_seconds=-1)
    w.redis(2, 'slave', follows=w.address(w.data()[1]), master_link_status='down', master_link_down_since_seconds=-1)
    begun = time.monotonic()
    must_follow(w, begin(w), 'S4', None)
    assert time.monotonic() - begun < 10


@case('S4 without data: one other is silent; after the wait two of three are enough', clock=4, settings={'BOOT_WAIT': 12})
def s4_half(w):
    named(w)
    w.redis(0, 'slave', follows=w.address(w.data()[1]), master_link_status='down', master_link_down_since_seconds=-1)
    begun = time.monotonic()
    pod = begin(w)
    must_follow(w, pod, 'S4', None)
    assert time.monotonic() - begun > 2.5, 'did not wait for the other one'


@case('S4 without data: nobody else answers, so no master', clock=8, settings={'BOOT_WAIT': 8})
def s4_alone(w):
    named(w)
    pod = begin(w)
    must_die(pod, 'nobody to follow after')


def with_data(w, *files):
    """Is that data, to a pod that Sentinels name while nobody else is there? True if it starts as master at once."""
    named(w)
    pod = w.pod(w.data()[1])
    for path, text in files:
        pod.write(path, text)
    pod.start()
    end = time.monotonic() + 30
    while 'rule=' not in pod.log() and 'nobody to follow' not in pod.log():
        assert time.monotonic() < end
        time.sleep(0.05)
    return 'rule=S4 follow=nobody' in pod.log()


QUICK = {'clock': 4, 'settings': {'BOOT_WAIT': 4}}


@case('data: an append-only base of more than 100 bytes', **QUICK)
def base(w):
    assert with_data(w, ('/data/appendonlydir/a.base.rdb', 'x' * 101))


@case('no data: a base without keys and an empty file, and a dump that AOF does not load', **QUICK)
def no_base(w):
    assert not with_data(w, ('/data/appendonlydir/a.base.rdb', 'x' * 90), ('/data/appendonlydir/a.incr.aof', ''), ('/data/dump.rdb', 'x' * 900))


@case('data: a dump, with rdb', tenant='rdb', **QUICK)
def dump(w):
    assert with_data(w, ('/data/dump.rdb', 'REDIS0010'))


@case('no data: an empty dump, with rdb', tenant='rdb', **QUICK)
def no_dump(w):
    assert not with_data(w, ('/data/dump.rdb', ''), ('/data/appendonlydir/a.base.rdb', 'x' * 900))


@case('no data: whatever there is, with none', tenant='mem', **QUICK)
def none(w):
    assert not with_data(w, ('/data/dump.rdb', 'x' * 900), ('/data/appendonlydir/a.base.rdb', 'x' * 900))


# --- without Sentinels
@case('P1 several masters: waits until one is left')
def p1_several(w):
    a, b = w.redis(0, 'master'), w.redis(2, 'master')
    pod = begin(w)
    pod.says('several masters: ')
    a.fields['role'] = 'slave'
    a.fields['master_host'] = b.address
    must_follow(w, pod, 'P1', 2)


@case('P2 whom it followed last, at once')
def p2(w):
    pod = w.pod(w.data()[1])
    pod.write('/data/.berth-master', w.data()[2] + '\n')
    give_data(pod)
    begun = time.monotonic()
    must_follow(w, pod.start(), 'P2', 2)
    assert time.monotonic() - begun < 8


@case('P2 not a name of long ago', clock=20)
def p2_unknown(w):
    pod = w.pod(w.data()[2])
    pod.write('/data/.berth-master', 'aof-redis-7\n')
    must_follow(w, pod.start(), 'P4', 0)


def was_master(w, *others, number=0, mark=True, data=True):
    pod = w.pod(w.data()[number])
    if mark:
        pod.write('/data/.berth-master', w.data()[number] + '\n')
    if data:
        give_data(pod)
    for i, follows in others:
        w.redis(i, 'slave', follows=w.address(w.data()[follows]), keys=4)
    return pod.start()


@case('P3 master as soon as a replica follows it')
def p3(w):
    must_follow(w, was_master(w, (2, 1), number=1), 'P3', None)


@case('P3 of two that are followed, itself')
def p3_both(w):
    must_follow(w, was_master(w, (0, 2), (2, 1), number=1), 'P3', None)


@case('P3 follows another that is followed')
def p3_other(w):
    must_follow(w, was_master(w, (1, 2)), 'P3', 2)


@case('P3 does not follow a stranger; master after 30 s', clock=10)
def p3_stranger(w):
    w.redis(1, 'slave', follows='10.99.0.1', keys=4)
    begun = time.monotonic()
    pod = was_master(w)
    must_follow(w, pod, 'P3', None)
    assert time.monotonic() - begun > 2.7, 'waited less than 30 s'


@case('P3 was master and nobody is seen: master after 30 s', clock=10)
def p3_alone(w):
    w.lose(w.data()[0])
    begun = time.monotonic()
    must_follow(w, was_master(w, number=2), 'P3', None)
    assert 2.7 < time.monotonic() - begun, 'waited less than 30 s'


@case('P3 data and no mark: by ordinal, 50 s for number 2', clock=10)
def p3_ordinal(w):
    begun = time.monotonic()
    must_follow(w, was_master(w, number=2, mark=False), 'P3', None)
    assert time.monotonic() - begun > 4.7, 'waited less than 50 s'


@case('P3 was master, its data is gone and another has keys: waits for a master')
def p3_gone(w):
    pod = w.pod(w.data()[1])
    pod.write('/data/.berth-master', w.data()[1] + '\n')
    other = w.redis(2, 'slave', follows=w.address(w.data()[1]), keys=4)
    pod.start()
    pod.says('P3: own data is gone')
    time.sleep(1)
    assert 'rule=' not in pod.log()
    other.fields['role'] = 'master'
    must_follow(w, pod, 'P1', 2)


@case('P4 nothing known: the first data pod')
def p4(w):
    must_follow(w, begin(w, 2), 'P4', 0)


@case('P4 the first one: all others answer and are empty')
def p4_seed(w):
    for i in (1, 2):
        w.redis(i, 'slave', follows=w.address(w.data()[0]))
    must_follow(w, begin(w, 0), 'P4', None)


@case('P4 the first one: not beside one with keys', clock=8, settings={'BOOT_WAIT': 8})
def p4_keys(w):
    w.redis(1, 'slave', follows=w.address(w.data()[0]), keys=1)
    w.redis(2, 'slave', follows=w.address(w.data()[0]))
    must_die(begin(w, 0), 'nobody to follow after')


@case('P4 the first one, with one other: after the wait', clock=4, settings={'BOOT_WAIT': 12})
def p4_half(w):
    w.redis(1, 'slave', follows=w.address(w.data()[0]))
    begun = time.monotonic()
    must_follow(w, begin(w, 0), 'P4', None)
    assert time.monotonic() - begun > 2.5


@case('P4 the first one, alone: never', clock=8, settings={'BOOT_WAIT': 8})
def p4_alone(w):
    must_die(begin(w, 0), 'nobody to follow after')


@case('a Sentinel majority that comes later counts')
def later(w):
    pod = begin(w, 0)
    time.sleep(1)
    votes(w, 1, 1)
    must_follow(w, pod, 'S1', 1)


# --- addresses, passwords, files
@case('one data pod decides nothing', tenant='one')
def single(w):
    pod = w.pod(w.data()[0]).start()
    must_follow(w, pod, 'single', None)


@case('an address that no variable has comes from DNS')
def dns(w):
    votes(w, 2, 2, 2)
    pod = w.pod(w.data()[1])
    with open(pod.root + '/etc/hosts', 'a', encoding='utf-8') as f:
        f.write(f'{w.address(w.data()[2])} {w.data()[2]}.{w.tenant.setting("SUFFIX")}\n')
    pod.start(**{w.data()[2].upper().replace('-', '_') + '_SERVICE_HOST': None})
    must_follow(w, pod, 'S1', 2)


def without_address(w, name):
    begun = time.monotonic()
    pod = w.pod(w.data()[1]).start(**{name.upper().replace('-', '_') + '_SERVICE_HOST': None})
    must_die(pod, f'no address for Service {name}')
    assert 'rule=' not in pod.log()
    assert time.monotonic() - begun > 4, 'gave up at once'


@case('no address of its own')
def no_self(w):
    without_address(w, w.data()[1])


@case('no address of another data pod')
def no_peer(w):
    without_address(w, w.data()[2])


@case('no address of a Sentinel')
def no_sentinel(w):
    without_address(w, w.sentinels()[2])


def passwords(w, **keys):
    w.secrets['passwords'] = {k.replace('_', '-'): v for k, v in keys.items()}


@case('no system-password')
def no_system(w):
    passwords(w, password='x')
    must_die(begin(w), 'system-password in the Secret must be letters')


@case('a system-password that cannot be in a configuration')
def bad_system(w):
    passwords(w, password='x', system_password='a b')
    must_die(begin(w), 'system-password in the Secret must be letters')


@case('no password')
def no_password(w):
    passwords(w, system_password='abc')
    must_die(begin(w), 'the Secret has no password')


@case('ends of line in the Secret, and passwords that are accepted too', tenant='one')
def also(w):
    passwords(w, password='any "thing" $x\r\n', system_password='system-pw_1\r\n', password_also='old\n', system_password_also='older')
    pod = w.pod(w.data()[0]).start()
    for user, password in (('default', 'any "thing" $x'), ('default', 'old'), ('operator', 'older'), ('operator', 'system-pw_1')):
        pod.client(user, password).close()
    assert mode(pod, 'users.acl') == mode(pod, 'system-password') == mode(pod, 'redis.conf') == 0o600
    with open(f'/proc/{pod.main()}/environ', encoding='ascii') as f:
        assert 'REDISCLI_AUTH' not in f.read(), 'the password is in the environment of the server'
    with open(f'/proc/{pod.main()}/comm', encoding='ascii') as f:
        assert f.read() == 'redis-server\n', 'the server is not process 1'


def mode(pod, file):
    return os.stat(os.path.join(pod.volume('/run/redis'), file)).st_mode & 0o777


@case('a restarted container begins anew: what Sentinel wrote is forgotten')
def restart(w):
    sentinels = votes(w, 2, 2, 2)
    pod = begin(w)
    must_follow(w, pod, 'S1', 2)
    for s in sentinels:
        s.master = w.address(w.data()[0])
    pod.kill()
    pod.start()
    must_follow(w, pod, 'S1', 0)
    conf = pod.read('/run/redis/redis.conf')
    assert conf.count('\nreplicaof ') == 1 and f'\nreplica-announce-ip {pod.spec.address}\n' in conf, conf

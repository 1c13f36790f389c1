# SPDX-License-Identifier: Apache-2.0
"""sentinel-start.sh and sentinel-ready.sh: which master a Sentinel watches, under which id, and when it is ready."""
import re
import time

from . import case as any_case
from .ready import master as real_master
from .start import mode, must_die, votes
from ..servers import Broken, Connection
from ..world import descendants


def case(name, **how):
    return any_case(name, scripts='sentinel-start.sh sentinel-ready.sh lib.sh', **how)


def begin(w, number=2):
    return w.pod(w.sentinels()[number]).start()


def must_watch(w, pod, rule, whom, seconds=30):
    address = w.address(w.data()[whom])
    pod.says('rule=', seconds)
    line = [x for x in pod.log(False).splitlines() if 'rule=' in x][-1]
    assert line == f'sentinel-start.sh: rule={rule} master={address} self={pod.spec.address}', line
    c = pod.client()
    assert c.ask('SENTINEL', 'get-master-addr-by-name', w.tenant.setting('MASTER_NAME')) == [address, '6379']
    return c


def rows(c, kind, w):
    """What it knows of its REPLICAS or SENTINELS, a dictionary each."""
    return [dict(zip(row[::2], row[1::2])) for row in c.ask('SENTINEL', kind, w.tenant.setting('MASTER_NAME'))]


def table(c, kind, w):
    return sorted(row.get('ip') for row in rows(c, kind, w))


@case('Sentinel: whom a majority names; its id, the others and the replicas are known at once')
def majority(w):
    votes(w, 1, 1)
    pod = begin(w)
    c = must_watch(w, pod, 'sentinels', 1)
    ids = w.tenant.setting('SENTINEL_IDS').split()
    assert c.ask('SENTINEL', 'MYID') == ids[2]
    assert table(c, 'REPLICAS', w) == sorted(w.address(w.data()[i]) for i in (0, 2))
    known = sorted((r['ip'], r['runid']) for r in rows(c, 'SENTINELS', w))
    assert known == sorted((w.address(w.sentinels()[i]), ids[i]) for i in (0, 1)), known
    assert mode(pod, 'sentinel.conf') == 0o600
    assert pod.probe('startup') == pod.probe('liveness') == pod.probe('readiness') == 0
    with open(f'/proc/{pod.main()}/environ', encoding='ascii') as f:
        assert 'REDISCLI_AUTH' not in f.read(), 'the password is in the environment of the server'


@case('Sentinel: the same id after a restart, and what it learned is forgotten')
def again(w):
    sentinels = votes(w, 1, 1)
    pod = begin(w)
    must_watch(w, pod, 'sentinels', 1)
    for s in sentinels:
        s.master = w.address(w.data()[0])
    pod.kill()
    pod.start()
    c = must_watch(w, pod, 'sentinels', 0)
    assert c.ask('SENTINEL', 'MYID') == w.tenant.setting('SENTINEL_IDS').split()[2]
    assert table(c, 'REPLICAS', w) == sorted(w.address(w.data()[i]) for i in (1, 2))


@case('Sentinel: clients ask without a password and can do nothing else')
def clients(w):
    votes(w, 1, 1)
    pod = begin(w, 2)
    must_watch(w, pod, 'sentinels', 1).close()
    pod.client().close()
    c = Connection((pod.spec.address, 26379))
    name = w.tenant.setting('MASTER_NAME')
    assert c.ask('SENTINEL', 'get-master-addr-by-name', name) == [w.address(w.data()[1]), '6379']
    for words in (['SENTINEL', 'FAILOVER', name], ['SENTINEL', 'RESET', '*'], ['SHUTDOWN'], ['SENTINEL', 'SET', name, 'quorum', '1']):
        try:
            raise AssertionError(f'{words}: {c.ask(*words)}')
        except Broken as why:
            assert 'NOPERM' in str(why), why


@case('Sentinel: a name that is no data pod is not joined')
def foreign(w):
    for i in (0, 1):
        w.sentinel(i, '10.99.0.1')
    must_die(begin(w), 'the Sentinels name 10.99.0.1, which is no data pod of this tenant; not joining them')


@case('Sentinel: one vote is no majority; the only master')
def one_master(w):
    votes(w, 1)
    w.redis(2, 'master')
    w.redis(0, 'slave', follows=w.address(w.data()[1]))
    must_watch(w, begin(w), 'master', 2)


@case('Sentinel: of two masters the one with most replicas')
def two_masters(w):
    w.redis(0, 'master', connected_slaves=0)
    w.redis(1, 'master', connected_slaves=1)
    must_watch(w, begin(w, 0), 'master', 1)


@case('Sentinel: of three masters, more replicas by number')
def three_masters(w):
    w.redis(0, 'master', connected_slaves=9)
    w.redis(1, 'master', connected_slaves=2)
    w.redis(2, 'master', connected_slaves=10)
    must_watch(w, begin(w, 0), 'master', 2)


@case('Sentinel: of two masters without replicas none, till one has them')
def no_replicas(w):
    a = w.redis(0, 'master', connected_slaves=0)
    w.redis(1, 'master', connected_slaves=0)
    pod = begin(w, 0)
    time.sleep(1.5)
    assert 'rule=' not in pod.log()
    a.fields['connected_slaves'] = 1
    must_watch(w, pod, 'master', 0)


@case('Sentinel: whom all replicas follow')
def replicas(w):
    for i in (0, 2):
        w.redis(i, 'slave', follows=w.address(w.data()[1]))
    pod = begin(w, 1)
    must_watch(w, pod, 'replicas', 1)
    assert w.shell == 'ash' or not descendants(pod.main()), 'calls are left behind'     # busybox' timeout leaves its own


@case('Sentinel: replicas that follow several, or a stranger, say nothing; after the wait the first', clock=4, settings={'BOOT_WAIT': 8})
def seed(w):
    w.redis(0, 'slave', follows=w.address(w.data()[1]))
    w.redis(1, 'slave', follows='10.99.0.1')
    begun = time.monotonic()
    must_watch(w, begin(w), 'seed', 0)
    assert time.monotonic() - begun > 1.4, 'did not wait'


@case('Sentinel: replicas that follow a stranger, after the wait the first', clock=8, settings={'BOOT_WAIT': 8})
def stranger(w):
    for i in (1, 2):
        w.redis(i, 'slave', follows='10.99.0.1')
    must_watch(w, begin(w), 'seed', 0)


@case('Sentinel: nobody there, Sentinels hang; a majority that comes in time counts')
def late(w):
    for i in (0, 1):
        w.lose(w.data()[i])
    pod = begin(w, 0)
    time.sleep(1)
    w.sentinel(1, w.address(w.data()[2]))
    w.sentinel(2, w.address(w.data()[2]))
    must_watch(w, pod, 'sentinels', 2)


@case('Sentinel: not ready while it names none of the tenant, or hangs')
def not_ready(w):
    votes(w, 1, 1)
    pod = begin(w)
    c = must_watch(w, pod, 'sentinels', 1)
    assert pod.probe('readiness') == 0
    name = w.tenant.setting('MASTER_NAME')
    c.ask('SENTINEL', 'REMOVE', name)
    assert pod.probe('readiness') not in (0, None)
    c.ask('SENTINEL', 'MONITOR', name, '10.77.0.250', '6379', '2')
    assert pod.probe('readiness') not in (0, None)
    pod.stop()
    begun = time.monotonic()
    assert pod.probe('readiness') not in (0, None), 'ready, or it had to be killed'
    assert time.monotonic() - begun < 3.9
    assert pod.probe('liveness') is None, 'alive although it hangs'
    pod.go_on()


@case('Sentinel: opens its connections anew when it spins, not when it works, and not again soon')
def spins(w):
    server = real_master(w, 1)
    pod = begin(w, 0)
    must_watch(w, pod, 'sentinels', 1)

    def links():
        """The connections of the Sentinel to the master."""
        c = server.client('exporter')
        found = {re.search(r'\bid=([0-9]+)', x).group(1) for x in c.ask('CLIENT', 'LIST').splitlines() if 'name=sentinel-' in x}
        c.close()
        return found

    def after(seconds, ticks):
        """The readiness probe, when the one before was so long ago and the CPU took so much since. Did it say something?"""
        told = pod.log().count('opened all connections anew')
        assert pod.probe('readiness') == 0
        used = int(pod.read('/run/redis/ready.cpu').split()[1])
        pod.write('/run/redis/ready.cpu', f'{int(time.time()) - seconds} {used - ticks}\n')
        assert pod.probe('readiness') == 0
        return pod.log().count('opened all connections anew') > told
    assert not after(0, 500), 'too soon to tell'
    assert not after(10, 40), 'that is no spinning'
    end = time.monotonic() + 10
    while len(links()) < 2:
        assert time.monotonic() < end, 'no connections'
        time.sleep(0.05)
    known = links()
    time.sleep(1)
    assert links() == known
    assert after(10, 160)
    while links() & known or not links():
        assert time.monotonic() < end + 10, 'no new connections'
        time.sleep(0.05)
    conf = pod.read('/run/redis/sentinel.conf').replace('"', '')
    assert f'sentinel auth-pass {w.tenant.setting("MASTER_NAME")} {w.password}\n' in conf, conf
    assert f'sentinel sentinel-pass {w.password}\n' in conf, conf
    assert not after(10, 160), 'again so soon'
    pod.write('/run/redis/ready.calmed', f'{int(time.time()) - 15}\n')
    assert after(10, 160), 'not again after 15 s'


def alone(w, seconds=30, **how):
    """A Sentinel that does not hear the others nor the first data pod (they answer no PING), but the master. When that is down to
    it: (pod, row) with what it says of the first data pod. how: of the others, in place of that."""
    votes(w, 1, 1, **how)
    w.redis(1, 'master', how={'alive': True})
    pod = begin(w)
    c = must_watch(w, pod, 'sentinels', 1)
    end = time.monotonic() + seconds
    while True:
        row = next(r for r in rows(c, 'REPLICAS', w) if r['ip'] == w.address(w.data()[0]))
        others = rows(c, 'SENTINELS', w)
        if 's_down' in row['flags'] and (how or all('s_down' in o['flags'] for o in others)):
            return pod, row
        assert time.monotonic() < end, (row, others)
        time.sleep(0.1)


def must_go_on(pod):
    assert pod.probe('readiness') == 0
    time.sleep(0.5)
    assert pod.process.poll() is None, 'it ended:\n' + pod.log()


STALE = 'no majority in sight, and what I know is old: starting anew'


@case('Sentinel: begins anew when it sees no majority and heard last that another is master')
def stale_role(w):
    w.redis(0, 'master')
    pod, row = alone(w)
    assert row['role-reported'] == 'master', row
    pod.probe('readiness')
    assert pod.end(10) == 0
    assert STALE in pod.log()
    pod.start()
    must_watch(w, pod, 'sentinels', 1)


@case('Sentinel: begins anew when it sees no majority and heard last that a replica follows another one')
def stale_master(w):
    w.redis(0, 'slave', follows=w.address(w.data()[2]))
    pod, row = alone(w)
    assert row['role-reported'] == 'slave' and row['master-host'] == w.address(w.data()[2]), row
    pod.probe('readiness')
    assert pod.end(10) == 0
    assert STALE in pod.log()


@case('Sentinel: goes on without a majority when all it heard is right, also when it heard nothing')
def stale_not(w):
    w.redis(0, 'slave', follows=w.address(w.data()[1]))
    pod, row = alone(w)
    assert row['master-host'] == w.address(w.data()[1]), row
    must_go_on(pod)


@case('Sentinel: goes on when another is master but a majority is in sight')
def stale_seen(w):
    w.redis(0, 'master')
    pod, row = alone(w, alive=True)
    assert row['role-reported'] == 'master', row
    must_go_on(pod)


@case('Sentinel: goes on without a majority when the other master can be heard: it is put right')
def stale_heard(w):
    w.redis(0, 'master', how={'alive': True})
    w.redis(2, 'slave', follows=w.address(w.data()[1]))
    votes(w, 1, 1)
    w.redis(1, 'master', how={'alive': True})
    pod = begin(w)
    c = must_watch(w, pod, 'sentinels', 1)
    end = time.monotonic() + 30
    while 'NOQUORUM' not in str(trouble(c, 'SENTINEL', 'CKQUORUM', w.tenant.setting('MASTER_NAME'))):
        assert time.monotonic() < end, 'sees a majority still'
        time.sleep(0.1)
    must_go_on(pod)


def trouble(c, *words):
    try:
        return c.ask(*words)
    except Broken as why:
        return why


def unheard(w, c, kind, whom, more=2600, seconds=20):
    """Waits until a Sentinel has not heard a pod for so many milliseconds; fewer than that with more=-1000."""
    end = time.monotonic() + seconds
    while True:
        row = next(r for r in rows(c, kind, w) if r['ip'] == w.address(whom))
        last = int(row['last-ok-ping-reply'])
        if last > more > 0 or last < -more:
            return
        assert time.monotonic() < end, row
        time.sleep(0.05)


def told(pod, text):
    """Does the readiness probe say this?"""
    before = pod.log().count(text)
    assert pod.probe('readiness') == 0
    return pod.log().count(text) > before


ALIVE = {'alive': True}
DEAF = {'alive': True, 'deaf': True}


@case('Sentinel: opens its connections anew when a data pod answers others, and not it')
def deaf_pod(w):
    votes(w, 1, 1, **ALIVE)
    w.redis(1, 'master', how=ALIVE)
    one = w.redis(0, 'slave', follows=w.address(w.data()[1]), how=DEAF)
    pod = begin(w)
    c = must_watch(w, pod, 'sentinels', 1)
    said = 'a data pod answers, but not me'
    assert not told(pod, said), 'heard just now'
    unheard(w, c, 'REPLICAS', w.data()[0])
    assert not told(pod, said), 'it answers nobody'
    one.deaf = False
    assert told(pod, said)
    unheard(w, c, 'REPLICAS', w.data()[0], -1000, 4)
    assert not told(pod, said)
    assert 'a Sentinel answers' not in pod.log()


@case('Sentinel: likewise when another Sentinel does')
def deaf_sentinel(w):
    others = votes(w, 1, 1, **ALIVE)
    w.redis(1, 'master', how=ALIVE)
    others[0].deaf = True
    pod = begin(w)
    c = must_watch(w, pod, 'sentinels', 1)
    said = 'a Sentinel answers, but not me'
    unheard(w, c, 'SENTINELS', w.sentinels()[0])
    assert not told(pod, said), 'it answers nobody'
    others[0].deaf = False
    assert told(pod, said)
    unheard(w, c, 'SENTINELS', w.sentinels()[0], -1000, 4)
    assert not told(pod, said)


@case('Sentinel: leaves its connections alone while it takes the master for down')
def deaf_failover(w):
    votes(w, 1, 1, **ALIVE)
    w.redis(1, 'master')
    one = w.redis(0, 'slave', follows=w.address(w.data()[1]), how=DEAF)
    pod = begin(w)
    c = must_watch(w, pod, 'sentinels', 1)
    end = time.monotonic() + 20
    while True:
        flat = c.ask('SENTINEL', 'MASTER', w.tenant.setting('MASTER_NAME'))
        if 's_down' in dict(zip(flat[::2], flat[1::2]))['flags']:
            break
        assert time.monotonic() < end
        time.sleep(0.1)
    one.deaf = False
    assert not told(pod, 'a data pod answers, but not me')

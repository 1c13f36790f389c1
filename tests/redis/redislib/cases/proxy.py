# SPDX-License-Identifier: Apache-2.0
"""haproxy.cfg: to whom a real HAProxy sends clients, by what its checks see. The data pods are fakes; each tells its number."""
import time
import urllib.error
import urllib.request

from . import case as any_case
from ..servers import Connection
from ..world import Failed


def case(name, **how):
    return any_case(name, tenant='mem', scripts='haproxy.cfg', shells=('dash',), **how)


def begin(w):
    pod = w.pod(next(n for n, p in w.tenant.pods.items() if 'haproxy' in p.containers)).start()
    wait(lambda: status(pod, '/healthz') == 200, 'is not healthy', pod)
    time.sleep(pod.container.spec['readinessProbe']['initialDelaySeconds'])     # until then no client comes
    return pod


def wait(what, wrong, pod, seconds=15):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise Failed(f'{wrong}\n{pod.log()}')
        time.sleep(0.05)


def status(pod, path):
    try:
        with urllib.request.urlopen(f'http://{pod.spec.address}:8404{path}', timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return None


def who(pod, w, port=6379):
    """The number of the data pod that a client gets to; None for none."""
    try:
        c = Connection((pod.spec.address, port))
    except OSError:
        return None
    try:
        c.ask('AUTH', 'default', w.password)
        return w.data().index(next(n for n in w.data() if w.address(n) == c.ask('WHO')))
    except OSError:
        return None
    finally:
        c.close()


def gets(w, pod, number, port=6379):
    """Clients get to this one within 15 s, and then always."""
    wait(lambda: who(pod, w, port) == number, f'not sent to {number} but to {who(pod, w, port)}', pod)
    for _ in range(6):
        assert who(pod, w, port) == number
        time.sleep(0.1)


def replica(w, number, of, **fields):
    return w.redis(number, 'slave', follows=w.address(w.data()[of]), **fields)


def master(w, number, good=1):
    return w.redis(number, 'master', connected_slaves=good, min_slaves_good_slaves=good)


@case('proxy: to the master that has a good replica, and reads to replicas')
def to_master(w):
    replica(w, 0, 1)
    master(w, 1)
    replica(w, 2, 1, master_link_status='down')
    pod = begin(w)
    gets(w, pod, 1)
    gets(w, pod, 0, 6380)
    assert status(pod, '/metrics') == 200 and status(pod, '/other') == 404


@case('proxy: not to an old master without a replica, and to nobody while there is none')
def old_master(w):
    a = master(w, 0, good=0)
    b = replica(w, 1, 0)
    pod = begin(w)
    wait(lambda: who(pod, w) is None, 'sent to a master without replicas', pod)
    b.fields |= {'role': 'master', 'min_slaves_good_slaves': 1}
    gets(w, pod, 1)
    assert a.heard, 'the old master was not looked at'
    assert a.users[0] == 'probe', a.users


@case('proxy: of two masters to the first, always')
def two(w):
    master(w, 1)
    master(w, 2)
    gets(w, begin(w), 1)


@case('proxy: sessions are cut when the master changes')
def change(w):
    a, b = master(w, 0), replica(w, 2, 0)
    pod = begin(w)
    gets(w, pod, 0)
    c = Connection((pod.spec.address, 6379))
    c.ask('AUTH', 'default', w.password)
    assert c.ask('WHO') == a.address
    a.fields['role'] = 'slave'
    b.fields |= {'role': 'master', 'min_slaves_good_slaves': 1}
    assert c.socket.recv(1) == b'', 'the session goes on'
    gets(w, pod, 2)


@case('proxy: reads go to the master while no replica is linked')
def reads(w):
    master(w, 1)
    b = replica(w, 2, 1, master_link_status='down')
    pod = begin(w)
    gets(w, pod, 1, 6380)
    b.fields['master_link_status'] = 'up'
    gets(w, pod, 2, 6380)


@case('proxy: one that hangs, and one that refuses the password, are nobody')
def hang(w):
    w.redis(0, 'master', min_slaves_good_slaves=1, how={'silent': True})
    w.redis(1, 'master', min_slaves_good_slaves=1).password = 'another'
    master(w, 2)
    gets(w, begin(w), 2)

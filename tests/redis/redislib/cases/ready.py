# SPDX-License-Identifier: Apache-2.0
"""redis-ready.sh and the other probes: what a pod is to the Services, and whom it notes as its master."""
import os
import socket
import threading
import time

from . import case as any_case
from .start import give_data, must_follow, votes
from ..fakes import listener
from ..servers import Connection

MARK = '/data/.berth-master'


def case(name, **how):
    return any_case(name, scripts='redis-ready.sh lib.sh', **how)


def master(w, number=0):
    """A real master that Sentinels name."""
    for s in getattr(w, 'votes', ()):
        s.stop()
    w.votes = votes(w, number, number, number)
    pod = w.pod(w.data()[number])
    give_data(pod)
    pod.start()
    must_follow(w, pod, 'S4', None)
    return pod


def replica(w, number=1, of=0):
    pod = w.pod(w.data()[number]).start()
    must_follow(w, pod, 'S1', of)
    return pod


@case('ready: a master, and it notes itself')
def a_master(w):
    pod = master(w)
    assert pod.read(MARK) is None
    assert pod.probe('readiness') == pod.probe('liveness') == pod.probe('startup') == 0
    assert pod.read(MARK) == pod.spec.name + '\n'


@case('ready: a linked replica, and it notes its master; written only when it changes')
def a_replica(w):
    master(w)
    pod = replica(w)
    pod.wait(lambda i: i['master_link_status'] == 'up')
    assert pod.probe('readiness') == 0
    assert pod.read(MARK) == w.data()[0] + '\n'
    path = os.path.join(pod.volume('/data'), '.berth-master')
    before = os.stat(path).st_ino
    assert pod.probe('readiness') == 0 and os.stat(path).st_ino == before, 'written again'
    pod.client('sentinel').ask('SLAVEOF', 'NO', 'ONE')
    assert pod.probe('readiness') == 0
    assert pod.read(MARK) == pod.spec.name + '\n'


@case('not ready: a replica whose link is down; what it noted stays')
def link_down(w):
    a = master(w)
    pod = replica(w)
    pod.wait(lambda i: i['master_link_status'] == 'up')
    assert pod.probe('readiness') == 0
    a.kill()
    pod.wait(lambda i: i['master_link_status'] == 'down')
    assert pod.probe('readiness') not in (0, None)
    assert pod.probe('liveness') == 0
    assert pod.read(MARK) == w.data()[0] + '\n'


@case('ready: replica of a stranger, which is not noted')
def stranger(w):
    a = master(w)
    pod = replica(w)
    pod.wait(lambda i: i['master_link_status'] == 'up')
    w.network('addr add 10.77.0.99/32 dev br0')
    forward('10.77.0.99', a.spec.address)
    pod.client('sentinel').ask('SLAVEOF', '10.77.0.99', '6379')
    pod.wait(lambda i: i['master_host'] == '10.77.0.99' and i['master_link_status'] == 'up')
    assert pod.probe('readiness') == 0
    assert pod.read(MARK) is None


def forward(here, there):
    s = listener(here, 6379)

    def pump(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
        except OSError:
            pass

    def serve():
        while True:
            a, _ = s.accept()
            b = socket.create_connection((there, 6379))
            for pair in ((a, b), (b, a)):
                threading.Thread(target=pump, args=pair, daemon=True).start()
    threading.Thread(target=serve, daemon=True).start()


@case('ready although the volume is full')
def full(w):
    pod = master(w)
    os.chown(pod.volume('/data'), 0, 0)
    os.chmod(pod.volume('/data'), 0o555)
    assert pod.probe('readiness') == 0
    assert pod.read(MARK) is None


def pretend(w, role='master', **fields):
    """A pod in which a fake answers at 127.0.0.1: what a real server says for a moment only."""
    pod = w.pod(w.data()[0])
    pod.write('/run/redis/system-password', w.password)
    pod.write('/run/redis/peers', ''.join(f'{n} {w.address(n)}\n' for n in w.data()[1:]))
    pod.start(['sleep', '600'])
    pod.becomes('sleep')
    pod.pretended = w.inside(pod, role, **fields)
    return pod


@case('not ready: loading')
def loading(w):
    pod = pretend(w, loading=1)
    assert pod.probe('readiness') not in (0, None)
    assert pod.probe('liveness') == pod.probe('startup') == 0
    assert pod.read(MARK) is None


@case('ready: a pretended master and replica, as the following cases take for granted')
def pretended(w):
    pod = pretend(w, role='slave', follows=w.address(w.data()[1]))
    assert pod.probe('readiness') == 0
    assert pod.read(MARK) == w.data()[1] + '\n'


@case('not ready: a replica that copies')
def copying(w):
    pod = pretend(w, role='slave', follows=w.address(w.data()[1]), master_sync_in_progress=1)
    assert pod.probe('readiness') not in (0, None)
    assert pod.read(MARK) is None


@case('not ready: another role')
def sentinel_role(w):
    pod = pretend(w, role='sentinel')
    assert pod.probe('readiness') not in (0, None)


@case('not ready: an error; alive all the same')
def error(w):
    pod = pretend(w, error='-MISCONF Errors writing to the AOF file')
    assert pod.probe('readiness') not in (0, None)
    assert pod.probe('liveness') == 0


@case('a server that hangs is not ready within the time of the probe, and not alive')
def hung(w):
    pod = master(w)
    assert pod.probe('readiness') == pod.probe('liveness') == 0
    pod.stop()
    begun = time.monotonic()
    assert pod.probe('readiness') not in (0, None), 'ready, or it had to be killed'
    assert time.monotonic() - begun < 4.9
    assert pod.probe('liveness') is None
    pod.go_on()
    assert pod.probe('readiness') == pod.probe('liveness') == 0


@case('ready: the password of the container\'s start, not the one of now')
def new_password(w):
    pod = master(w)
    w.secrets['passwords']['system-password'] = 'changed'
    pod.lay_out()
    assert pod.probe('readiness') == 0
    c = Connection((pod.spec.address, 6379))
    assert c.ask('AUTH', 'probe', w.password) == 'OK'

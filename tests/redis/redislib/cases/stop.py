# SPDX-License-Identifier: Apache-2.0
"""redis-pre-stop.sh: a master hands over before it is stopped. Real masters and replicas; Sentinels are real in two cases."""
import threading
import time

from . import case as any_case
from .ready import master, pretend, replica
from .start import handing_over, must_follow, orders, votes
from ..servers import Broken


def case(name, **how):
    return any_case(name, scripts='redis-pre-stop.sh lib.sh', **how)


def pair(w, number=1):
    """A real master (0) and a real replica, linked; fake Sentinels name the master and hand over to the replica."""
    a = master(w)
    b = replica(w, number)
    b.wait(lambda i: i['master_link_status'] == 'up')
    a.wait(lambda i: i.get('slave0', '').find('state=online') > 0)
    for s in w.votes:
        s.failover = handing_over(w, number, after=0.3)
    return a, b


def paused(a):
    """Does a write wait? For half a second."""
    c = a.client('default', 'client-pw')
    c.socket.settimeout(0.5)
    try:
        c.ask('SET', 'x', 'y')
        return False
    except TimeoutError:
        return True
    except Broken:
        return False            # for want of a replica
    finally:
        c.close()


def period(a):
    return a.client('exporter').config('repl-ping-replica-period')['repl-ping-replica-period']


def stop(pod, seconds=60):
    begun = time.monotonic()
    status, said = pod.hook('preStop', seconds)
    assert status == 0, (status, said)
    assert not said, said
    return time.monotonic() - begun


@case('pre-stop: a master hands over, with writes held back until the end')
def hands_over(w):
    a, _ = pair(w)
    stop(a)
    assert f'redis-pre-stop.sh: the master is {w.address(w.data()[1])} now' in a.log()
    assert 'CLIENT PAUSE' not in a.log() and 'behind' not in a.log()
    assert sum(orders(w.votes)) == 1, orders(w.votes)
    assert paused(a), 'clients are let go although another is master'
    assert period(a) == '3600'


@case('pre-stop: the other replicas are told whom to follow, if Sentinel did not')
def tells(w):
    a, b = pair(w)
    c = replica(w, 2)
    c.wait(lambda i: i['master_link_status'] == 'up')
    a.wait(lambda i: i.get('slave1', '').find('state=online') > 0)
    stop(a)
    assert c.info()['master_host'] == w.address(w.data()[1])
    assert b.info()['master_host'] == w.address(w.data()[0]), 'the new master was told, too'


@case('pre-stop: a replica just stops')
def a_replica(w):
    _, b = pair(w)
    before = [len(s.heard) for s in w.votes]
    assert stop(b) < 5
    assert 'pre-stop' not in b.log() and [len(s.heard) for s in w.votes] == before


@case('pre-stop: a master without replicas')
def alone(w):
    a = master(w)
    stop(a)
    assert 'master without replicas: nobody to hand over to' in a.log()
    assert not paused(a)


@case('pre-stop: one data pod', tenant='one')
def single(w):
    a = w.pod(w.data()[0]).start()
    must_follow(w, a, 'single', None)
    stop(a)
    assert 'master without replicas: nobody to hand over to' in a.log()


@case('pre-stop: no Sentinel answers; gives up in time, and clients can write meanwhile', settings={'HAND_OVER': 14}, clock=2)
def no_sentinels(w):
    a, _ = pair(w)
    for s in w.votes:
        s.stop()
    results = []
    t = threading.Thread(target=lambda: results.append(stop(a)))
    t.start()
    time.sleep(0.8)
    assert not paused(a), 'clients wait although nobody can take over'
    t.join()
    assert 'no majority of Sentinels: nobody hands over' in a.log()
    assert results and 1.5 < results[0] < 10, results
    assert not paused(a)


@case('pre-stop: the majority comes back in time')
def comes_back(w):
    a, _ = pair(w)
    for s in w.votes:
        s.master, known = None, s.master
    t = threading.Thread(target=stop, args=(a,))
    t.start()
    time.sleep(1)
    for s in w.votes:
        s.master = known
    t.join()
    assert 'the master is ' in a.log(), a.log()


@case('pre-stop: no good replica; clients are let go')
def no_good(w):
    a, _ = pair(w)
    for s in w.votes:
        s.failover = '-NOGOODSLAVE No suitable replica to promote'
    stop(a)
    assert 'not handed over' in a.log() and a.log().count('no replica to promote') == 3
    assert not paused(a)
    assert period(a) == '10'


@case('pre-stop: nothing comes of it until the time is over; clients are let go', settings={'HAND_OVER': 12}, clock=3)
def timeout(w):
    a, _ = pair(w)
    for s in w.votes:
        s.failover = '+OK'
    seconds = stop(a)
    assert 'not handed over' in a.log()
    assert 3 < seconds < 12, seconds
    assert sum(orders(w.votes)) >= 3 and min(orders(w.votes)) >= 1, orders(w.votes)
    assert not paused(a)


@case('pre-stop: every Sentinel refuses the order at first')
def busy(w):
    a, _ = pair(w)
    answers = iter(['-ERR no', '-ERR no', '-ERR no'])
    really = w.votes[0].failover

    def answer(sentinel):
        said = next(answers, None)
        return said or really(sentinel)
    for s in w.votes:
        s.failover = answer
    stop(a)
    assert a.log().count('ERR no') == 3 and 'the master is ' in a.log()


@case('pre-stop: the server hangs')
def hung(w):
    a, _ = pair(w)
    a.stop()
    assert stop(a) < 4
    assert 'the server does not answer' in a.log()
    assert orders(w.votes) == [0, 0, 0]
    a.go_on()


def level(w, *replicas, linked=(1, 2), offset=100):
    """pre-stop of a master of which a fake tells, with these data pods as they answer themselves: fields of 1, 2. linked: whom the
    master names. offset: of the master from the second INFO on; at the first it is 100. How long it took."""
    w.votes = votes(w, 0, 0, 0)
    for s in w.votes:
        s.failover = handing_over(w, 1)
    for i, fields in enumerate(replicas, 1):
        w.redis(i, **({'role': 'slave', 'follows': w.address(w.data()[0])} | fields))
    names = {f'slave{i}': f'ip={w.address(w.data()[n])},port=6379,state=online,offset=100,lag=0' for i, n in enumerate(linked)}
    pod = pretend(w, connected_slaves=len(linked), **names)
    fake, first = pod.pretended, pod.pretended.answer

    def answer(said):
        text = first(said)
        fake.fields['master_repl_offset'] = offset
        return text
    fake.answer = answer
    pod.write('/run/redis/self', pod.spec.address)
    pod.write('/run/redis/sentinels', ''.join(f'{n} {w.address(n)} x\n' for n in w.sentinels()))
    seconds = stop(pod)
    assert f'the master is {w.address(w.data()[1])} now' in pod.log(), pod.log()
    return pod, seconds


@case('pre-stop: a replica that is behind is not waited for longer than 2 s')
def behind(w):
    pod, seconds = level(w, {}, {'slave_repl_offset': 99})
    assert 'a replica is behind; handing over all the same' in pod.log()
    assert 1 < seconds < 12, seconds


@case('pre-stop: what the master took until the pause counts')
def moves(w):
    pod, _ = level(w, {'slave_repl_offset': 200}, {'slave_repl_offset': 150}, offset=200)
    assert 'a replica is behind; handing over all the same' in pod.log()


@case('pre-stop: replicas of which none answers are not level')
def none_answers(w):
    pod, _ = level(w, {'role': 'master'}, {'error': '-LOADING'})
    assert 'a replica is behind; handing over all the same' in pod.log()


@case('pre-stop: all level; the pause is refused, which is said')
def no_pause(w):
    pod, _ = level(w, {}, {'slave_repl_offset': 101})
    assert 'CLIENT PAUSE failed' in pod.log() and 'behind' not in pod.log()


@case('pre-stop: a replica of another master is not waited for')
def not_mine(w):
    pod, _ = level(w, {}, {'follows': '10.99.0.1', 'slave_repl_offset': 1})
    assert 'behind' not in pod.log()


@case('pre-stop: a replica without a link is not waited for')
def no_link(w):
    pod, _ = level(w, {}, {'master_link_status': 'down', 'slave_repl_offset': 1})
    assert 'behind' not in pod.log()


@case('pre-stop: another master is not waited for')
def no_slave(w):
    pod, _ = level(w, {}, {'role': 'master', 'master_host': w.address(w.data()[0]), 'master_link_status': 'up', 'slave_repl_offset': 1})
    assert 'behind' not in pod.log()


@case('pre-stop: whom the master does not name is not asked')
def not_asked(w):
    pod, seconds = level(w, {}, {'how': {'silent': True}}, linked=(1,))
    assert 'behind' not in pod.log()
    assert seconds < 4, seconds


@case('pre-stop: a replica that catches up is waited for', clock=0.2)      # the limit of 2 s is another case
def catches_up(w):
    a, b = pair(w)
    b.stop()
    c = a.client('default', 'client-pw')
    for i in range(50):
        c.ask('SET', f'key{i}', 'x' * 1000)
    threading.Timer(1.0, b.go_on).start()
    level = []
    for s in w.votes:
        really = s.failover

        def answer(sentinel, really=really):
            level.append(b.client('default', 'client-pw').ask('GET', 'key49'))
            return really(sentinel)
        s.failover = answer
    stop(a)
    assert level == ['x' * 1000], level


@case('real Sentinels: first start, pre-stop, no acknowledged write lost, and the old master comes back as a replica')
def real(w):
    redis, sentinels = everything(w)
    a = redis[0]
    c = a.client('default', 'client-pw')
    done, end = [], threading.Event()

    def write():
        for i in range(100000):
            if end.is_set():
                return
            try:
                if c.ask('SET', f'n{i}', 'v') == 'OK':
                    done.append(i)
            except (OSError, Broken):
                return
    t = threading.Thread(target=write)
    t.start()
    time.sleep(0.5)
    seconds = stop(a)
    a.kill(15)
    end.set()
    t.join()
    assert seconds < 10, seconds
    assert 'the master is ' in a.log(), a.log()
    new = next(p for p in redis[1:] if p.info()['role'] == 'master')
    reader = new.client('default', 'client-pw')
    lost = [i for i in done if reader.ask('GET', f'n{i}') != 'v']
    assert done and not lost, f'{len(lost)} of {len(done)} acknowledged writes are lost'
    a.start()
    must_follow(w, a, 'S1', redis.index(new))
    a.wait(lambda i: i['master_link_status'] == 'up')
    for s in sentinels:
        assert s.client().ask('SENTINEL', 'get-master-addr-by-name', w.tenant.setting('MASTER_NAME'))[0] == new.spec.address


def everything(w):
    """All pods of the tenant, first start, all linked."""
    redis = [w.pod(n).start() for n in w.data()]
    sentinels = [w.pod(n).start() for n in w.sentinels()]
    redis[0].wait(lambda i: i['role'] == 'master' and i['connected_slaves'] == str(len(redis) - 1), 40)
    for p in redis[1:]:
        p.wait(lambda i: i.get('master_link_status') == 'up')
    for s in sentinels:
        s.wait(lambda i: f'slaves={len(redis) - 1},sentinels={len(sentinels)}' in str(i), 40)
    for p in redis:
        assert p.probe('readiness') == 0
    return redis, sentinels


@case('real Sentinels: a killed master that has a replica yields to it')
def real_kill(w):
    redis, _ = everything(w)
    redis[0].client('default', 'client-pw').ask('SET', 'k', 'v')
    redis[1].wait(lambda i: 'db0' in i)
    redis[0].kill()
    redis[0].start()
    redis[0].says('rule=')
    line = [x for x in redis[0].log(False).splitlines() if 'rule=' in x][-1]
    assert 'rule=S3 follow=10.' in line or 'rule=S1 follow=10.' in line, line
    redis[0].wait(lambda i: i.get('role') == 'slave' and i['master_link_status'] == 'up', 40)
    assert [p.info()['role'] for p in redis].count('master') == 1


@case('real Sentinels: all killed at once; all come back, with one master and the data')
def real_all(w):
    redis, sentinels = everything(w)
    redis[0].client('default', 'client-pw').ask('SET', 'k', 'v')
    redis[1].wait(lambda i: 'db0' in i)
    redis[2].wait(lambda i: 'db0' in i)
    time.sleep(1.2)             # appendfsync everysec
    for p in redis + sentinels:
        p.kill()
    for p in redis + sentinels:
        p.start()
    redis[0].wait(lambda i: i.get('connected_slaves') == '2', 60)
    rules = [next(x for x in p.log(False).splitlines() if 'rule=' in x) for p in redis]
    assert 'rule=P3 follow=nobody' in rules[0], rules
    assert all('rule=P' in r and f'follow={redis[0].spec.address}' in r for r in rules[1:]), rules
    assert redis[2].wait(lambda i: i['master_link_status'] == 'up') and redis[2].client('default', 'client-pw').ask('GET', 'k') == 'v'

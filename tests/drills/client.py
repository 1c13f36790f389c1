# SPDX-License-Identifier: Apache-2.0
"""What the drills run in a client's pod: python3 client.py write|watch.

The first line of standard input is JSON with addresses and passwords, the
following ones are orders (`mark`: the fault comes now; `password JSON`: for the
next connections; `stop`). Standard output is JSON lines. Standard library only; any Python from 3.6 on.

write   A careful client: asks a Sentinel who the master is (or knows one address, a proxy), asks the server whether it is,
        and writes one unique key after the other. Connecting is given up after 0.5 s, an answer after 2 s, and both when a Sentinel
        says that there is another master: it listens to all, as Jedis, Lettuce and go-redis can. At the end every acknowledged key
        is read back from the master.
watch   Asks every Redis and every Sentinel four times a second how things are, and says so.
"""
import json
import os
import socket
import sys
import threading
import time


CONNECT = 0.5       # seconds; the first packet is repeated after one, so more would wait for a lost one


class Refused(OSError):
    """An error that the server answered."""


def read_reply(f):
    line = f.readline()
    if not line.endswith(b'\r\n'):
        raise OSError('connection closed')
    kind, rest = line[:1], line[1:-2]
    if kind == b'-':
        raise Refused(rest.decode())
    if kind == b'$':
        return None if rest == b'-1' else f.read(int(rest) + 2)[:-2]
    if kind == b'*':
        return None if rest == b'-1' else [read_reply(f) for _ in range(int(rest))]
    return rest


class Link:
    """One connection to Redis or Sentinel. Answers are bytes."""

    def __init__(self, address, password=None, timeout=2.0, begun=None):
        """begun: told of the socket before it connects."""
        host, port = address.rsplit(':', 1)
        self.socket = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
        self.socket.settimeout(min(timeout, CONNECT))
        if begun:
            begun(self.socket)
        try:
            self.socket.connect((host, int(port)))
        except OSError:
            self.socket.close()
            raise
        self.socket.settimeout(timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile('rb')
        if password:
            self('AUTH', password)

    def __call__(self, *words):
        words = [w if isinstance(w, bytes) else str(w).encode() for w in words]
        self.socket.sendall(b'*%d\r\n' % len(words) + b''.join(b'$%d\r\n%s\r\n' % (len(w), w) for w in words))
        return read_reply(self.file)

    def close(self):
        try:
            self.file.close()
            self.socket.close()
        except OSError:
            pass


def tell(**what):
    print(json.dumps(what), flush=True)


class Orders(threading.Thread):
    """What comes on standard input after the first line."""

    def __init__(self, conf):
        super().__init__(daemon=True)
        self.conf = conf
        self.marked = None
        self.stopped = threading.Event()
        self.start()

    def run(self):
        for line in sys.stdin:
            if line.strip() == 'mark':
                self.marked = time.monotonic()
            elif line.startswith('password '):
                self.conf['password'] = json.loads(line[9:])
            elif line.strip() == 'stop':
                break
        self.stopped.set()


class Listener(threading.Thread):
    """Hears one Sentinel call another master, and says so."""

    def __init__(self, sentinel, master_name, heard):
        super().__init__(daemon=True)
        self.sentinel, self.master, self.heard = sentinel, master_name.encode(), heard
        self.start()

    def run(self):
        while True:
            try:
                link = Link(self.sentinel)
                link('SUBSCRIBE', '+switch-master')
                link.socket.settimeout(None)
                while True:
                    if read_reply(link.file)[2].split()[0] == self.master:
                        self.heard()
            except OSError:
                time.sleep(0.5)


class Writer:
    def __init__(self, conf, orders):
        self.conf, self.orders = conf, orders
        self.sentinels = list(conf.get('sentinels', []))
        self.prefix = 'drill:%s:' % conf['run']
        self.acknowledged = []
        self.times = []             # when, for each of them
        self.errors = {}
        self.pause = self.before = 0.0
        self.ended = 0.0            # when the longest pause was over, from the mark on
        self.socket = None          # the latest to a master
        for sentinel in self.sentinels:
            Listener(sentinel, conf['master_name'], self.drop)

    def use(self, its):
        self.socket = its

    def drop(self):
        """Whoever waits for an answer, or to be connected, waits no longer."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except (AttributeError, OSError):
            pass

    def master(self):
        """The address to write to. A Sentinel that answered is asked first next time."""
        if not self.sentinels:
            return self.conf['address']
        for sentinel in list(self.sentinels):
            try:
                link = Link(sentinel, timeout=0.5)
                try:
                    host, port = link('SENTINEL', 'get-master-addr-by-name', self.conf['master_name'])
                finally:
                    link.close()
                self.sentinels.remove(sentinel)
                self.sentinels.insert(0, sentinel)
                return '%s:%s' % (host.decode(), port.decode())
            except (OSError, TypeError, ValueError):
                pass
        raise OSError('no Sentinel answers')

    def connect(self):
        link = Link(self.master(), self.conf['password'], begun=self.use)
        try:
            if link('ROLE')[0] != b'master':
                raise OSError('no master')
        except OSError:
            link.close()
            raise
        return link

    def gap(self, begin, end):
        if self.orders.marked is None:
            self.before = max(self.before, end - begin)
        elif end - begin > self.pause:
            self.pause = end - begin
            self.ended = end - self.orders.marked

    def write(self):
        link, number, last, step = None, 0, None, 1.0 / self.conf['rate']
        while not self.orders.stopped.is_set():
            try:
                link = link or self.connect()
                number += 1
                link('SET', self.prefix + str(number), number, 'EX', 86400)
                now = time.monotonic()
                if last is None:
                    tell(writing=True)
                else:
                    self.gap(last, now)
                last = now
                self.acknowledged.append(number)
                self.times.append(now)
                time.sleep(step)
            except OSError as error:
                said = str(error).split(' ')[0] if isinstance(error, Refused) else str(error) or type(error).__name__
                self.errors[said] = self.errors.get(said, 0) + 1
                # READONLY, NOREPLICAS and the like: another one may be master by now.
                if link:
                    link.close()
                link = None
                time.sleep(0.05)
        if last is not None:
            self.gap(last, time.monotonic())
        if link:
            link.close()

    def read_back(self):
        """The acknowledged keys that are gone; then all are deleted."""
        end = time.monotonic() + 60
        while True:
            try:
                link = self.connect()
                lost = []
                for i in range(0, len(self.acknowledged), 500):
                    numbers = self.acknowledged[i:i + 500]
                    keys = [self.prefix + str(n) for n in numbers]
                    found = link('MGET', *keys)
                    lost += [n for n, value in zip(numbers, found) if value != str(n).encode()]
                for i in range(0, len(self.acknowledged), 500):
                    link('UNLINK', *[self.prefix + str(n) for n in self.acknowledged[i:i + 500]])
                link.close()
                return lost
            except OSError as error:
                if time.monotonic() > end:
                    raise OSError('cannot read back: %s' % error)
                time.sleep(0.2)

    def run(self):
        self.write()
        lost = self.read_back()
        when = dict(zip(self.acknowledged, self.times))
        mark = self.orders.marked or 0
        tell(lost_until=round(max([when[n] - mark for n in lost], default=0), 2),     # of the last lost one, from the mark on
             acknowledged=len(self.acknowledged), lost=len(lost), pause=round(self.pause, 2), ended=round(self.ended, 2),
             before=round(self.before, 2), errors=self.errors, first_lost=lost[:1])


class Watched(threading.Thread):
    """One Redis or Sentinel, asked again and again. `state` is what it said last, or None when it does not answer."""

    def __init__(self, name, address, conf, look, orders):
        super().__init__(daemon=True)
        self.name, self.address, self.conf, self.look, self.orders = name, address, conf, look, orders
        self.state = None

    def run(self):
        link = None
        while not self.orders.stopped.is_set():
            try:
                link = link or Link(self.address, self.look == look_at_redis and self.conf['password'] or None, 1.0)
                self.state = self.look(link, self.conf)
            except OSError:
                if link:
                    link.close()
                link, self.state = None, None
            time.sleep(0.25)


def fields(info):
    return dict(line.split(':', 1) for line in info.decode().split('\r\n') if ':' in line)


def look_at_redis(link, _):
    f = fields(link('INFO'))
    online = sum('state=online' in value for key, value in f.items() if key.startswith('slave') and key[5:].isdigit())
    state = {'role': f['role'], 'online': online, 'loading': f['loading'], 'run': f['run_id'][:8]}
    if f['role'] == 'slave':
        state.update(link=f['master_link_status'], follows=f['master_host'])
    return state


def look_at_sentinel(link, conf):
    flat = [w.decode() for w in link('SENTINEL', 'master', conf['master_name'])]
    f = dict(zip(flat[::2], flat[1::2]))
    return {'master': f['ip'], 'flags': f['flags'], 'replicas': int(f['num-slaves']), 'others': int(f['num-other-sentinels']),
            'tilt': int(fields(link('INFO', 'sentinel'))['sentinel_tilt'])}


def watch(conf, orders):
    redis = [Watched(name, address, conf, look_at_redis, orders) for name, address in conf['redis'].items()]
    sentinels = [Watched(name, address, conf, look_at_sentinel, orders) for name, address in conf['sentinels'].items()]
    for watched in redis + sentinels:
        watched.start()
    said, when = None, 0
    while not orders.stopped.is_set():
        state = {'redis': {w.name: w.state for w in redis}, 'sentinels': {w.name: w.state for w in sentinels}}
        # Said again from time to time: who hears nothing must not take the last word for the truth.
        if state != said or time.monotonic() - when > 1:
            tell(**state)
            said, when = state, time.monotonic()
        time.sleep(0.1)


def main():
    what = sys.argv[1]
    conf = json.loads(sys.stdin.readline())
    orders = Orders(conf)
    if what == 'watch':
        watch(conf, orders)
    else:
        Writer(conf, orders).run()
    sys.stdout.flush()
    os._exit(0)         # threads may wait for an answer still


main()

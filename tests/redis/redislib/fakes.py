# SPDX-License-Identifier: Apache-2.0
"""Servers that say what a case wants them to: data pods and Sentinels, in threads of the case's process."""
import socket
import threading
import time

PORTS = {'redis': 6379, 'sentinel': 26379}


def listener(address, port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port))
    s.listen(64)
    return s


def bulk(text):
    data = text.encode()
    return b'$%d\r\n%s\r\n' % (len(data), data)


class Fake:
    """Listens at an address and answers commands by the methods of a subclass. heard: the commands, in lower case.

    slow: seconds before each answer but that to AUTH. silent: takes connections and never answers. alive: answers PING, so that
    a Sentinel finds it well. deaf: connections that begin now get no answer to PING, ever. listen: instead of listener()."""

    def __init__(self, address, port, password, slow=0, silent=False, alive=False, deaf=False, listen=listener):
        self.address, self.password, self.slow, self.silent = address, password, slow, silent
        self.alive, self.deaf = alive, deaf
        self.heard, self.users = [], []
        self.socket = listen(address, port)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def stop(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def serve(self, client):
        with client, client.makefile('rb') as lines:
            try:
                self.talk(client, lines)
            except OSError:
                pass

    def talk(self, client, lines):
        known, deaf = False, self.deaf
        while words := command(lines):
            if self.silent:
                time.sleep(600)
            first = words[0].lower()
            if first == 'auth':
                known = words[-1] == self.password
                self.users.append(words[1])
                client.sendall(b'+OK\r\n' if known else b'-WRONGPASS invalid username-password pair\r\n')
                continue
            if first == 'quit':
                client.sendall(b'+OK\r\n')
                return
            said = ' '.join(words).lower()
            self.heard.append(said)
            if self.slow:
                time.sleep(self.slow)
            if said == 'ping' and (deaf or self.alive):
                if not deaf:
                    client.sendall(b'+PONG\r\n')
                continue
            client.sendall(self.answer(said) if known else b'-NOAUTH Authentication required.\r\n')


def command(lines):
    """The words of the next command, inline or not; None at the end."""
    head = lines.readline()
    if not head.startswith(b'*'):
        return head.decode().split() or None
    words = []
    for _ in range(int(head[1:])):
        length = int(lines.readline()[1:])
        words.append(lines.read(length + 2)[:-2].decode())
    return words


class Sentinel(Fake):
    """Names `master` (an address, or None for none). failover: the answer to SENTINEL FAILOVER, or a function that gives it;
    then: {address} that is named after a failover was taken, `after` seconds later."""

    def __init__(self, address, password, master, failover='+OK', **how):
        self.master, self.failover = master, failover
        super().__init__(address, PORTS['sentinel'], password, **how)

    def answer(self, said):
        if said.startswith('sentinel get-master-addr-by-name '):
            if self.master is None:
                return b'*-1\r\n'
            if self.master.startswith('-'):
                return self.master.encode() + b'\r\n'
            return b'*2\r\n' + bulk(self.master) + bulk('6379')
        if said.startswith('sentinel failover '):
            reply = self.failover(self) if callable(self.failover) else self.failover
            return reply.encode() + b'\r\n'
        return b'-ERR unknown command\r\n'


class Redis(Fake):
    """INFO of a data pod: role master or slave, and fields over those that are usual. error: what it answers instead. WHO: its
    address. Any user is known who has the password."""

    def __init__(self, address, password, role, follows=None, keys=0, how=None, error=None, **fields):
        self.fields = {'loading': 0, 'role': role}
        if role == 'master':
            self.fields |= {'connected_slaves': 0, 'master_repl_offset': 100}
        else:
            self.fields |= {'master_host': follows, 'master_port': 6379, 'master_link_status': 'up',
                            'master_sync_in_progress': 0, 'slave_repl_offset': 100, 'connected_slaves': 0}
        self.fields |= fields
        self.keys, self.error = keys, error
        super().__init__(address, PORTS['redis'], password, **(how or {}))

    def answer(self, said):
        if self.error:
            return self.error.encode() + b'\r\n'
        if said == 'who':
            return bulk(self.address)
        if said.split()[0] == 'info':
            text = '# Everything\r\n' + ''.join(f'{k}:{v}\r\n' for k, v in self.fields.items())
            return bulk(text + (f'# Keyspace\r\ndb0:keys={self.keys},expires=0,avg_ttl=0\r\n' if self.keys else ''))
        return b'-ERR unknown command\r\n'

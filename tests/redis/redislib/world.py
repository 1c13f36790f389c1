# SPDX-License-Identifier: Apache-2.0
"""A small cluster for one case: a network of its own, and in it pods that run what berth emitted, unedited.

Each pod has namespaces of its own (network, mounts, processes), its Service's address, a read-only system, and the user that the
pod spec wants; the files of ConfigMaps and Secrets are where the volumeMounts say. Volumes outlive the container, as in a pod.
The addresses of pods that do not run refuse connections, but for those of lose().
All is in one process namespace, whose end ends everything: apart() makes it. Needs root.

The image is the machine's own programs; shell 'dash' or 'ash' says which one is sh. With ash all other tools are busybox' too.
programs: {name: script} in place of programs of the image. clock: how many times faster date(1) runs in the pods; sleep does not. So waits of a script can be had in less time, unedited.
"""
import ctypes
import fcntl
import os
import pickle
import shutil
import signal
import subprocess
import threading
import time
import traceback

from . import fakes
from .servers import Broken, Connection
from .tenant import NETWORK

CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET = 0x20000, 0x20000000, 0x40000000
PR_SET_PDEATHSIG = 1
UID = 10999
LOG = 1 << 20               # bytes that a pod may say while nobody listens
LIBC = ctypes.CDLL(None, use_errno=True)
NEEDED = ('redis-server', 'redis-cli', 'unshare', 'nsenter', 'setpriv', 'ip', 'mount', 'busybox', 'dash', 'getent', 'timeout')
PASSWORDS = {'password': 'client-pw', 'system-password': 'system-pw_1'}


class Failed(Exception):
    """The case did not go as it must."""


def missing():
    """Why no world can be made here, or None."""
    if os.geteuid() != 0:
        return 'needs root (mount, network and process namespaces)'
    gone = [n for n in NEEDED if not shutil.which(n, path='/usr/sbin:/usr/bin:/sbin:/bin')]
    if gone:
        return 'needs ' + ', '.join(gone)
    done = subprocess.run(['unshare', '-m', '-n', '-p', '-f', 'sh', '-c',
                           'mount -t tmpfs t /mnt && ip link add br0 type bridge && ip link add v0 type veth peer name v1'],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return None if done.returncode == 0 else f'no namespaces here: {done.stdout.strip()}'


def separate(flags):
    if LIBC.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), 'unshare')


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Apart:
    """function(*args) in a process with namespaces of its own. It ends with everything that it started, also when this process
    is killed. poll() or wait(), then result() gives what the function returned or raises what it raised."""

    def __init__(self, function, *args):
        self.reader, writer = os.pipe()
        self.data = b''
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self.reader)
                die_with_parent()
                os.setsid()
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                separate(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID)
                inner = os.fork()
                if inner == 0:
                    die_with_parent()
                    self.inside(writer, function, args)
                os.close(writer)
                os.waitpid(inner, 0)
            finally:
                os._exit(0)
        os.close(writer)

    @staticmethod
    def inside(writer, function, args):
        try:
            subprocess.run(['mount', '--make-rprivate', '/'], check=True)
            subprocess.run(['mount', '-t', 'proc', 'proc', '/proc'], check=True)
            found = (True, function(*args))
        except BaseException as why:        # everything has to be told to the other process
            found = (False, why if isinstance(why, Failed) else Failed(traceback.format_exc()))
        with os.fdopen(writer, 'wb') as f:
            f.write(pickle.dumps(found))
        os._exit(0)

    def fileno(self):
        return self.reader

    def read(self):
        """Reads what has come; True at the end."""
        more = os.read(self.reader, 65536)
        self.data += more
        return not more

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)

    def result(self):
        while not self.read():
            pass
        os.close(self.reader)
        os.waitpid(self.pid, 0)
        if not self.data:
            raise Failed('ended without a result')
        fine, what = pickle.loads(self.data)
        if not fine:
            raise what
        return what


class World:
    def __init__(self, tenant, folder, shell='dash', clock=1, secrets=None, settings=None, programs=None):
        self.tenant, self.folder, self.shell, self.clock = tenant, folder, shell, clock
        names = {v['secret']['secretName'] for p in tenant.pods.values() for v in p.volumes.values() if 'secret' in v}
        self.secrets = secrets or {n: dict(PASSWORDS) for n in names}
        self.password = PASSWORDS['system-password']
        for name, value in (settings or {}).items():
            self.set(name, value)
        self.running = {}
        subprocess.run(['mount', '-t', 'tmpfs', 'world', folder], check=True)
        subprocess.run(['mount', '-t', 'tmpfs', 'run', '/run'], check=True)
        os.mkdir('/run/netns')
        self.network('link set lo up', 'link add br0 type bridge', 'link set br0 up', f'addr add {NETWORK}1/24 dev br0',
                     *(f'addr add {p.address}/32 dev br0' for p in tenant.pods.values()))
        self.image()
        for name, text in (programs or {}).items():
            self.program(name, text)

    def set(self, name, value):
        """A setting of tenant.env; what berth emits there is made for it."""
        old = self.tenant.setting(name)
        self.tenant.replace('tenant.env', lambda text: text.replace(f'{name}={old}', f'{name}={value}'))

    def network(self, *lines):
        subprocess.run(['ip', '-batch', '-'], input='\n'.join(lines), text=True, check=True)

    def lose(self, name):
        """Nobody has the address of a pod that does not run: a connection hangs. Else it is refused."""
        self.network(f'addr del {self.address(name)}/32 dev br0')

    def image(self):
        """The folder /image of the pods: its programs come first."""
        image = os.path.join(self.folder, 'image')
        os.mkdir(image)
        if self.shell == 'ash':
            for name in subprocess.run(['busybox', '--list'], stdout=subprocess.PIPE, text=True, check=True).stdout.split():
                os.symlink('/usr/bin/busybox', os.path.join(image, name))
            for name in ('redis-server', 'redis-cli', 'redis-sentinel', 'getent', 'haproxy', 'openssl'):
                if shutil.which(name):
                    os.symlink(shutil.which(name), os.path.join(image, name))
        else:
            for name, program in (('sh', '/usr/bin/dash'), ('awk', os.path.realpath(shutil.which('awk')))):
                os.symlink(program, os.path.join(image, name))
        if self.clock != 1:
            begin = time.time_ns()
            self.program('date', f'echo $(({begin // 10**9} + ($(/usr/bin/date +%s%N) - {begin}) * {round(self.clock * 100)} / 100000000000))')
        os.chmod(image, 0o755)

    def program(self, name, text):
        """Puts a script of dash in place of a program of the image, which is NAME.real then."""
        path = os.path.join(self.folder, 'image', name)
        if os.path.lexists(path):
            os.rename(path, path + '.real')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(f'#!/usr/bin/dash\n{text}\n')
        os.chmod(path, 0o755)

    def path(self):
        return '/image' if self.shell == 'ash' else '/image:/usr/bin:/usr/sbin'

    # --- who is there
    def sentinel(self, number, master, **how):
        """A fake Sentinel in place of pod number `number`."""
        pod = self.sentinels()[number]
        return self.fake(pod, fakes.Sentinel, master, **how)

    def redis(self, number, role, **how):
        return self.fake(self.data()[number], fakes.Redis, role, **how)

    def inside(self, pod, role, **how):
        """A fake data pod at 127.0.0.1 of a pod that runs."""
        def listen(*place):
            found = []

            def enter():
                with open('/run/netns/' + pod.net, encoding='ascii') as f:
                    if LIBC.setns(f.fileno(), CLONE_NEWNET) != 0:
                        raise OSError(ctypes.get_errno(), 'setns')
                found.append(fakes.listener(*place))
            t = threading.Thread(target=enter)      # only this thread changes its network
            t.start()
            t.join()
            return found[0]
        return fakes.Redis('127.0.0.1', self.password, role, how={'listen': listen}, **how)

    def fake(self, name, kind, *args, **how):
        return kind(self.tenant.pods[name].address, self.password, *args, **how)

    def data(self):
        return [n for n in self.tenant.pods if self.tenant.setting('REDIS_NAMES').split().count(n)]

    def sentinels(self):
        return self.tenant.setting('SENTINEL_NAMES').split()

    def address(self, name):
        return self.tenant.pods[name].address

    def pod(self, name):
        """The pod, made at the first call; nothing runs in it yet."""
        if name not in self.running:
            self.running[name] = Running(self, self.tenant.pods[name])
        return self.running[name]

    def logs(self):
        return ''.join(p.log() for p in self.running.values())


class Running:
    """A pod: its volumes and its network, and one container."""

    def __init__(self, world, pod, container=None):
        self.world, self.spec = world, pod
        self.container = pod.containers[container] if container else next(iter(pod.containers.values()))
        self.folder = os.path.join(world.folder, pod.name)
        self.root = os.path.join(self.folder, 'root')
        self.process, self.pid = None, None
        os.mkdir(self.folder)
        # What it says goes into a pipe, as in a container, and a hook may open that again.
        self.ear, self.mouth = os.pipe()
        fcntl.fcntl(self.ear, fcntl.F_SETPIPE_SZ, LOG)
        os.set_blocking(self.ear, False)
        os.fchown(self.mouth, UID, UID)
        self.said, self.mark, self.lock = b'', 0, threading.Lock()
        self.wire()
        self.mounts()

    def wire(self):
        name, number = self.spec.name, self.spec.address.rpartition('.')[2]
        self.net = name
        self.world.network(f'addr del {self.spec.address}/32 dev br0', f'netns add {name}', f'link add v{number} type veth peer name eth0 netns {name}',
                           f'link set v{number} master br0 up')
        subprocess.run(['ip', '-n', name, '-batch', '-'], text=True, check=True,
                       input=f'link set lo up\naddr add {self.spec.address}/24 dev eth0\nlink set eth0 up\n')

    def cut(self):
        """Takes the network away: all that is sent is lost."""
        self.world.network(f'link set v{self.spec.address.rpartition(".")[2]} down')

    def join(self):
        self.world.network(f'link set v{self.spec.address.rpartition(".")[2]} up')

    def mounts(self):
        lines = [f'mkdir -p {self.root}', f'cd {self.root}', 'mkdir usr proc dev etc tmp image',
                 'ln -s usr/bin bin; ln -s usr/sbin sbin; ln -s usr/lib lib; ln -s usr/lib64 lib64', 'chmod 755 .',
                 'mount --bind /usr usr', 'mount -o remount,bind,ro usr', 'mount --bind ../../image image',
                 'for d in null zero urandom; do : >dev/$d; mount --bind /dev/$d dev/$d; done',
                 'printf "hosts: files\\n" >etc/nsswitch.conf; echo "127.0.0.1 localhost" >etc/hosts',
                 'cp /etc/ld.so.cache etc; chmod -R a+rX etc']
        for place, mount in self.container.mounts.items():
            lines.append(f'mkdir -p .{place} {self.folder}/vol-{mount["name"]}')
            lines.append(f'mount --bind {self.folder}/vol-{mount["name"]} .{place}')
        subprocess.run(['sh', '-ec', '\n'.join(lines)], check=True)
        self.lay_out()

    def volume(self, place):
        """The folder of what is mounted at a place."""
        return os.path.join(self.folder, 'vol-' + self.container.mounts[place]['name'])

    def lay_out(self):
        """Writes the files of ConfigMaps and Secrets anew."""
        for place, mount in self.container.mounts.items():
            folder = self.volume(place)
            files = self.spec.volume(mount['name'], self.world.tenant.maps, self.world.secrets)
            if files is None:
                os.chown(folder, UID, UID)
                os.chmod(folder, 0o2770)
                continue
            os.chmod(folder, 0o755)
            for name in os.listdir(folder):
                os.unlink(os.path.join(folder, name))
            for name, text in files.items():
                path = os.path.join(folder, name)
                with open(path, 'wb') as f:
                    f.write(text if isinstance(text, bytes) else text.encode())
                os.chown(path, 0, UID)
                os.chmod(path, 0o440)

    def write(self, path, text=''):
        """A file on a volume, by its path in the container, as the server's user writes it."""
        place = next(p for p in self.container.mounts if path.startswith(p + '/'))
        there = os.path.join(self.volume(place), path[len(place) + 1:])
        os.makedirs(os.path.dirname(there), exist_ok=True)
        with open(there, 'w', encoding='utf-8') as f:
            f.write(text)
        os.chown(there, UID, UID)
        os.chown(os.path.dirname(there), UID, UID)

    def read(self, path):
        """What a file on a volume has; None without it."""
        place = next(p for p in self.container.mounts if path.startswith(p + '/'))
        try:
            with open(os.path.join(self.volume(place), path[len(place) + 1:]), encoding='utf-8') as f:
                return f.read()
        except FileNotFoundError:
            return None

    def env(self, **more):
        found = {'PATH': self.world.path()} | self.container.env(self.world.secrets)
        if self.spec.spec.get('enableServiceLinks', True):
            for name, address in self.world.tenant.services.items():
                found[name.upper().replace('-', '_') + '_SERVICE_HOST'] = address
        return {k: v for k, v in (found | more).items() if v is not None}

    def user(self, command, env):
        return ['setpriv', f'--reuid={UID}', f'--regid={UID}', f'--groups={UID}', '--no-new-privs',
                'env', '-i', *(f'{k}={v}' for k, v in env.items()), *command]

    # --- life
    def start(self, command=None, **env):
        """Starts the container, as at first or after a crash. env: variables that are others; None for none."""
        self.mark = len(self.log())
        self.process = subprocess.Popen(
            ['nsenter', f'--net=/run/netns/{self.net}', 'unshare', '--mount', '--pid', '--fork', '--kill-child',
             '--mount-proc=/proc', f'--root={self.root}', *self.user(command or self.container.command, self.env(**env))],
            stdin=subprocess.DEVNULL, stdout=self.mouth, stderr=self.mouth)
        self.pid = None
        return self

    def main(self):
        """The number of the container's process 1, seen from outside."""
        end = time.monotonic() + 20
        while self.pid is None:
            if self.process.poll() is not None or time.monotonic() > end:
                raise Failed(f'{self.spec.name} does not run:\n{self.log()}')
            try:
                with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children', encoding='ascii') as f:
                    self.pid = int(f.read().split()[0])
            except (OSError, IndexError):
                time.sleep(0.01)
        return self.pid

    def becomes(self, name):
        """Waits until process 1 is this program."""
        end = time.monotonic() + 20
        while True:
            with open(f'/proc/{self.main()}/comm', encoding='ascii') as f:
                if f.read().strip() == name:
                    return
            if time.monotonic() > end:
                raise Failed(f'{self.spec.name} is not {name}:\n{self.log()}')
            time.sleep(0.01)

    def kill(self, number=signal.SIGKILL):
        """A signal to process 1; it is waited for if it must end by it."""
        os.kill(self.main(), number)
        if number in (signal.SIGKILL, signal.SIGTERM):
            self.end(20)

    def stop(self):
        """The server hangs, until go_on()."""
        os.kill(self.main(), signal.SIGSTOP)

    def go_on(self):
        os.kill(self.main(), signal.SIGCONT)

    def end(self, seconds):
        """Waits for the container's end. Its exit status; Failed if it goes on."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f'{self.spec.name} goes on after {seconds} s:\n{self.log()}') from None

    def run(self, command, seconds=30, **env):
        """A hook or probe in the container. (exit status or None if it took longer, what it said)"""
        with subprocess.Popen(['nsenter', '-t', str(self.main()), '-m', '-p', '-n', '-r', '-w', *self.user(command, self.env(**env))],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as p:
            try:
                said = p.communicate(timeout=seconds)[0]
            except subprocess.TimeoutExpired:
                for child in descendants(p.pid):
                    os.kill(child, signal.SIGKILL)
                p.kill()
                return None, p.communicate()[0]
        return p.returncode, said

    def hook(self, kind, seconds=60):
        return self.run(self.container.hook(kind), seconds)

    def probe(self, kind):
        command, seconds = self.container.probe(kind)
        return self.run(command, seconds)[0]

    # --- looking
    def log(self, all_of_it=True):
        with self.lock:
            try:
                while more := os.read(self.ear, 65536):
                    self.said += more
            except BlockingIOError:
                pass
            text = self.said.decode(errors='replace')
        return text if all_of_it else text[self.mark:]

    def says(self, text, seconds=30):
        """Waits until this life's log has the text."""
        end = time.monotonic() + seconds
        while text not in self.log(False):
            if time.monotonic() > end or self.process.poll() is not None and text not in self.log(False):
                raise Failed(f'{self.spec.name} never said {text!r}:\n{self.log()}')
            time.sleep(0.02)

    def client(self, user='operator', password=None, port=None):
        """A connection to the server, which must be there within 20 s."""
        port = port or (26379 if self.container.name == 'sentinel' else 6379)
        end = time.monotonic() + 20
        while True:
            try:
                c = Connection((self.spec.address, port))
                c.ask('AUTH', user, password or self.world.password)
                return c
            except (OSError, Broken) as why:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise Failed(f'{self.spec.name} does not answer ({why}):\n{self.log()}') from None
                time.sleep(0.05)

    def info(self):
        c = self.client()
        try:
            text = c.ask('INFO')
        finally:
            c.close()
        return dict(line.split(':', 1) for line in text.splitlines() if ':' in line)

    def wait(self, what, seconds=20):
        """Waits until what(info) is true; the INFO."""
        end = time.monotonic() + seconds
        while True:
            info = self.info()
            if what(info):
                return info
            if time.monotonic() > end:
                raise Failed(f'{self.spec.name} is not so after {seconds} s: {info}\n{self.log()}')
            time.sleep(0.05)


def descendants(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as f:
            children = [int(w) for w in f.read().split()]
    except OSError:
        return []
    return [d for c in children for d in (*descendants(c), c)]

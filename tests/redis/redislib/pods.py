# SPDX-License-Identifier: Apache-2.0
"""Pods without a cluster: containers of emitted workloads, started as their manifests say, each in namespaces of its own.

A container gets the command, environment, volumes and probes of the manifest, an address on a bridge, and process 1; its image is
this machine, with the programs of one engine in front. Nothing of configuration and scripts is edited. Needs Linux, util-linux
and iproute2, and that users may make namespaces; no root.
"""
import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time

import yaml

INSIDE = 'BERTH_TEST_NODE'
UNSHARE = ['unshare', '--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
WAIT = 30                   # seconds for what takes a moment
NUMBERS = itertools.count(1)        # of bridges and links; a link goes some time after its container

# What process 1 of a container does before it becomes the command: its network, and a root with the pod's volumes in it.
INIT = r'''
set -e
root=$1 ip=$2
shift 2
n=0
until ip link show eth0 >/dev/null 2>&1; do n=$((n + 1)); [ $n -lt 1000 ]; sleep 0.02; done
ip addr add "$ip/24" dev eth0
ip link set eth0 up
ip link set lo up
mkdir -p "$root/etc/ssl"
for f in alternatives group hosts ld.so.cache localtime nsswitch.conf passwd ssl/openssl.cnf; do
    [ ! -e "/etc/$f" ] || [ -e "$root/etc/$f" ] || cp -r "/etc/$f" "$root/etc/$f"
done
for d in /*; do
    case $d in /data|/engine|/etc|/run) continue ;; esac
    if [ -L "$d" ]; then
        [ -L "$root$d" ] || cp -P "$d" "$root$d"
    elif [ -d "$d" ]; then
        mkdir -p "$root$d"
        mount --rbind "$d" "$root$d"
    fi
done
exec chroot "$root" "$@"
'''


def enter(script):
    """Goes on with the script in a node of its own; returns what is missing for that, and does not return otherwise."""
    if os.environ.get(INSIDE):
        return None
    for program, package in (('unshare', 'util-linux'), ('nsenter', 'util-linux'), ('ip', 'iproute2')):
        if not shutil.which(program):
            return f'needs {program} (apt-get install {package})'
    probe = [*UNSHARE, 'sh', '-c', 'ip link add pods type bridge && ip link add outer type veth peer name inner']
    done = subprocess.run(probe, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return 'may not make namespaces here: ' + (done.stderr.strip().splitlines() or ['no reason given'])[-1]
    sys.stdout.flush()
    # The shell is process 1 there and collects what other processes leave behind.
    os.execvpe(UNSHARE[0], [*UNSHARE, 'sh', '-c', '"$@"; exit $?', 'sh', sys.executable, '-B', script, *sys.argv[1:]],
               os.environ | {INSIDE: '1'})
    return None


def ip_command(*words):
    subprocess.run(['ip', *words], check=True, stdin=subprocess.DEVNULL)


def objects(folder):
    """All objects of a tenant's folder: {(kind, name): object}."""
    found = {}
    for file in sorted(os.listdir(folder)):
        with open(os.path.join(folder, file), encoding='utf-8') as f:
            for o in yaml.load_all(f, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):
                if o and 'metadata' in o:
                    found[o['kind'], o['metadata']['name']] = o
    return found


class Node:
    """What the pods of one tenant share: the bridge, objects, Secrets {name: {key: bytes}}, addresses of Services, programs."""

    def __init__(self, folder, found, secrets, programs):
        self.folder, self.objects, self.secrets, self.programs = folder, found, secrets, programs
        number = next(NUMBERS)
        self.bridge, self.net = f'pods{number}', f'10.99.{number}.'
        self.addresses = {name: self.net + str(last) for last, name in enumerate(
            sorted(n for k, n in found if k == 'Service'), start=10)}
        ip_command('link', 'add', self.bridge, 'type', 'bridge')
        ip_command('addr', 'add', self.net + '1/24', 'dev', self.bridge)
        ip_command('link', 'set', self.bridge, 'up')

    def close(self):
        ip_command('link', 'del', self.bridge)

    def environment(self):
        return {n.upper().replace('-', '_') + '_SERVICE_HOST': a for n, a in self.addresses.items()}

    def connect(self, process, ip):
        """A link from the bridge into the network of a container that is being made. Its hardware address follows from ip: others
        remember where the container was before it restarted, for up to ten seconds."""
        mine = os.readlink('/proc/self/ns/net')
        end = time.monotonic() + WAIT
        while os.readlink(f'/proc/{process.pid}/ns/net') == mine:
            if time.monotonic() > end:
                raise OSError('unshare does not come')
            time.sleep(0.005)
        number = next(NUMBERS)
        outer, inner = f'o{number}', f'i{number}'
        hardware = '02:00:' + ':'.join(f'{int(part):02x}' for part in ip.split('.'))
        ip_command('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'address', hardware)
        ip_command('link', 'set', inner, 'netns', str(process.pid), 'name', 'eth0')
        ip_command('link', 'set', outer, 'master', self.bridge, 'up')


class Container:
    """One container of a workload's pod, at the address of the Service with the pod's name."""

    def __init__(self, node, kind, workload, container, pod):
        spec = node.objects[kind, workload]['spec']
        self.node, self.name, self.kind = node, pod, kind
        self.pod = spec['template']['spec']
        self.spec = self.of(container)
        self.claims = [c['metadata']['name'] for c in spec.get('volumeClaimTemplates', ())]
        self.root = os.path.join(node.folder, 'pods', pod)
        self.ip = node.addresses[pod]
        self.env = self.environment(self.spec)
        self.process = None
        os.makedirs(self.root)
        os.mkdir(os.path.join(self.root, 'engine'))
        for name, program in node.programs.items():
            os.symlink(program, os.path.join(self.root, 'engine', name))

    def of(self, container):
        return next(c for c in self.pod['containers'] if c['name'] == container)

    def environment(self, container):
        env = {'PATH': '/engine:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', **self.node.environment()}
        for e in container.get('env', ()):
            source = e.get('valueFrom', {})
            if 'value' in e:
                env[e['name']] = e['value']
            elif 'secretKeyRef' in source:
                env[e['name']] = self.node.secrets[source['secretKeyRef']['name']][source['secretKeyRef']['key']].decode()
            else:
                assert source == {'fieldRef': {'fieldPath': 'metadata.name'}}, source
                env[e['name']] = self.name
        return env

    def files(self, volume):
        """{file: bytes} of a volume that the cluster fills, or None."""
        if 'configMap' in volume:
            data = self.node.objects['ConfigMap', volume['configMap']['name']]['data']
            return {k: v.encode() for k, v in data.items()}
        if 'secret' in volume:
            data = self.node.secrets[volume['secret']['secretName']]
            items = volume['secret'].get('items')
            return {i['path']: data[i['key']] for i in items} if items else data
        assert 'emptyDir' in volume, volume
        return None

    def fill(self, fresh):
        """Volumes as the kubelet has them at a start; fresh is a new pod, whose emptyDirs are empty."""
        volumes = {v['name']: v for v in self.pod.get('volumes', ())}
        for mount in self.spec.get('volumeMounts', ()):
            path = self.root + mount['mountPath']
            files = None if mount['name'] in self.claims else self.files(volumes[mount['name']])
            if files is not None or (fresh and mount['name'] not in self.claims):
                shutil.rmtree(path, ignore_errors=True)
            os.makedirs(path, exist_ok=True)
            for name, text in (files or {}).items():
                with open(os.path.join(path, name), 'wb') as f:
                    f.write(text)

    def start(self, fresh=True):
        self.fill(fresh)
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', INIT, 'init',
                 self.root, self.ip, *self.spec['command']], env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.node.connect(self.process, self.ip)

    @property
    def log(self):
        return self.root + '.log'

    def said(self):
        with open(self.log, encoding='utf-8', errors='replace') as f:
            return f.read()

    def one(self):
        """The id of process 1."""
        with open(f'/proc/{self.process.pid}/task/{self.process.pid}/children', encoding='ascii') as f:
            return f.read().split()[0]

    def inside(self, command):
        return ['nsenter', '-t', self.one(), '--mount', '--net', '--pid', '--root', '--wd', '--', *command]

    def exec(self, command, limit=WAIT):
        """The exit status of a command in the container, and what it said."""
        try:
            done = subprocess.run(self.inside(command), env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=limit, check=False)
        except (OSError, IndexError, subprocess.TimeoutExpired) as why:
            return 1, str(why)
        return done.returncode, done.stdout

    def probe(self, kind):
        return self.exec(self.spec[kind]['exec']['command'], self.spec[kind]['timeoutSeconds'])

    def stop(self, how=signal.SIGKILL):
        """As the kubelet does: preStop, TERM; with SIGKILL at once. Seconds that it took."""
        begin = time.monotonic()
        hook = self.spec.get('lifecycle', {}).get('preStop', {})
        if how != signal.SIGKILL and 'exec' in hook:
            self.exec(hook['exec']['command'])
        with contextlib.suppress(OSError, IndexError):
            os.kill(int(self.one()), how)
        try:
            self.process.wait(WAIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - begin

# SPDX-License-Identifier: Apache-2.0
"""A shell of root on a node, for faults that the API cannot make. One class for each kind of cluster."""
import glob
import os
import shlex
import subprocess
import time

from .kube import Failed, Skip

# The process that is number 1 in the container of that id.
FIND = r'''
for f in $(grep -ls -- {id} /proc/[0-9]*/cgroup); do
    p=${{f#/proc/}}; p=${{p%/cgroup}}
    if grep -q '^NSpid:.*[[:space:]]1$' /proc/$p/status 2>/dev/null; then echo $p; exit; fi
done
exit 1'''

# Nothing comes in and nothing goes out. It heals itself: the shell that did it may be cut off.
HOLE = '''
nft -f - <<END
table inet berth_drill {{
    chain in {{ type filter hook prerouting priority -400; iifname != "lo" drop; }}
    chain out {{ type filter hook output priority -400; oifname != "lo" drop; }}
}}
END
sleep {seconds}
nft delete table inet berth_drill'''


class Nodes:
    """What all have in common."""

    can_enter = False       # whether a program here can use the network of a pod there, even if its node is cut off

    def __init__(self, kube):
        self.kube = kube

    def command(self, node):
        """What starts a shell there; the script is its last word."""
        raise NotImplementedError

    def run(self, node, script, check=True):
        done = subprocess.run([*self.command(node), script], capture_output=True, text=True, timeout=60)
        if check and done.returncode:
            raise Failed(f'{node}: {done.stderr.strip()[-300:] or script.strip().splitlines()[-1]}')
        return done.stdout.strip()

    def pid(self, pod, container):
        """The process on the node that is number 1 in a container."""
        for status in pod['status'].get('containerStatuses', []):
            if status['name'] == container and status.get('containerID'):
                return self.run(pod['spec']['nodeName'], FIND.format(id=status['containerID'].split('//')[1]))
        raise Failed(f"{pod['metadata']['name']}: container {container} does not run")

    def signal(self, pod, container, name):
        self.run(pod['spec']['nodeName'], f'kill -{name} {self.pid(pod, container)}')

    def cut(self, node, seconds):
        """The node without network for so long; returns at once."""
        subprocess.Popen([*self.command(node), f'setsid sh -c {shlex.quote(HOLE.format(seconds=seconds))} >/dev/null 2>&1 &'])

    def stop_dns(self):
        raise Skip('DNS cannot be stopped here')

    def start_dns(self):
        pass

    def close(self):
        pass


class Lab(Nodes):
    """tests/cluster: the nodes are namespaces of this machine."""

    can_enter = True

    def __init__(self, kube):
        super().__init__(kube)
        cache = os.environ.get('BERTH_CLUSTER_DIR') or os.path.join(
            os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'berth', 'cluster')
        self.state = os.environ.get('BERTH_CLUSTER_RUN') or os.path.join(cache, 'run')
        self.net = os.environ.get('BERTH_CLUSTER_NET') or 'berth'
        if not glob.glob(os.path.join(self.state, 'n[0-9]*', 'holder')):
            raise Failed('no cluster of tests/cluster/up runs')

    def read(self, *path):
        with open(os.path.join(self.state, *path), encoding='utf-8') as f:
            return f.read().strip()

    def command(self, node):
        return ['nsenter', '-t', self.read('n' + node[4:], 'holder'), '-m', '-n', 'sh', '-c']

    def network_of(self, pod):
        node = pod['spec']['nodeName']
        return ['nsenter', '-t', self.pid(pod, pod['spec']['containers'][0]['name']), '-n']

    def cut(self, node, seconds):
        """The cable out of the hub: the node's own device keeps its routes."""
        port = 'v' + node[4:]
        subprocess.Popen(['ip', 'netns', 'exec', self.net + '-hub', 'sh', '-c',
                          f'ip link set {port} down; sleep {seconds}; ip link set {port} up'], start_new_session=True)

    def stop_dns(self):
        """Stopped and not ended: questions get no answer, which is the worst it can do."""
        os.kill(int(self.read('pid', 'coredns')), 19)

    def start_dns(self):
        os.kill(int(self.read('pid', 'coredns')), 18)


class Kind(Nodes):
    """kind: the nodes are containers of Docker or Podman."""

    def command(self, node):
        return [os.environ.get('KIND_EXPERIMENTAL_PROVIDER', 'docker'), 'exec', node, 'sh', '-c']


class Pods(Nodes):
    """Any other cluster: a privileged pod on the node, as `kubectl debug node` makes one. It stays until the end of the drills."""

    def __init__(self, kube, namespace, image):
        super().__init__(kube)
        self.namespace, self.image = namespace, image
        self.made = set()

    def pod(self, node):
        name = 'node-' + node.replace('.', '-')[:50]
        if name not in self.made:
            self.kube.apply(f'''
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: {self.namespace}}}
spec:
  nodeName: {node}
  hostPID: true
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 0
  tolerations: [{{operator: Exists}}]
  containers:
  - name: shell
    image: {self.image}
    command: [sleep, infinity]
    securityContext: {{privileged: true, runAsUser: 0}}
''')
            self.kube.run('-n', self.namespace, 'wait', '--for=condition=Ready', f'pod/{name}', '--timeout=120s')
            self.made.add(name)
            time.sleep(0.2)
        return name

    def command(self, node):
        return [*self.kube.command, '-n', self.namespace, 'exec', self.pod(node), '--',
                'nsenter', '-t', '1', '-a', 'sh', '-c']

    def close(self):
        for name in self.made:
            self.kube.run('-n', self.namespace, 'delete', 'pod', name, '--wait=false', check=False)

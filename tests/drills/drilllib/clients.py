# SPDX-License-Identifier: Apache-2.0
"""Client pods, one on each node, and what runs in them."""
import json
import os
import subprocess
import threading
import time

from .kube import Failed

SCRIPT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'client.py')

POD = '''
apiVersion: v1
kind: Pod
metadata:
  name: {name}
  namespace: {namespace}
  labels: {{app.kubernetes.io/name: berth-drill}}
spec:
  nodeName: {node}
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 0
  tolerations: [{{operator: Exists}}]
  securityContext: {{runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534, seccompProfile: {{type: RuntimeDefault}}}}
  containers:
  - name: client
    image: {image}
    command: [sleep, infinity]
    resources: {{requests: {{cpu: 20m, memory: 32Mi}}, limits: {{memory: 256Mi}}}}
    securityContext: {{allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {{drop: [ALL]}}}}
    volumeMounts: [{{name: script, mountPath: /drill, readOnly: true}}]
  volumes:
  - name: script
    configMap: {{name: client}}
'''


class Clients:
    def __init__(self, kube, namespace, image):
        self.kube, self.namespace, self.image = kube, namespace, image
        self.nodes = []

    def up(self):
        self.kube.apply(f'apiVersion: v1\nkind: Namespace\nmetadata: {{name: {self.namespace}}}\n')
        text = self.kube.run('-n', self.namespace, 'create', 'configmap', 'client', '--from-file=client.py=' + SCRIPT,
                             '--dry-run=client', '-o', 'json')
        self.kube.apply(text)
        self.nodes = [n['metadata']['name'] for n in self.kube.items('nodes')
                      if not any(t['effect'] == 'NoSchedule' and 'control-plane' in t['key'] for t in n['spec'].get('taints', []))]
        # Anew each time: a pod keeps the script that it was started with for a minute.
        self.kube.run('-n', self.namespace, 'delete', 'pods', '-l', 'app.kubernetes.io/name=berth-drill', '--wait=true')
        for node in self.nodes:
            self.kube.apply(POD.format(name=self.pod(node), namespace=self.namespace, node=node, image=self.image))
        self.kube.run('-n', self.namespace, 'wait', '--for=condition=Ready', 'pod', '-l', 'app.kubernetes.io/name=berth-drill',
                      '--timeout=120s')

    @staticmethod
    def pod(node):
        return 'client-' + node.replace('.', '-')[:50]

    def down(self):
        self.kube.run('-n', self.namespace, 'delete', 'pods', '-l', 'app.kubernetes.io/name=berth-drill', '--wait=false', check=False)
        self.kube.run('-n', self.namespace, 'delete', 'configmap', 'client', '--wait=false', check=False)


class Session(threading.Thread):
    """One program in a client pod. `lines` are what it has said, each with the time when it was heard."""

    def __init__(self, clients, node, what, conf, inside=None):
        """inside: a command that starts what follows it in the network of the client pod; without it the API server is asked."""
        super().__init__(daemon=True)
        self.what = what
        self.lines = []
        self.heard = threading.Condition()
        streams = {'stdin': subprocess.PIPE, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE}
        if inside:
            self.process = subprocess.Popen([*inside, 'python3', SCRIPT, what], text=True, **streams)
        else:
            self.process = clients.kube.start(
                '-n', clients.namespace, 'exec', '-i', clients.pod(node), '--', 'python3', '/drill/client.py', what, **streams)
        self.order(json.dumps(conf))
        self.start()

    def run(self):
        for line in self.process.stdout:
            with self.heard:
                self.lines.append((time.monotonic(), json.loads(line)))
                self.heard.notify_all()
        with self.heard:
            self.heard.notify_all()

    def order(self, text):
        try:
            self.process.stdin.write(text + '\n')
            self.process.stdin.flush()
        except OSError:
            raise Failed(f'{self.what}: the client is gone') from None

    def order_password(self, password):
        """From the next connection on."""
        self.order('password ' + json.dumps(password))

    def wait(self, key, seconds):
        """The first line that has key."""
        end = time.monotonic() + seconds
        with self.heard:
            while True:
                for _, line in self.lines:
                    if key in line:
                        return line
                left = end - time.monotonic()
                if self.process.poll() is not None or left <= 0:
                    break
                self.heard.wait(min(left, 1))
        said = ''
        if self.process.poll() is not None:
            said = self.process.stderr.read().strip()[-300:]
        raise Failed(f'{self.what}: no {key} within {seconds} s {said}')

    def latest(self):
        """What was said last, None if that is three seconds old."""
        with self.heard:
            if self.lines and time.monotonic() - self.lines[-1][0] < 3:
                return self.lines[-1][1]
        return None

    def close(self):
        if self.process.poll() is None:
            try:
                self.process.stdin.close()
                self.process.wait(10)
            except (OSError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()


class Eyes:
    """What the watcher sees, judged against what the tenant should be."""

    def __init__(self, session, tenant, addresses):
        self.session, self.tenant = session, tenant
        self.names = {address: name for name, address in addresses.items()}

    def masters(self, state):
        return [name for name, said in state['redis'].items() if said and said['role'] == 'master']

    def master(self):
        """The name of the one master that the Sentinels agree on, else None."""
        state = self.session.latest()
        if not state:
            return None
        masters = self.masters(state)
        named = {self.names.get(s['master']) for s in state['sentinels'].values() if s}
        if len(masters) != 1 or (self.tenant.sentinels and named != set(masters)):
            return None
        return masters[0]

    def not_attached(self):
        """Why redundancy is not whole as far as Redis goes, or nothing."""
        state = self.session.latest()
        if not state:
            return 'the watcher is silent'
        silent = [name for name, said in state['redis'].items() if not said or said['loading'] != '0']
        if silent:
            return f"{', '.join(silent)} does not answer"
        masters = self.masters(state)
        if len(masters) != 1:
            return f"masters: {', '.join(masters) or 'none'}"
        wanted = len(state['redis']) - 1
        if state['redis'][masters[0]]['online'] != wanted:
            return f"{state['redis'][masters[0]]['online']} of {wanted} replicas online"
        for name, said in state['redis'].items():
            if said['role'] == 'slave' and (said['link'] != 'up' or self.names.get(said['follows']) != masters[0]):
                return f'{name} follows {self.names.get(said["follows"], said["follows"])}, link {said["link"]}'
        return None

    def not_agreed(self):
        """What is wrong with the Sentinels, or nothing."""
        state = self.session.latest()
        if not state:
            return 'the watcher is silent'
        masters = self.masters(state)
        for name, said in state['sentinels'].items():
            if not said:
                return f'{name} does not answer'
            if [self.names.get(said['master'])] != masters:
                return f'{name} names {self.names.get(said["master"], said["master"])}'
            if said['flags'] != 'master' or said['tilt']:
                return f'{name}: {said["flags"]}, tilt {said["tilt"]}'
            if said['replicas'] != len(state['redis']) - 1 or said['others'] != len(state['sentinels']) - 1:
                return f'{name} knows {said["replicas"]} replicas and {said["others"]} other Sentinels'
        return None

    def tilts(self):
        """How often a Sentinel was seen to have begun to distrust its clock."""
        count, before = 0, {}
        for _, state in self.session.lines:
            now = {name: bool(said and said['tilt']) for name, said in state['sentinels'].items()}
            count += sum(now[name] and not before.get(name) for name in now)
            before = now
        return count

    def runs(self):
        """Which run of its server each Redis is in."""
        state = self.session.latest() or {'redis': {}}
        return {name: said['run'] for name, said in state['redis'].items() if said}

    def all_anew(self, before, since):
        """Seconds from since until every Redis answered that was in another run before; None if one has not ended."""
        for when, state in self.session.lines:
            if when >= since and all(said and said['run'] != before.get(name) for name, said in state['redis'].items()):
                return when - since
        return None

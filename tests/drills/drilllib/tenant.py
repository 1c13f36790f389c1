# SPDX-License-Identifier: Apache-2.0
"""A compiled tenant: put into the cluster as it is, and what the cluster then says of it."""
import base64
import os
import re
import shutil
import subprocess
import tempfile

from .kube import Failed, documents

PASSWORD = 'client pass"word\\'          # what no quoting may spoil
SYSTEM = 'System-password_1'


class Project:
    """tests/drills/project with the bases and schemas of this tree, compiled by berth; tenants may be compiled again with a change."""

    def __init__(self, berth, root):
        self.berth = berth
        self.folder = tempfile.mkdtemp(prefix='berth-drills.')
        shutil.copytree(os.path.join(root, 'tests', 'drills', 'project'), self.folder, dirs_exist_ok=True)
        for part in ('bases', 'schemas'):
            shutil.copytree(os.path.join(root, part), os.path.join(self.folder, part))
        self.cluster = os.path.join(self.folder, 'out', 'lab')
        self.build()

    def build(self):
        try:
            done = subprocess.run([self.berth, 'build', '-C', self.folder], capture_output=True, text=True)
        except OSError as error:
            raise Failed(f'{self.berth}: {error.strerror}; BERTH names the program') from None
        if done.returncode:
            raise Failed('berth build: ' + done.stderr.strip())

    def change(self, name, old, new):
        """Compiles again with another text in the spec of a tenant."""
        path = os.path.join(self.folder, 'tenants', name + '.yaml')
        with open(path, encoding='utf-8') as f:
            text = f.read()
        if text.count(old) != 1:
            raise Failed(f'{path}: {old!r} is there {text.count(old)} times')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text.replace(old, new))
        self.build()

    def line(self, name, begin):
        """The line of a tenant's spec that begins so, without its end."""
        with open(os.path.join(self.folder, 'tenants', name + '.yaml'), encoding='utf-8') as f:
            return next(line for line in f.read().splitlines() if line.startswith(begin))

    def images(self, tenant):
        found = set()
        for name in os.listdir(os.path.join(self.cluster, tenant)):
            with open(os.path.join(self.cluster, tenant, name), encoding='utf-8') as f:
                found.update(re.findall(r'^ +image: (\S+)$', f.read(), re.M))
        return sorted(found)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Tenant:
    """OUT/CLUSTER/TENANT in the cluster of kube."""

    def __init__(self, kube, folder):
        self.kube, self.folder = kube, folder
        self.skipped = []
        self.name = self.namespace = self.secret = None
        self.read()

    def read(self):
        """The documents, and the names that they agree on."""
        self.documents = []
        for name in sorted(os.listdir(self.folder)):
            if name.endswith('.yaml'):
                with open(os.path.join(self.folder, name), encoding='utf-8') as f:
                    self.documents += documents(f.read())
        texts = {kind: text for _, kind, text in self.documents}
        if 'StatefulSet' not in texts:
            raise Failed(f'{self.folder}: no compiled tenant')
        text = texts['StatefulSet']
        self.namespace = re.search(r'^  namespace: (\S+)', text, re.M)[1]
        self.name = re.search(r'^    app\.kubernetes\.io/instance: (\S+)', text, re.M)[1]
        self.secret = re.search(r'^ +secretName: (\S+)', text, re.M)[1]
        self.replicas = int(re.search(r'^  replicas: (\d+)', text, re.M)[1])
        data = '\n'.join(text for _, kind, text in self.documents if kind == 'ConfigMap')

        def variable(name):
            return re.search(rf"^ +{name}='?([^'\n]*)'?$", data, re.M)[1]

        self.master_name = variable('MASTER_NAME')
        self.down_after = int(variable('DOWN_AFTER'))
        self.max_lag = int(re.search(r'^ +min-replicas-max-lag (\d+)', data, re.M)[1])
        self.redis = variable('REDIS_NAMES').split()
        self.sentinels = variable('SENTINEL_NAMES').split()
        self.keeps = re.search(r'^ +appendonly yes', data, re.M) is not None
        self.proxied = any(kind == 'Deployment' and '/component: proxy' in text for _, kind, text in self.documents)
        self.statefulset = self.redis[0].rsplit('-', 1)[0]

    def apply(self):
        """All that the cluster knows, unedited; the Secret, which is nobody's to write but the tenant's, only where it is missing."""
        self.read()
        known, self.skipped = [], []
        for api, kind, text in self.documents:
            if self.kube.knows(api, kind):
                known.append((kind, text))
            else:
                self.skipped.append(kind)
        self.kube.apply('---\n'.join(text for kind, text in known if kind == 'Namespace'))
        if not self.kube.run('-n', self.namespace, 'get', 'secret', self.secret, '--ignore-not-found'):
            self.kube.run('-n', self.namespace, 'create', 'secret', 'generic', self.secret,
                          '--from-literal=password=' + PASSWORD, '--from-literal=system-password=' + SYSTEM)
        # A pod learns the addresses of the Services that are there when it starts.
        self.kube.apply('---\n'.join(text for kind, text in known if kind == 'Service'))
        self.kube.apply('---\n'.join(text for kind, text in known if kind not in ('Namespace', 'Service')))

    def passwords(self):
        """The two that are sent."""
        data = self.kube.get('-n', self.namespace, 'secret', self.secret)['data']
        return {key: base64.b64decode(data[key]).decode().rstrip('\r\n') for key in ('password', 'system-password')}

    def password(self):
        return self.passwords()['password']

    def write_secret(self, keys):
        """All keys of the Secret, as its owner does."""
        data = ', '.join(f'{key}: {base64.b64encode(value.encode()).decode()}' for key, value in keys.items())
        self.kube.run('replace', '-f', '-', text=(f'apiVersion: v1\nkind: Secret\nmetadata: {{name: {self.secret}, '
                                                  f'namespace: {self.namespace}}}\ndata: {{{data}}}\n'))

    def addresses(self):
        """Service to ClusterIP."""
        return {s['metadata']['name']: s['spec']['clusterIP'] for s in self.kube.items('-n', self.namespace, 'services')
                if s['spec'].get('clusterIP') not in (None, 'None')}

    def pods(self, component=None):
        selector = f'app.kubernetes.io/name=redis,app.kubernetes.io/instance={self.name}'
        if component:
            selector += f',app.kubernetes.io/component={component}'
        return self.kube.items('-n', self.namespace, 'pods', '-l', selector)

    def pod(self, name):
        return self.kube.get('-n', self.namespace, 'pod', name)

    def settle(self):
        """Waits until no rollout is under way: a drill must not measure that."""
        for kind in ('statefulset', 'deployment'):
            names = self.kube.run('-n', self.namespace, 'get', kind, '-o', 'name').split()
            for name in names:
                self.kube.run('-n', self.namespace, 'rollout', 'status', name, '--timeout=400s', timeout=420)

    def not_ready(self):
        """The pods that are missing or not Ready, or that still end; nothing when all is well."""
        wanted = len(self.redis) + len(self.sentinels) + (2 if self.proxied else 0)
        pods = self.pods()
        bad = [p['metadata']['name'] for p in pods if p['metadata'].get('deletionTimestamp') or not any(
            c['type'] == 'Ready' and c['status'] == 'True' for c in p['status'].get('conditions', []))]
        if not bad and len(pods) != wanted:
            bad = [f'{len(pods)} pods of {wanted}']
        return bad

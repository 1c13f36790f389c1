# SPDX-License-Identifier: Apache-2.0
"""A compiled tenant as a kubelet sees it: pods with their containers, mounted files, environment, hooks and probes; Services."""
import os

import yaml

NETWORK = '10.77.0.'        # of a world; each has a network of its own
FIRST = 11


class Container:
    """One container of a pod: what is run, and what it finds."""

    def __init__(self, pod, spec):
        self.pod, self.name, self.spec = pod, spec['name'], spec
        self.command = [*spec.get('command', []), *spec.get('args', [])]
        self.mounts = {m['mountPath']: m for m in spec.get('volumeMounts', [])}

    def hook(self, kind):
        return self.spec['lifecycle'][kind]['exec']['command']

    def probe(self, kind):
        """(command, seconds that it may take)"""
        probe = self.spec[kind + 'Probe']
        return probe['exec']['command'], probe.get('timeoutSeconds', 1)

    def env(self, secrets):
        """What the pod spec says; KeyError for a Secret's key that is not there, as the kubelet refuses it."""
        found = {}
        for e in self.spec.get('env', []):
            source = e.get('valueFrom', {})
            if 'secretKeyRef' in source:
                ref = source['secretKeyRef']
                found[e['name']] = secrets[ref['name']][ref['key']]
            elif 'fieldRef' in source:
                assert source['fieldRef']['fieldPath'] == 'metadata.name', source
                found[e['name']] = self.pod.name
            else:
                found[e['name']] = e['value']
        return found


class Pod:
    def __init__(self, name, labels, template, claims):
        self.name, self.labels, self.spec, self.claims = name, labels, template['spec'], claims
        self.volumes = {v['name']: v for v in template['spec'].get('volumes', [])}
        self.containers = {c['name']: Container(self, c) for c in template['spec']['containers']}
        self.address = None

    def volume(self, name, maps, secrets):
        """{file: text} of a ConfigMap, Secret or projected volume; None for one that can be written."""
        if name in self.claims:
            return None
        return source_files(self.volumes[name], maps, secrets)


def source_files(source, maps, secrets):
    if 'projected' in source:
        found = {}
        for part in source['projected']['sources']:
            found |= source_files(part, maps, secrets)
        return found
    if 'configMap' in source:
        data, items = maps[source['configMap']['name']], source['configMap'].get('items')
    elif 'secret' in source:
        ref = source['secret']
        data, items = secrets.get(ref.get('secretName') or ref.get('name'), {}), ref.get('items')
    else:
        return None
    return {i['path']: data[i['key']] for i in items if i['key'] in data} if items else data


class Tenant:
    """pods {name: Pod}, maps {ConfigMap: {key: text}}, services {name: address}."""

    def __init__(self, folder):
        self.objects = []
        for file in sorted(os.listdir(folder)):
            if file.endswith('.yaml'):
                with open(os.path.join(folder, file), encoding='utf-8') as f:
                    self.objects += [o for o in yaml.load_all(f, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)) if o]
        self.maps = {o['metadata']['name']: o['data'] for o in self.objects if o['kind'] == 'ConfigMap'}
        self.pods = {p.name: p for o in self.objects for p in pods_of(o)}
        for number, pod in enumerate(self.pods.values()):
            pod.address = NETWORK + str(FIRST + number)
        self.services = dict(self.addresses())

    def addresses(self):
        """A Service of one pod has that pod's address; one of several has one where nobody is."""
        spare = 200
        for o in self.objects:
            if o['kind'] != 'Service' or o['spec'].get('clusterIP') == 'None':
                continue
            selector = o['spec'].get('selector') or {}
            pods = [p for p in self.pods.values() if selector.items() <= p.labels.items()]
            spare += 1
            yield o['metadata']['name'], pods[0].address if len(pods) == 1 else NETWORK + str(spare)

    def scripts(self):
        """{key: text} of all shell scripts and what they source."""
        return {k: t for data in self.maps.values() for k, t in data.items() if k.endswith(('.sh', '.env'))}

    def setting(self, name):
        for line in self.scripts()['tenant.env'].splitlines():
            if line.startswith(name + '='):
                return line.partition('=')[2].strip("'\"")
        raise KeyError(name)

    def replace(self, key, change):
        """Changes the text of one file of the ConfigMaps; it must differ."""
        for data in self.maps.values():
            if key in data:
                before = data[key]
                data[key] = change(before)
                assert data[key] != before, f'{key} is the same'
                return
        raise KeyError(key)


def pods_of(o):
    if o['kind'] not in ('StatefulSet', 'Deployment'):
        return
    template, name = o['spec']['template'], o['metadata']['name']
    labels = template['metadata']['labels']
    claims = {c['metadata']['name'] for c in o['spec'].get('volumeClaimTemplates', [])}
    count = o['spec'].get('replicas', 1)
    for i in range(count):
        if o['kind'] == 'StatefulSet':
            own = f'{name}-{i}'
            yield Pod(own, labels | {'statefulset.kubernetes.io/pod-name': own}, template, claims)
        else:
            yield Pod(name if count == 1 else f'{name}-{i}', labels, template, claims)

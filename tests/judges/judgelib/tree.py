# SPDX-License-Identifier: Apache-2.0
"""What the judges judge: the tree in out/, the fleet's clusters, the tools."""
import fnmatch
import os
import re
import subprocess

import yaml

LOADER = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)


class KubernetesLoader(LOADER):
    """Reads plain scalars as Kubernetes' own reader does: dates, `=` and
    `<<` are strings, 1e+06 is a number."""
    yaml_implicit_resolvers = {
        first: [(tag, rx) for tag, rx in pairs if tag.split(':')[-1]
                not in ('timestamp', 'value', 'merge')]
        for first, pairs in LOADER.yaml_implicit_resolvers.items()}


KubernetesLoader.add_implicit_resolver(
    'tag:yaml.org,2002:float',
    re.compile(r'[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$'),
    list('-+0123456789'))
KUSTOMIZE = 'kustomize.config.k8s.io/'


class Missing(Exception):
    """A judge cannot judge: its tool is not there. The text says which."""


class Broken(Exception):
    """The tool or the input is not what the judge needs: a failure."""


class File:
    """One emitted file. `path` is relative to out/."""

    def __init__(self, root, path):
        self.path = path
        self.full = os.path.join(root, path)
        self.cluster, _, rest = path.partition('/')
        self.folder = os.path.dirname(rest)

    def documents(self):
        with open(self.full, 'rb') as f:
            return [d for d in yaml.load_all(f, Loader=LOADER)
                    if d is not None]


class Tree:
    def __init__(self, root, fleet, schemas, tools):
        self.root = os.path.abspath(root)
        self.schemas = os.path.abspath(schemas)
        self.tools = tools
        self.clusters = versions_of(fleet)
        self.files = [File(self.root, p) for p in yaml_files(self.root)]

    def files_of(self, cluster):
        return [f for f in self.files if f.cluster == cluster]

    def objects_of(self, cluster):
        """(file, object) of every object that a cluster would get. What only
        kustomize reads is no such object."""
        for file in self.files_of(cluster):
            for doc in file.documents():
                if not isinstance(doc, dict) or not doc.get('kind') \
                        or not doc.get('apiVersion'):
                    raise Broken(f'{file.path}: a document that is no object '
                                 'of Kubernetes')
                if not doc['apiVersion'].startswith(KUSTOMIZE):
                    yield file, doc

    def object_files(self, cluster):
        """Files with objects, each once."""
        return list({f.path: f for f, _ in self.objects_of(cluster)}.values())

    def tool(self, *names):
        path = os.path.join(self.tools, *names)
        if not os.path.exists(path):
            raise Missing('not installed (tests/judges/install)')
        return path


def versions_of(fleet):
    """{cluster: Kubernetes version} from fleet.yaml."""
    with open(fleet, 'rb') as f:
        doc = yaml.load(f, Loader=LOADER)
    clusters = {c['name']: str(c['kubernetes'])
                for c in doc['spec']['clusters']}
    if not clusters:
        raise Broken(f'{fleet}: no clusters')
    return clusters


def yaml_files(root):
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(d for d in folders if not d.startswith('.'))
        found += [os.path.relpath(os.path.join(folder, n), root)
                  for n in names if fnmatch.fnmatch(n, '*.y*ml')]
    return sorted(found)


def call(command, **more):
    """A finished process; its output is text. Status is the caller's to
    judge."""
    return subprocess.run([str(c) for c in command], capture_output=True,
                          text=True, **more)


def name_of(obj):
    meta = obj.get('metadata') or {}
    parts = (meta.get('namespace'), meta.get('name'))
    return f"{obj['kind']} " + '/'.join(str(p) for p in parts if p)


def gvk_of(obj):
    """group/version/Kind, or version/Kind in the core group."""
    return f"{obj['apiVersion']}/{obj['kind']}"

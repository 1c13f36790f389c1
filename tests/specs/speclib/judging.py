# SPDX-License-Identifier: Apache-2.0
"""Has the judges of tests/judges, and names.py, look at a compiled project."""
import concurrent.futures
import functools
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', '..', 'judges'))

import yaml

from judgelib import kubeconform, podsecurity, validate
from judgelib.tree import KUSTOMIZE, LOADER, Broken, Missing, Tree, name_of

from . import names

BULK = {'kubeconform': kubeconform.judge, 'pod-security': podsecurity.judge}
SAMPLED = {'kubernetes-validate': validate.judge}
PROCESSES = min(4, os.cpu_count() or 1)


class Counted(Tree):
    """A tree whose objects were read once, and only counted since."""

    def __init__(self, *args):
        super().__init__(*args)
        self.counts = {}
        by_cluster = {}
        for file in self.files:
            by_cluster.setdefault(file.cluster, []).append(file)
        self.by_cluster = by_cluster

    def files_of(self, cluster):
        return self.by_cluster.get(cluster, [])

    def objects_of(self, cluster):
        for file in self.files_of(cluster):
            for _ in range(self.counts[file.path]):
                yield file, None


def tenant_of(path):
    """The tenant of a path in out/, None of the platform's: out/C/TENANT/x,
    out/C/sync/RING/TENANT.yaml."""
    parts = path.split('/')
    if parts[1] == 'sync':
        return os.path.splitext(parts[-1])[0]
    return None if parts[1] == 'platform' else parts[1]


def read(root, paths):
    """({path: number of objects}, [problem]) of one tenant's files."""
    objects, counts, problems = [], {}, []
    for path in paths:
        counts[path] = 0
        try:
            with open(os.path.join(root, path), 'rb') as f:
                documents = [d for d in yaml.load_all(f, Loader=LOADER) if d is not None]
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            problems.append((path, f'PyYAML: {error}'.replace('\n', ' ')))
            continue
        for doc in documents:
            if not isinstance(doc, dict) or not doc.get('kind') or not doc.get('apiVersion'):
                problems.append((path, 'a document that is no object'))
            elif not doc['apiVersion'].startswith(KUSTOMIZE):
                counts[path] += 1
                objects.append((path, doc))
    named = [(f'{path}: {name_of(doc)}', doc) for path, doc in objects]
    try:
        names.judge(named, lambda text: problems.append(tuple(text.split(': ', 1))))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problems.append((paths[0], f'names.py: {type(error).__name__}: {error}'))
    return counts, problems


def judge(project, tools, wanted, sample):
    """{judge: (number of objects, [(path, problem)] or Missing)}. `sample` are
    the tenants that the slow judges see."""
    tree = Counted(project.out, os.path.join(project.folder, 'fleet.yaml'),
                   os.path.join(project.folder, 'schemas'), tools)
    folders = {}
    for file in tree.files:
        folders.setdefault((file.cluster, tenant_of(file.path)), []).append(file.path)
    verdicts = {'names': [0, []]}
    with concurrent.futures.ProcessPoolExecutor(PROCESSES) as pool:
        for counts, problems in pool.map(functools.partial(read, tree.root), folders.values(), chunksize=8):
            tree.counts.update(counts)
            verdicts['names'][0] += sum(counts.values())
            verdicts['names'][1] += problems
    tree.files = [f for f in tree.files if tree.counts[f.path]]
    for cluster, files in tree.by_cluster.items():
        tree.by_cluster[cluster] = [f for f in files if tree.counts[f.path]]
    if 'kubeconform' in wanted:         # makes its schemas where two would at once
        try:
            for version in sorted(set(tree.clusters.values())):
                kubeconform.builtin_schemas(tree, version)
        except Missing:
            pass                        # kubeconform says so itself
    work = [(name, BULK[name], tree, cluster) for name in BULK if name in wanted for cluster in tree.clusters]
    work += [(name, SAMPLED[name], Sample(tree, sample), cluster)
             for name in SAMPLED if name in wanted for cluster in tree.clusters]
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        for (name, *_), (seen, problems) in zip(work, pool.map(ask, work)):
            verdict = verdicts.setdefault(name, [0, []])
            verdict[0] += seen
            if isinstance(problems, Missing):
                verdict[1] = problems
            elif not isinstance(verdict[1], Missing):
                verdict[1] += problems
    return verdicts


class Sample:
    """Some tenants of a tree, whole."""

    def __init__(self, tree, tenants):
        self.tree, self.tenants = tree, tenants
        self.clusters, self.schemas, self.tool = tree.clusters, tree.schemas, tree.tool

    def objects_of(self, cluster):
        for file in self.tree.files_of(cluster):
            if tenant_of(file.path) in self.tenants:
                for doc in file.documents():
                    if not doc['apiVersion'].startswith(KUSTOMIZE):
                        yield file, doc


def ask(work):
    _, function, tree, cluster = work
    if not any(True for _ in tree.objects_of(cluster)):
        return 0, []
    try:
        seen, problems = function(tree, cluster)
    except Missing as why:
        return 0, why
    except Broken as error:
        return 0, [('', f'broken: {error}')]
    return int(seen.split()[0]), [tuple((p if ': ' in p else ': ' + p).split(': ', 1)) for p in problems]

# SPDX-License-Identifier: Apache-2.0
"""Fleets to put the specs in: that of the source tree, a cluster for each
further version of Kubernetes, and generated clusters, tiers and rings."""
import copy
import glob
import os

from .values import Values, evenly
from .writer import spec_text

CLUSTER = ('spec', 'clusters', '[]')
GENERATED = 4       # random clusters of a fleet


def versions(source):
    found = glob.glob(os.path.join(source, 'schemas', 'kubernetes', '1.*.json'))
    return sorted(os.path.basename(path)[:-5] for path in found)


def clones(fleet, source):
    """A cluster of each version that the fleet has not, its own otherwise."""
    clusters = fleet['spec']['clusters']
    used = {str(c['kubernetes']) for c in clusters}
    return [{**copy.deepcopy(clusters[i % len(clusters)]), 'name': 'v' + version.replace('.', '-'),
             'kubernetes': version}
            for i, version in enumerate(v for v in versions(source) if v not in used)]


def node_at(node, path):
    for name in path:
        node = node['items'] if name == '[]' else node['properties'][name]
    return node


class Fleets:
    def __init__(self, source, fleet, schema, hints):
        self.fleet, self.source = fleet, source
        bases = [r['bases'] for r in fleet['spec']['rings']]
        hints = {**hints,
                 'spec.clusters.[].kubernetes': {'only': versions(source)},
                 'spec.clusters.[].base': {'only': sorted({c['base'] for c in fleet['spec']['clusters']})},
                 'spec.rings.[].bases': {'only': bases[:1]}}
        self.hints, self.schema = hints, schema

    def values(self, rings):
        """The rings that a cluster names must be rings of the fleet."""
        lists = [rings[:8], rings[:8], rings[:8], rings[-1:]]
        return Values(self.schema, {**self.hints, 'spec.clusters.[].rings': {'only': lists}})

    def draw(self, rng, boundaries):
        """(fleet, names of the clusters that are not generated). With
        boundaries: a cluster for each of so many boundary values, and the
        source tree's own Git, images and runbooks."""
        fleet = copy.deepcopy(self.fleet)
        spec = fleet['spec']
        values = self.values([r['name'] for r in spec['rings']])
        for kind in ('rings', 'tiers'):
            for _ in range(2):
                self.add(spec[kind], values.draw(node_at(self.schema, ('spec', kind, '[]')),
                                                 ('spec', kind, '[]'), rng))
        rings = [r['name'] for r in spec['rings']]
        spec['clusters'] += clones(fleet, self.source)
        for cluster in spec['clusters']:
            cluster['rings'] = rings[:8]
        own = [c['name'] for c in spec['clusters']]
        values = self.values(rings)
        node = node_at(self.schema, CLUSTER)
        if boundaries:
            edges = [e for e in values.boundaries(rng) if e[0][:3] == CLUSTER]
            for i, (path, value) in enumerate(evenly(edges, boundaries)):
                plain = {**copy.deepcopy(spec['clusters'][i % len(own)]), 'name': f'c{i}'}
                self.add(spec['clusters'], values.compose(plain, path, value, rng, node, CLUSTER))
        else:
            for part in ('git', 'images', 'runbooks'):
                spec[part] = values.draw(node_at(self.schema, ('spec', part)), ('spec', part), rng)
        for _ in range(GENERATED):
            self.add(spec['clusters'], values.draw(node, CLUSTER, rng))
        return fleet, own

    @staticmethod
    def add(items, item):
        if item['name'] not in [i['name'] for i in items]:
            items.append(item)


def cluster_of(paths, line):
    """Which cluster a line of fleet.yaml belongs to, or None."""
    path = paths[line - 1] if 0 < line <= len(paths) else ()
    return path[2] if path[:2] == ('spec', 'clusters') and len(path) > 2 else None


def settle(project, fleet, own):
    """Drops the clusters that are refused until none is. Returns
    (names refused by a rule, [(name, message) refused otherwise])."""
    ruled, broken = [], []
    while True:
        text, paths = spec_text(fleet)
        project.write_fleet(text)
        errors = project.check([])
        if not errors:
            return ruled, broken
        gone = {}
        for d in errors:
            i = cluster_of(paths, d.line) if d.file == 'fleet.yaml' else None
            names = [fleet['spec']['clusters'][i]['name']] if i is not None else d.counted('cluster')
            if not names:
                raise project.Broken(f'the project is refused: {d}')
            for name in names:
                gone.setdefault(name, []).append(d)
        for name, why in gone.items():
            if all(d.by_rule for d in why):
                ruled.append(name)
            else:
                entry = [c for c in fleet['spec']['clusters'] if c['name'] == name][0]
                broken.append((f'cluster {name}', '\n'.join(map(str, why)), spec_text(entry)[0]))
        if set(gone) & set(own):
            raise project.Broken(f'a plain cluster is refused: {gone}')
        fleet['spec']['clusters'] = [c for c in fleet['spec']['clusters'] if c['name'] not in gone]

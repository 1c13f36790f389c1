# SPDX-License-Identifier: Apache-2.0
"""The specs of a run, boundaries first. Everything follows from the schema,
the hints, the seed and the number of the case; a case that a rule refuses is
changed and tried again, as far as its kind allows."""
import copy
import random

from .schema import complaint
from .values import Values, evenly, pairs
from .writer import at, replaced, spec_text, without

TRIES = 12      # changes of a random spec before another one takes its place


class Case:
    """One spec, `id` says which. `value` and `text` are those of this try."""

    def __init__(self, source, id, rng):
        self.source, self.id, self.rng = source, id, rng
        self.tries = 0
        self.value = self.text = self.paths = None

    def next(self, errors=()):
        """Makes the next try; False when there is none."""
        value = self.make(errors)
        self.tries += 1
        if value is None:
            return False
        self.value = self.source.complete(value, self)
        wrong = complaint(self.source.values.schema, self.value)
        if wrong:
            raise ValueError(f'{self.id}: the generator made what the schema refuses: {wrong}')
        self.text, self.paths = spec_text(self.value)
        return True

    def move(self, source):
        """Goes on in another fleet. False if it was about the old one."""
        self.source, self.value = source, None
        return True

    @property
    def name(self):
        return self.value['metadata']['name']

    @property
    def claims(self):
        """What no other tenant of a project may have."""
        meta, spec = self.value['metadata'], self.value['spec']
        return {('name', meta['name']), ('namespace', spec['cluster'], meta.get('namespace', meta['name']))}


class Boundary(Case):
    """One field at one of its boundaries, in one base point after another."""
    kind = 'boundary'

    def __init__(self, source, id, rng, path, edge):
        super().__init__(source, id, rng)
        self.path, self.edge = path, edge

    def make(self, errors):
        if self.tries >= len(self.source.points):
            return None
        point = self.source.point(self.tries, self)
        return self.source.values.compose(point, self.path, self.edge, self.rng)

    def move(self, source):
        super().move(source)
        given = source.values.hint(self.path, 'only')
        return not given or self.edge in given

    def __str__(self):
        return f"{'.'.join(self.path)} = {self.edge!r:.100}"


class Mended(Case):
    """What a rule refuses is drawn again or left out, where it may be."""

    def make(self, errors):
        if self.tries >= TRIES:
            return None
        value = self.value
        places = [p for p in (self.place(d) for d in errors) if p]
        if not places or self.tries % 4 == 0:
            return self.draw()
        for path in places:
            value = self.mend(value, path)
        return value if not complaint(self.source.schema, value) else self.draw()

    def place(self, d):
        """The path of a message's line, when it is worth to change."""
        if d.file != f'tenants/{self.id}.yaml' or not 0 < d.line <= len(self.paths):
            return None
        path = self.paths[d.line - 1]
        before = self.text.split('\n')[d.line - 1][:d.column - 1]
        if not before.strip(' -') and isinstance(path[-1], str):
            path = path[:-1]        # a map begins where its first field does
        return path if len(path) > 1 else None

    def mend(self, value, path):
        try:
            at(value, path)
        except (KeyError, IndexError, TypeError):
            return value            # gone with another one
        node, way, required = self.source.node_of(path)
        if node is None:
            return value
        if not required and self.may_leave(way) and self.rng.random() < 0.7:
            return without(value, path)
        return replaced(value, path, self.source.values.draw(node, way, self.rng))

    def may_leave(self, way):
        return True


class Pair(Mended):
    """The optional fields of one row are there, all others not."""
    kind = 'pairs'

    def __init__(self, source, id, rng, on):
        super().__init__(source, id, rng)
        self.on = on

    def draw(self):
        return self.source.values.draw_parts(self.on, self.rng)

    def may_leave(self, way):
        return way not in self.on

    def __str__(self):
        return f'{len(self.on)} optional fields'


class Drawn(Mended):
    kind = 'random'

    def draw(self):
        rate = self.rng.choice((0.1, 0.3, 0.5, 0.8, 1))
        return self.source.values.draw(self.source.values.schema, (), self.rng, rate)

    def __str__(self):
        return 'random'


class Edge(Drawn):
    """All of a spec on one generated cluster."""
    kind = 'cluster'

    def __init__(self, source, id, rng, cluster):
        super().__init__(source, id, rng)
        self.cluster = cluster

    def draw(self):
        spec = self.source.values.draw(self.source.schema, (), self.rng, 0.9)
        return replaced(spec, ('spec', 'cluster'), self.cluster)

    def mend(self, value, path):
        return value if path == ('spec', 'cluster') else super().mend(value, path)

    def move(self, source):
        super().move(source)
        return self.cluster in source.clusters

    def __str__(self):
        return f'on cluster {self.cluster}'


class Source:
    """Makes the cases of one tenant kind in one fleet."""

    def __init__(self, schema, hints, fleet, seed):
        spec = fleet['spec']
        self.seed, self.schema = seed, schema
        self.points = hints.get('points', [{}])
        names = lambda part: [entry['name'] for entry in spec[part]]
        self.clusters = names('clusters')
        fields = {**hints.get('fields', {}), 'spec.cluster': {'only': self.clusters},
                  'spec.tier': {'only': names('tiers')}, 'spec.ring': {'only': names('rings')}}
        self.values = Values(schema, fields)

    def rng(self, id):
        return random.Random(f'{self.seed}/{id}')

    def node_of(self, path):
        """(schema node, path in the schema, whether it must be there)"""
        node, way, required = self.schema, (), True
        for step in path:
            if isinstance(step, int):
                node, way, required = node.get('items'), (*way, '[]'), False
            elif step in node.get('properties', {}):
                required = step in node.get('required', [])
                node, way = node['properties'][step], (*way, step)
            else:
                node, way, required = node.get('additionalProperties'), (*way, '{}'), False
            if not isinstance(node, dict):
                return None, way, True
        return node, way, required

    def point(self, number, case):
        """A base point: the hint's, what is required, a cluster in turn."""
        spec = copy.deepcopy(self.points[number])
        spec.setdefault('cluster', case.rng.choice(self.clusters[:6]))
        return self.fill(self.schema, (), {'spec': spec}, case.rng)

    def fill(self, node, way, value, rng):
        for name in node.get('required', []):
            sub, path = node['properties'][name], (*way, name)
            if name not in value:
                value[name] = {} if sub.get('type') == 'object' and not self.values.hint(path, 'values') \
                    else self.values.typical(sub, path, rng)
            if isinstance(value[name], dict):
                self.fill(sub, path, value[name], rng)
        return value

    def complete(self, value, case):
        """A name of its own for a spec that was not given one on purpose."""
        given = case.kind == 'boundary' and case.path == ('metadata', 'name') or \
            case.kind != 'boundary' and case.rng.random() < 0.5
        if not given:
            value = replaced(value, ('metadata', 'name'), case.id)
        return value

    def boundaries(self, most):
        """Each boundary value of each field; at most so many."""
        found = evenly(self.values.boundaries(self.rng('boundaries')), most)
        for i, (path, edge) in enumerate(found):
            yield Boundary(self, f'b{i}', self.rng(f'b{i}'), path, edge)

    def pairs(self):
        """Each two optional fields: both, one, the other, none."""
        parts = list(self.values.optional())
        for i, row in enumerate(pairs(len(parts), self.rng('pairs'))):
            on = {path for path, there in zip(parts, row) if there}
            # A part that is there brings those that it stands in.
            on |= {path[:n] for path in on for n in range(1, len(path))}
            yield Pair(self, f'p{i}', self.rng(f'p{i}'), on)

    def edges(self, own):
        """A spec on each cluster that was generated."""
        for i, cluster in enumerate(c for c in self.clusters if c not in own):
            yield Edge(self, f'c{i}', self.rng(f'c{i}'), cluster)

    def drawn(self, number):
        return Drawn(self, f'r{number}', self.rng(f'r{number}'))

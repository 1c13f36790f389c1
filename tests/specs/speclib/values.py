# SPDX-License-Identifier: Apache-2.0
"""Values that a structural schema admits: each at its boundaries, and random.

A path is a tuple of field names; '[]' is an item of a list, '{}' a value of a
map. Hints (../hints/KIND.yaml) say at a path what no schema says: the names of
the clusters, words that make sense. They are
    values: [...]      one of these; at random now and then something else,
                       which the schema admits
    only: [...]        one of these and nothing else
    keys: label | annotation | [...] | {name: [values]}      keys of a map
    leave: true        never there, unless it is required
    few: N             at most N of the fields of this object, and none in pairs
    without: TEXT      not its fields that have this description
"""
import copy

from .pattern import Strings
from .schema import kind_of, twice

DEEP = {'x-kubernetes-preserve-unknown-fields': True}
# What readers of YAML, shells and templates stumble over.
AWKWARD = [
    'no', 'null', '~', '1e3', '0x1F', '010', '1_000', '1:30', '2001-12-14', '.inf', '-', '?', '=', '<<',
    ' leading', 'trailing ', 'a: b', 'a #b', '# c', '%', '@', '`', '&a', '*a', '!t', '|', '>', "it's",
    '"quoted"', '\\', 'a\\nb', '[1, 2]', '{a: b}', '---', '...', '{{ .Values.x }}', '$(HOME)', '$$x',
    '${x}', '$${x}', 'two\nlines', 'ends\n', '\n', '\t', 'tab\there', 'cr\r\n', '\x07\x1b[0m', '\x7f',
    '\x85', '\xa0', '\u2028', '\ufeff', 'ü', '日本', '\U0001f600', '\U0010ffff', '\ufffe', '\ud7ff']
LABELS = ['a', 'A-z_9.b', 'x' * 63, 'team', 'example.com/a', '0.9/Z', 'p' * 63 + '.' + 'q' * 63 + '/' + 'n' * 63,
          ('d' * 62 + '.') * 4 + 'e' + '/' + 'n' * 63]
WORDS = {'label': LABELS, 'annotation': LABELS + ['Example.COM/A_b']}
INT64 = 2 ** 63 - 1


class Values:
    def __init__(self, schema, hints):
        self.schema = schema
        self.hints = {tuple(path.split('.')) if path else (): hint
                      for path, hint in hints.items()}
        self.strings = {}

    def hint(self, path, name, default=None):
        return self.hints.get(path, {}).get(name, default)

    def language(self, node):
        key = (node['pattern'], node.get('minLength', 0), node.get('maxLength'))
        if key not in self.strings:
            self.strings[key] = Strings(*key)
        return self.strings[key]

    # ---- at random

    def draw(self, node, path, rng, rate=0.5):
        """One value. Each optional field is there at this rate."""
        given = self.hint(path, 'only') or self.hint(path, 'values')
        if given and (self.hint(path, 'only') or rng.random() < 0.85):
            return copy.deepcopy(rng.choice(given))
        if 'enum' in node:
            return rng.choice(node['enum'])
        kind = kind_of(node)
        if kind == 'int-or-string':
            kind = rng.choice(('integer', 'string'))
        if kind == 'object':
            return self.draw_object(node, path, rng, rate)
        if kind == 'array':
            return self.draw_list(node, path, rng, rate)
        if kind == 'string':
            return self.draw_string(node, rng)
        if kind == 'boolean':
            return rng.random() < 0.5
        if kind == 'integer':
            low, high = node.get('minimum', -INT64 - 1), node.get('maximum', INT64)
            near = node.get('default', low)
            return rng.choice((low, high, rng.randint(low, high), rng.randint(low, high),
                               min(high, near + rng.randint(0, 9))))
        return {}

    def draw_string(self, node, rng):
        if 'pattern' in node:
            return self.language(node).draw(rng)
        least, most = node.get('minLength', 0), node.get('maxLength', 1024)
        text = rng.choice(AWKWARD) if rng.random() < 0.3 else ''.join(
            rng.choice('abcxyzABC019-_. /') for _ in range(rng.choice((least, most, rng.randint(0, 20)))))
        return (text + 'x' * least)[:most]

    def fields(self, node, path):
        """(name, schema, path) of the fields that a spec may have."""
        without = self.hint(path, 'without')
        for name, sub in node.get('properties', {}).items():
            if not without or sub.get('description') != without:
                yield name, sub, (*path, name)

    def draw_object(self, node, path, rng, rate):
        value, few = {}, self.hint(path, 'few')
        fields = list(self.fields(node, path))
        if few:
            fields = rng.sample(fields, rng.randint(0, few))
        for name, sub, at in fields:
            if name in node.get('required', []) or \
                    (few or rng.random() < rate) and not self.hint(at, 'leave'):
                value[name] = self.draw(sub, at, rng, rate)
        if isinstance(node.get('additionalProperties'), dict):
            least, most = node.get('minProperties', 0), node.get('maxProperties', 8)
            wanted = rng.choice((least, least, rng.randint(least, min(most, least + 3)),
                                 rng.randint(least, most)))
            return self.entries(node, path, rng, wanted)
        return self.choose(node, path, value, rng, rate)

    def entries(self, node, path, rng, wanted):
        """A map with so many entries, or as many as there are keys."""
        keys, value = self.hint(path, 'keys', 'label'), {}
        known = WORDS.get(keys, keys) if isinstance(keys, str) else list(keys)
        own = lambda: f'k{rng.randint(0, 10 ** 6)}'
        for _ in range(4 * wanted):
            if len(value) == wanted:
                break
            key = rng.choice(known) if not isinstance(keys, str) or rng.random() < 0.4 else own()
            if isinstance(keys, dict) and keys[key]:
                value[key] = rng.choice(keys[key])
            else:
                value[key] = self.draw(node['additionalProperties'], (*path, '{}'), rng)
        return value

    def draw_list(self, node, path, rng, rate):
        least, most = node.get('minItems', 0), node.get('maxItems', 8)
        wanted = rng.choice((least, least + 1, rng.randint(least, most), min(most, least + 3)))
        return self.items(node, path, rng, min(wanted, most), rate)

    def items(self, node, path, rng, wanted, rate=0.5):
        value = []
        for _ in range(6 * wanted):
            if len(value) == wanted:
                break
            value.append(self.draw(node.get('items', DEEP), (*path, '[]'), rng, rate))
            if twice(node, value):
                value.pop()
        return value

    def choose(self, node, path, value, rng, rate=0.5, keep=None):
        """Makes an object fit exactly one branch of oneOf or anyOf."""
        branches = [b['required'] for b in node.get('oneOf', node.get('anyOf', []))
                    if 'required' in b]
        if not branches:
            return value
        if keep and any(keep in b for b in branches):
            branches = [b for b in branches if keep in b]
        wanted = rng.choice(branches)
        for branch in node.get('oneOf', node.get('anyOf')):
            for name in branch.get('required', []):
                if name not in wanted:
                    value.pop(name, None)
        for name in wanted:
            if name not in value:
                value[name] = self.draw(node['properties'][name], (*path, name), rng, rate)
        return value

    def typical(self, node, path, rng):
        """The plainest value: one of a hint, the default, the least."""
        given = self.hint(path, 'only') or self.hint(path, 'values')
        if given:
            return copy.deepcopy(given[0])
        if 'default' in node:
            return copy.deepcopy(node['default'])
        return self.draw(node, path, rng, 0)

    # ---- boundaries

    def boundaries(self, rng):
        """[(path, value)]: each boundary value of each field once."""
        found = []
        self.walk(self.schema, (), rng, found)
        return found

    def walk(self, node, path, rng, found):
        if self.hint(path, 'leave'):
            return
        if not self.hint(path, 'only'):
            self.own_boundaries(node, path, rng, found)
        given = self.hint(path, 'only') or self.hint(path, 'values', [])
        found += [(path, copy.deepcopy(v)) for v in given]

    def own_boundaries(self, node, path, rng, found):
        kind = kind_of(node)
        if kind == 'object':
            for _, sub, at in self.fields(node, path):
                self.walk(sub, at, rng, found)
            if isinstance(node.get('additionalProperties'), dict):
                self.map_boundaries(node, path, rng, found)
        elif kind == 'array':
            least, most = node.get('minItems', 0), node.get('maxItems', 8)
            for wanted in dict.fromkeys((least, most)):
                found.append((path, self.items(node, path, rng, wanted)))
            self.walk(node.get('items', DEEP), (*path, '[]'), rng, found)
        else:
            found += [(path, v) for v in self.leaf_boundaries(node, kind, rng)]

    def leaf_boundaries(self, node, kind, rng):
        if 'enum' in node:
            return node['enum']
        if kind == 'boolean':
            return [False, True]
        if kind == 'integer':
            low, high = node.get('minimum', -INT64 - 1), node.get('maximum', INT64)
            return sorted({low, low + 1, high - 1, high})
        if kind == 'int-or-string' and 'pattern' in node:
            return [node.get('minimum', 0), INT64, *self.language(node).boundaries(rng)]
        if kind == 'int-or-string':
            return [0, -1, INT64, -INT64 - 1, '', 'text', '10%', 'no', '"', "'", '\\', 'a b', '${x}', 'ü']
        if kind == 'string' and 'pattern' in node:
            return self.language(node).boundaries(rng)
        if kind == 'string':
            least, most = node.get('minLength', 0), node.get('maxLength', 1024)
            fits = [t for t in AWKWARD if least <= len(t) <= most]
            return ['x' * least, 'x' * most, '\U0001f600' * most, *rng.sample(fits, min(8, len(fits)))]
        return []

    def map_boundaries(self, node, path, rng, found):
        sub = node['additionalProperties']
        least, most = node.get('minProperties', 0), node.get('maxProperties', 8)
        found.append((path, self.entries(node, path, rng, least)))
        full = self.entries(node, path, rng, most)
        found.append((path, full))
        if kind_of(sub) == 'string':        # everything at its longest
            longest = max(self.leaf_boundaries(sub, 'string', rng), key=lambda v: len(v.encode()))
            found.append((path, {k: longest for k in full}))
        keys = self.hint(path, 'keys', 'label')
        if isinstance(keys, dict):          # each with each of its values
            known = [(k, v) for k in keys for v in keys[k] or self.leaf_boundaries(sub, kind_of(sub), rng)]
            found += [(path, {k: v}) for k, v in known]
            return
        known = [*WORDS.get(keys, keys), 'no name'] if isinstance(keys, str) else keys
        found += [(path, {k: self.typical(sub, (*path, '{}'), rng)}) for k in known]
        for value in self.leaf_boundaries(sub, kind_of(sub), rng):
            found.append((path, {known[0]: value}))

    # ---- a value at a path of a whole spec

    def compose(self, base, path, value, rng, node=None, at=()):
        """A copy of the spec with a value at a path; what the path passes
        through and what that requires is added."""
        node = node or self.schema
        if len(at) == len(path):
            return copy.deepcopy(value)
        name = path[len(at)]
        here = (*at, name)
        if name == '[]':
            return [self.compose(None, path, value, rng, node['items'], here)]
        result = dict(base) if isinstance(base, dict) else {}
        if name == '{}':
            result['x'] = self.compose(None, path, value, rng, node['additionalProperties'], here)
            return result
        result[name] = self.compose(result.get(name), path, value, rng, node['properties'][name], here)
        for other in node.get('required', []):
            if other not in result:
                result[other] = self.typical(node['properties'][other], (*at, other), rng)
        return self.choose(node, at, result, rng, 0, keep=name)

    # ---- optional parts, on and off in pairs

    def optional(self, node=None, path=()):
        """Paths of the optional fields outside of lists and maps."""
        node = node or self.schema
        for name, sub in node.get('properties', {}).items():
            at = (*path, name)
            if self.hint(at, 'leave'):
                continue
            if name not in node.get('required', []):
                yield at
            if kind_of(sub) == 'object' and not self.hint(at, 'few'):
                yield from self.optional(sub, at)

    def draw_parts(self, on, rng, node=None, path=()):
        """A spec that has, of the optional fields, those of `on`."""
        node, value = node or self.schema, {}
        for name, sub in node.get('properties', {}).items():
            at = (*path, name)
            if name not in node.get('required', []) and at not in on:
                continue
            if kind_of(sub) == 'object' and 'properties' in sub and not self.hint(at, 'few'):
                value[name] = self.draw_parts(on, rng, sub, at)
            else:
                value[name] = self.draw(sub, at, rng)
        return value


def evenly(boundaries, most):
    """At most so many of them: the first of each path, then the second ..."""
    seen, ranked = {}, []
    for i, (path, value) in enumerate(boundaries):
        seen[path] = seen.get(path, 0) + 1
        ranked.append((seen[path], i, path, value))
    return [(path, value) for _, _, path, value in sorted(ranked, key=lambda r: r[:2])[:most]]


def pairs(count, rng):
    """Rows of booleans in which each two columns show all four pairs."""
    rows = [[True] * count, [False] * count]
    wanted = {(i, j, a, b) for i in range(count) for j in range(i) for a in (0, 1) for b in (0, 1)}
    covered = lambda row: {(i, j, row[i], row[j]) for i in range(count) for j in range(i)}
    missing = wanted - covered(rows[0]) - covered(rows[1])
    while missing:
        tries = [[rng.random() < 0.5 for _ in range(count)] for _ in range(20)]
        best = max(tries, key=lambda row: len(covered(row) & missing))
        if covered(best) & missing:
            rows.append(best)
            missing -= covered(best)
    return rows

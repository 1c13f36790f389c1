# SPDX-License-Identifier: Apache-2.0
"""The leaves of a schema, and for each a pair of tenants that differ in it alone.

A path is a tuple of names; '[]' is the item of a list of objects."""
import copy

OWN = "The platform's; no tenant sets it."     # directives that are always refused


class NoValue(Exception):
    """Nothing is known that the field could be."""


def items_of(node):
    """The schema of items that have fields, or None."""
    items = node.get('items', {})
    return items if 'properties' in items else None


def leaves(node, path=()):
    """(path, schema) of each field that is no mere folder of others."""
    for name, sub in node.get('properties', {}).items():
        at = (*path, name)
        if 'properties' in sub:
            yield from leaves(sub, at)
        elif len(sub.get('enum', [])) != 1:
            yield at, sub
            if items_of(sub):
                yield from leaves(items_of(sub), (*at, '[]'))


class Trials:
    def __init__(self, schema, hints):
        self.schema, self.hints = schema, hints

    def hint(self, path, name, default=None):
        return self.hints.get('.'.join(path), {}).get(name, default)

    def refusal(self, path):
        """What is said of the folder that the field is in, where that is refused whatever it holds."""
        return next(filter(None, (self.hint(path[:i], 'refused') for i in range(len(path)))), None)

    def example(self, path, node):
        """What a field may be, with what it requires."""
        values = self.hint(path, 'values', [])
        if 'from' in self.hints.get('.'.join(path), {}):
            return copy.deepcopy(self.hint(path, 'from'))
        if values or 'example' in node:
            return copy.deepcopy((values or [node['example']])[0])
        if 'properties' in node:
            return {name: self.example((*path, name), node['properties'][name]) for name in node.get('required', [])}
        raise NoValue('.'.join(path))

    def others(self, path, node):
        """What it may be, best first."""
        yield from self.hint(path, 'values', [])
        if 'example' in node:
            yield node['example']
        yield from node.get('enum', [])
        if node.get('type') == 'boolean':
            yield from (True, False)
        if node.get('description') == OWN:
            yield 'x'
        if 'example' in node and isinstance(node['example'], int):
            yield from (n for n in (node['example'] - 1, node['example'] + 1)
                        if node.get('minimum', n) <= n <= node.get('maximum', n))

    def pair(self, context, path, node):
        """(before, after): the context with the way to the field, and with another value in it."""
        before = copy.deepcopy(context)
        holder, at, schema = before, (), self.schema
        for step in path[:-1]:
            if step == '[]':
                holder.append(copy.deepcopy(self.hint((*at, '[]'), 'item')) or self.example((*at, '[]'), schema['items']))
                holder, schema = holder[-1], schema['items']
            else:
                schema = schema['properties'][step]
                if step not in holder:
                    holder[step] = [] if 'items' in schema else self.example((*at, step), schema)
                holder = holder[step]
            at = (*at, step)
        name = path[-1]
        holder.update(copy.deepcopy(self.hint(path, 'with', {})))
        holder.pop(self.hint(path, 'instead'), None)
        if 'from' in self.hints.get('.'.join(path), {}):
            holder[name] = copy.deepcopy(self.hint(path, 'from'))
        now = holder.get(name, node.get('default'))
        value = next((v for v in self.others(path, node) if v != now), None)
        if value is None and self.refusal(path):
            value = now
        if value is None:
            raise NoValue('.'.join(path))
        was = holder.get(name)
        holder[name] = copy.deepcopy(value)
        after = copy.deepcopy(before)
        if was is None:
            del holder[name]
        else:
            holder[name] = was
        return before, after

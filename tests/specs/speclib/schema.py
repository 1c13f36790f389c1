# SPDX-License-Identifier: Apache-2.0
"""A reader of structural schemas of its own: does a value fit?

It shares nothing with berth's checker. What `complaint` takes and berth
refuses is a bug of one of them."""
import functools
import re

TYPES = {'string': str, 'boolean': bool, 'integer': int, 'number': (int, float),
         'array': list, 'object': dict}


@functools.lru_cache(None)
def compiled(pattern):
    """RE2's $ is the end of the text; Python's is before a last newline, too."""
    pattern = re.sub(r'(?<!\\)\$', r'\\Z', pattern)
    return re.compile(pattern.replace('[[:cntrl:]]', r'[\x00-\x1f\x7f]'))


def kind_of(node):
    """The type of a node; a schema may leave it out."""
    if node.get('x-kubernetes-int-or-string'):
        return 'int-or-string'
    if 'type' in node:
        return node['type']
    if node.get('x-kubernetes-preserve-unknown-fields'):
        return 'anything'
    return 'object' if 'properties' in node else 'anything'


def complaint(node, value, path=''):
    """What is wrong with a value, or None."""
    kind = kind_of(node)
    if kind == 'int-or-string':
        good = isinstance(value, (int, str)) and not isinstance(value, bool)
    elif kind == 'anything':
        good = True
    else:
        good = isinstance(value, TYPES[kind]) and \
            (kind == 'boolean' or not isinstance(value, bool))
    if not good:
        return f'{path}: {value!r} is no {kind}'
    if 'enum' in node and value not in node['enum']:
        return f'{path}: {value!r} is not in {node["enum"]}'
    wrong = bounds(node, value)
    if wrong:
        return f'{path}: {value!r}: {wrong}'
    return inside(node, value, path) or alternatives(node, value, path)


def bounds(node, value):
    if isinstance(value, str):
        if not node.get('minLength', 0) <= len(value) <= node.get('maxLength', len(value)):
            return 'its length'
        if 'pattern' in node and not compiled(node['pattern']).search(value):
            return 'its pattern'
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if not node.get('minimum', value) <= value <= node.get('maximum', value):
            return 'its range'
    elif isinstance(value, list):
        if not node.get('minItems', 0) <= len(value) <= node.get('maxItems', len(value)):
            return 'its number of items'
    elif isinstance(value, dict):
        if not node.get('minProperties', 0) <= len(value) <= node.get('maxProperties', len(value)):
            return 'its number of fields'
    return None


def inside(node, value, path):
    if isinstance(value, list):
        if twice(node, value):
            return f'{path}: an item twice'
        for i, item in enumerate(value):
            wrong = complaint(node.get('items', {}), item, f'{path}[{i}]')
            if wrong:
                return wrong
    if not isinstance(value, dict):
        return None
    for name in node.get('required', []):
        if name not in value:
            return f'{path}: no {name}'
    for name, item in value.items():
        sub = node.get('properties', {}).get(name, node.get('additionalProperties'))
        if isinstance(sub, dict):
            wrong = complaint(sub, item, f'{path}.{name}')
            if wrong:
                return wrong
        elif not sub and not node.get('x-kubernetes-preserve-unknown-fields') \
                and kind_of(node) != 'anything':
            return f'{path}: unknown {name}'
    return None


def twice(node, value):
    """A set with an item twice, a keyed list with a key twice."""
    how = node.get('x-kubernetes-list-type')
    if how == 'map':
        keys = node['x-kubernetes-list-map-keys']
        value = [{k: item.get(k) for k in keys} for item in value]
    elif how != 'set':
        return False
    return any(item in value[:i] for i, item in enumerate(value))


def alternatives(node, value, path):
    fits = [complaint({'x-kubernetes-preserve-unknown-fields': True, **branch}, value, path)
            is None for branch in node.get('oneOf', [])]
    if fits and sum(fits) != 1:
        return f'{path}: fits {sum(fits)} of oneOf'
    branches = node.get('anyOf', [])
    if branches and all(complaint({'x-kubernetes-preserve-unknown-fields': True, **branch},
                                  value, path) for branch in branches):
        return f'{path}: fits none of anyOf'
    return None

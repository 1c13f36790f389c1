# SPDX-License-Identifier: Apache-2.0
"""Judge `readers`: three YAML readers must read one tree from every file.

libyaml and PyYAML's own scanner read YAML 1.1, npm's yaml reads YAML 1.2.
A scalar that they read differently (a date, `on`, an octal) is a value that
some tool of a user would get wrong.
"""
import json
import os
import struct

import yaml

from .tree import Missing, call

HERE = os.path.dirname(os.path.abspath(__file__))


def canonical(value):
    """JSON with the type beside each scalar; the same as readers.mjs makes."""
    if value is None:
        return ['null']
    if isinstance(value, bool):
        return ['bool', value]
    if isinstance(value, int):
        return ['int', str(value)]
    if isinstance(value, float):
        return ['float', struct.pack('>d', value).hex()]
    if isinstance(value, str):
        return ['str', value]
    if isinstance(value, list):
        return ['list'] + [canonical(v) for v in value]
    if isinstance(value, dict):
        return ['map'] + [[canonical(k), canonical(v)]
                          for k, v in value.items()]
    return [type(value).__name__, str(value)]


def difference(a, b, place='document'):
    """The first place where two canonical trees differ, as text."""
    if a[0] != b[0] or a[0] not in ('list', 'map'):
        return None if a == b else f'{place}: {show(a)} against {show(b)}'
    if len(a) != len(b):
        return f'{place}: {len(a) - 1} entries against {len(b) - 1}'
    for i, (x, y) in enumerate(zip(a[1:], b[1:])):
        if a[0] == 'list':
            found = difference(x, y, f'{place}[{i}]')
        else:
            found = difference(x[0], y[0], f'{place}: key') or \
                difference(x[1], y[1], f'{place}.{x[0][-1]}')
        if found:
            return found
    return None


def show(node):
    text = json.dumps(node, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + '...'


def python_tree(path, loader):
    with open(path, 'rb') as f:
        try:
            return ['list'] + [canonical(d)
                               for d in yaml.load_all(f, Loader=loader)]
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            return ['error', ' '.join(str(error).split())]


def npm_trees(tree, files):
    script = os.path.join(HERE, 'readers.mjs')
    module = tree.tool('node', 'node_modules', 'yaml')
    done = call(['node', script, module],
                input='\n'.join(f.full for f in files))
    if done.returncode:
        raise Missing('npm yaml does not run: ' + done.stderr.strip()[-200:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(tree):
    if not hasattr(yaml, 'CSafeLoader'):
        raise Missing('PyYAML here has no libyaml')
    problems = []
    for file, npm in zip(tree.files, npm_trees(tree, tree.files)):
        trees = {'libyaml': python_tree(file.full, yaml.CSafeLoader),
                 'PyYAML': python_tree(file.full, yaml.SafeLoader),
                 'npm yaml': npm}
        errors = {n: t[1] for n, t in trees.items() if t[0] == 'error'}
        if errors:
            problems += [f'{file.path}: {n}: {e}' for n, e in errors.items()]
            continue
        for other in ('PyYAML', 'npm yaml'):
            found = difference(trees['libyaml'], trees[other])
            if found:
                problems.append(f'{file.path}: libyaml and {other}: {found}')
    return f'{len(tree.files)} files', problems

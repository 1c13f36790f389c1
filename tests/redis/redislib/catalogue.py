# SPDX-License-Identifier: Apache-2.0
"""Whose each directive is (tests/redis/directives.tsv), and what the tests of the base try of each class of directives."""
import csv
import os
import re

import yaml

OWNERS = {'tenant', 'platform', 'absent'}
# Beside the classes that follow from a directive's type.
TABLES = ('another name', 'both names', 'of some versions', 'of one engine', "the platform's")


def load(path):
    """{name: (owner, why)}"""
    with open(path, encoding='utf-8') as f:
        rows = csv.DictReader((line for line in f if not line.startswith('#')), delimiter='\t', quoting=csv.QUOTE_NONE)
        return {row['name']: (row['owner'], row['why'] or '') for row in rows}


def owners(listed, known):
    """Where the list and what the schema and the table of the base say differ."""
    for name, (owner, why) in listed.items():
        is_so = 'platform' if name in known.platform else 'tenant' if name in known.schemas else 'absent'
        if owner not in OWNERS or (owner == 'absent') != bool(why):
            yield f'{name}: an owner is tenant, platform or absent, which alone has a reason'
        elif owner != is_so:
            yield f'{name} is listed as {owner}, but is {is_so}'
    yield from (f'{name} is not listed' for name in known.schemas if name not in listed)


def unlisted(listed, server, client):
    """Directives of a real server that nobody has thought of."""
    yield from (f'{server} has {name}, which tests/redis/directives.tsv does not list'
                for name in client.config('*') if name not in listed)


def fields(schema, path):
    for word in path.split('.'):
        schema = schema.get('properties', {}).get(word)
        if schema is None:
            return False
    return True


def advice(table, schema):
    """What to set instead must be there."""
    for group in table['platform']:
        for path in re.findall(r'spec(?:\.[A-Za-z]+)+', group['instead']):
            if not fields(schema, path):
                yield f'{group["names"][0]}: there is no {path}'


def type_of(name, schema):
    if name == 'save':
        return 'save points'
    if name == 'client-output-buffer-limit':
        return 'buffer limit'
    if name == 'notify-keyspace-events':
        return 'keyspace events'
    if '%' in schema.get('pattern', '') or 'percentiles' in name:
        return 'percent'
    if schema.get('x-kubernetes-int-or-string'):
        return 'memory size'
    if schema.get('enum') == ['yes', 'no']:
        return 'yes or no'
    return 'enum' if 'enum' in schema else schema['type']


def classes_of(name, config, known):
    """The classes that a directive of a case is of."""
    if name in known.platform:
        return {"the platform's"}
    if name not in known.schemas:
        return set()
    found = {type_of(name, known.schemas[name])}
    if name in known.aliases:
        found.add('both names' if known.aliases[name] in config else 'another name')
    for row in known.versions:
        if name in row['names']:
            found.add('of one engine' if len(row['from']) == 1 else 'of some versions')
    return found


def cases(folder):
    """(config, fields that an error is expected at) of each test case."""
    for path in sorted(os.listdir(folder)):
        if not path.endswith('.yaml'):
            continue
        with open(os.path.join(folder, path), encoding='utf-8') as f:
            page = yaml.safe_load(f)
        for case in page['spec'].get('cases', []):
            config = case.get('tenant', {}).get('spec', {}).get('redis', {}).get('config')
            if config:
                yield config, [e.get('field', '') for e in case['expect'].get('errors', [])]


def coverage(folder, known):
    """Classes of which no case has a directive that is taken, or one that is refused at its place."""
    taken, refused = set(), set()
    for config, errors in cases(folder):
        for name in config:
            classes = classes_of(name, config, known)
            if f'spec.redis.config.{name}' in errors:
                refused |= classes
            elif not errors:
                taken |= classes
    wanted = {type_of(n, known.schemas[n]) for n in known.allowed} | set(TABLES)
    # These are refused always.
    yield from (f'no case takes a directive of class {c}' for c in sorted(wanted - taken - {'both names', "the platform's"}))
    yield from (f'no case refuses a directive of class {c} at its place' for c in sorted(wanted - refused - {'another name'}))

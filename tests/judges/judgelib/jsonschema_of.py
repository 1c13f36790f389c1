# SPDX-License-Identifier: Apache-2.0
"""JSON Schemas (draft 7) of custom resources, from the bundles in schemas/crds.

The judges that know JSON Schema only can so judge custom resources as
strictly as built-in kinds: an unknown field is an error.
"""
import json
import os

KEPT = ('description', 'enum', 'pattern', 'minimum', 'maximum', 'multipleOf',
        'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems',
        'minProperties', 'maxProperties', 'required')
STRING = {'type': 'string'}
# What the API server knows of every object, whatever the CRD says.
OBJECT_META = {
    'type': 'object', 'additionalProperties': False, 'properties': {
        'name': STRING, 'namespace': STRING, 'generateName': STRING,
        'labels': {'type': 'object', 'additionalProperties': STRING},
        'annotations': {'type': 'object', 'additionalProperties': STRING},
        'finalizers': {'type': 'array', 'items': STRING},
        'ownerReferences': {'type': 'array', 'items': {'type': 'object'}},
    }}


def convert(schema, closed=True):
    """A structural schema as JSON Schema. `closed` is off below allOf, anyOf,
    oneOf and not: these say more of a value, not which fields it may have."""
    out = {k: schema[k] for k in KEPT if k in schema}
    kinds = types_of(schema)
    if kinds:
        out['type'] = kinds if len(kinds) > 1 else kinds[0]
    if schema.get('nullable') and 'enum' in out and None not in out['enum']:
        out['enum'] = out['enum'] + [None]
    for bound, side in (('exclusiveMinimum', 'minimum'),
                        ('exclusiveMaximum', 'maximum')):
        if schema.get(bound):       # a boolean in OpenAPI, a number here
            out[bound] = out.pop(side)
    if 'items' in schema:
        out['items'] = convert(schema['items'], closed)
    for key in ('allOf', 'anyOf', 'oneOf'):
        if key in schema:
            out[key] = [convert(s, False) for s in schema[key]]
    if 'not' in schema:
        out['not'] = convert(schema['not'], False)
    convert_fields(schema, out, closed)
    return out


def types_of(schema):
    if schema.get('x-kubernetes-int-or-string'):
        kinds = ['integer', 'string']
    elif 'type' in schema:
        kinds = [schema['type']]
    else:
        return []
    return kinds + ['null'] if schema.get('nullable') else kinds


def convert_fields(schema, out, closed):
    fields = {n: convert(s, closed)
              for n, s in schema.get('properties', {}).items()}
    embedded = schema.get('x-kubernetes-embedded-resource')
    if embedded:
        fields = {'apiVersion': STRING, 'kind': STRING, **fields,
                  'metadata': OBJECT_META}
    if fields:
        out['properties'] = fields
    more = schema.get('additionalProperties')
    if isinstance(more, dict):
        out['additionalProperties'] = convert(more, closed)
    elif more is None and closed and schema.get('type') == 'object' \
            and not schema.get('x-kubernetes-preserve-unknown-fields'):
        out['additionalProperties'] = False


def document(schema):
    """The JSON Schema of a whole object."""
    out = convert(schema)
    named = out.get('properties', {}).get('metadata', {})
    out.setdefault('properties', {}).update({
        'apiVersion': STRING, 'kind': STRING,
        'metadata': {'allOf': [OBJECT_META, open_up(named)]}})
    out['required'] = sorted({'apiVersion', 'kind', 'metadata',
                              *out.get('required', ())})
    return out


def open_up(schema):
    return {k: v for k, v in schema.items() if k != 'additionalProperties'}


def custom_schemas(directory):
    """{group/version/Kind: JSON Schema}. Where several projects define one
    kind (schemas/crds/dialects) an object must suit one of them."""
    found = {}
    names = set(read(os.path.join(directory, 'index.json')).values())
    dialects = os.path.join(directory, 'dialects')
    if os.path.isdir(dialects):
        names |= {os.path.join('dialects', n) for n in os.listdir(dialects)}
    for name in sorted(names):
        crd = read(os.path.join(directory, name))
        for version, entry in crd['versions'].items():
            key = f"{crd['group']}/{version}/{crd['kind']}"
            found.setdefault(key, []).append(document(entry['schema']))
    return {key: {'$schema': 'http://json-schema.org/draft-07/schema#',
                  **(s[0] if len(s) == 1 else {'anyOf': s})}
            for key, s in found.items()}


def read(path):
    with open(path, encoding='utf-8') as f:
        return json.load(f)

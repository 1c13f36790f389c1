# SPDX-License-Identifier: Apache-2.0
"""Values of directives: the boundaries of what schemas/redistenant.yaml admits."""

INT64 = 2 ** 63 - 1
# What no bound of the schema says: texts with a pattern.
TEXTS = {
    'client-output-buffer-limit': ['normal 0 0 0', 'pubsub 64mb 16mb 60 normal 999999999gb 1KB 999999', 'normal 1024 512 1'],
    'latency-tracking-info-percentiles': ['0', '100', '50 99 99.9', '0.001 99.999'],
    'notify-keyspace-events': ['', 'K', 'AKE', 'Eg$lshzxetmdn', 'KEx'],
    'save': ['1 1', '3600 1', '900 1 300 10 60 10000', '999999999 999999999'],
}
# Beside the least number: each unit, the largest size, capitals.
SIZES = {
    'client-query-buffer-limit': ['1mb', '999999999gb', '2MB'],
    'maxmemory-clients': ['0%', '100%', '10%', '1kb', '999999999gb'],
}
ANY_SIZE = ['1kb', '4mb', '999999999gb', '2KB']


class Unknown(Exception):
    pass


def of(name, schema):
    """The values of one directive, its boundaries and all words."""
    if 'enum' in schema:
        return schema['enum']
    if schema.get('x-kubernetes-int-or-string'):
        return [schema['minimum'], INT64 if name != 'maxmemory-clients' else 4096, *SIZES.get(name, ANY_SIZE)]
    if schema['type'] == 'integer':
        return [schema['minimum'], schema.get('maximum', INT64), max(schema['minimum'], 2)]
    if name not in TEXTS:
        raise Unknown(f'{name} is a text; say in tests/redis/redislib/values.py which ones to try')
    return TEXTS[name]

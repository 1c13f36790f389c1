# SPDX-License-Identifier: Apache-2.0
"""Judge `kubeconform`: another implementation of JSON Schema, -strict, with
the schemas that kubernetes-validate carries and those of our CRD bundles.
A kind without a schema is a failure, not a pass."""
import glob
import json
import os
import tempfile

from .jsonschema_of import custom_schemas
from .tree import Broken, Missing, call


def builtin_schemas(tree, version):
    """A directory of schemas without references to URLs, made once."""
    target = os.path.join(tree.tools, 'schemas', version)
    stamp = os.path.join(target, 'complete')
    source = glob.glob(os.path.join(
        tree.tools, 'venv', 'lib', 'python3*', 'site-packages',
        'kubernetes_validate', 'kubernetes-json-schema',
        f'v{version}.*-local-strict'))
    if not source:
        raise Missing(f'no schemas of Kubernetes {version} '
                      '(kubernetes-validate carries them)')
    if not os.path.exists(stamp) or \
            os.path.getmtime(stamp) < os.path.getmtime(source[0]):
        os.makedirs(target, exist_ok=True)
        for path in glob.glob(os.path.join(source[0], '*.json')):
            with open(path, encoding='utf-8') as f:
                doc = json.loads(f.read().replace(
                    '"/api/_definitions.json#', '"_definitions.json#'))
            doc.pop('$id', None)
            write(os.path.join(target, os.path.basename(path)), doc)
        write(stamp, {})
    return target


def write(path, doc):
    with open(path, 'w', encoding='utf-8') as f:
        json.dump(doc, f)


def judge(tree, cluster):
    program = tree.tool('bin', 'kubeconform')
    version = tree.clusters[cluster]
    builtin = builtin_schemas(tree, version)
    files = tree.object_files(cluster)
    results = []
    with tempfile.TemporaryDirectory() as crds:
        for gvk, schema in custom_schemas(
                os.path.join(tree.schemas, 'crds')).items():
            group, api, kind = gvk.lower().split('/')
            write(os.path.join(crds, f'{group}_{api}_{kind}.json'), schema)
        for i in range(0, len(files), 500):
            done = call([program, '-strict', '-verbose', '-output', 'json',
                         '-kubernetes-version', version + '.0',
                         '-schema-location', crds + '/{{.Group}}_'
                         '{{.ResourceAPIVersion}}_{{.ResourceKind}}.json',
                         '-schema-location', builtin + '/{{.ResourceKind}}'
                         '{{.KindSuffix}}.json',
                         *[f.full for f in files[i:i + 500]]])
            try:
                results += json.loads(done.stdout)['resources']
            except ValueError:
                raise Broken(done.stderr.strip()[-400:]) from None
    expected = sum(1 for _ in tree.objects_of(cluster))
    if len(results) != expected:
        raise Broken(f'judged {len(results)} of {expected} objects')
    return f'{expected} objects', [
        problem(tree, r) for r in results if r['status'] != 'statusValid']


def problem(tree, result):
    path = os.path.relpath(result['filename'], tree.root)
    status = result['status'].replace('status', '').lower()
    detail = result.get('msg') or 'no schema'
    return f"{path}: {result['kind']} {result['name']}: {status}: {detail}"

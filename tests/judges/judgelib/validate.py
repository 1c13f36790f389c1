# SPDX-License-Identifier: Apache-2.0
"""Judge `kubernetes-validate`: every object against the JSON Schemas of its
cluster's Kubernetes version, strictly; custom resources against their CRDs.

Runs as a program in the judges' own Python environment:
validate.py VERSION <JSON with "objects" and "custom"
"""
import json
import os
import re
import sys


def judge(tree, cluster):
    from .jsonschema_of import custom_schemas
    from .tree import Broken, call, gvk_of, name_of
    python = tree.tool('venv', 'bin', 'python')
    objects = [{'what': f'{file.path}: {name_of(obj)}', 'gvk': gvk_of(obj),
                'object': obj} for file, obj in tree.objects_of(cluster)]
    custom = custom_schemas(os.path.join(tree.schemas, 'crds'))
    done = call([python, os.path.abspath(__file__), tree.clusters[cluster]],
                input=json.dumps({'objects': objects, 'custom': custom}))
    if done.returncode:
        raise Broken(done.stderr.strip()[-400:])
    return f'{len(objects)} objects', json.loads(done.stdout)


def pattern(validator, rule, instance, schema):
    """As in JSON Schema; a pattern that only Go can read is kubeconform's."""
    import jsonschema
    try:
        if isinstance(instance, str) and not re.search(rule, instance):
            yield jsonschema.ValidationError(
                f'{instance!r} does not match {rule!r}')
    except re.error:
        return


def main():
    import functools
    import jsonschema
    import kubernetes_validate
    from kubernetes_validate import utils
    # The package reads its files again for every object.
    utils.schema_contents = functools.lru_cache(None)(utils.schema_contents)
    version = sys.argv[1]
    if version not in {utils.major_minor(v) for v in utils.all_versions()}:
        sys.exit(f'kubernetes-validate does not know Kubernetes {version}')
    task = json.load(sys.stdin)
    draft7 = jsonschema.validators.extend(jsonschema.Draft7Validator,
                                          {'pattern': pattern})
    custom = {gvk: draft7(schema)
              for gvk, schema in task['custom'].items()}
    problems = []
    for entry in task['objects']:
        try:
            if entry['gvk'] in custom:
                custom[entry['gvk']].validate(entry['object'])
            else:
                kubernetes_validate.validate(entry['object'], version,
                                             strict=True)
        except (jsonschema.ValidationError, utils.ValidationError) as error:
            where = '.'.join(str(p) for p in error.path)
            problems.append(f"{entry['what']}: {where}: {error.message}")
        except utils.SchemaNotFoundError:
            problems.append(f"{entry['what']}: no schema of {entry['gvk']} "
                            f'in Kubernetes {version} or schemas/crds')
    json.dump(problems, sys.stdout)


if __name__ == '__main__':
    main()

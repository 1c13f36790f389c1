# SPDX-License-Identifier: Apache-2.0
"""A project with tenants of our own, compiled by berth, and what it emits."""
import os
import re
import shlex
import shutil
import subprocess

import yaml

SHA = 'a' * 64


def lay_out(source, folder, tenants):
    """The shipped schemas, bases and fleet with these tenants: {name: spec}."""
    for part in ('schemas', 'bases'):
        shutil.copytree(os.path.join(source, part), os.path.join(folder, part))
    shutil.copy(os.path.join(source, 'fleet.yaml'), folder)
    os.mkdir(os.path.join(folder, 'tenants'))
    for name, spec in tenants.items():
        with open(os.path.join(folder, 'tenants', name + '.yaml'), 'w', encoding='utf-8') as f:
            yaml.safe_dump({'apiVersion': 'berth.dev/v1alpha1', 'kind': 'RedisTenant', 'metadata': {'name': name},
                            'spec': spec}, f, allow_unicode=True)


def build(berth, folder):
    """What berth says; '' when everything was written."""
    done = subprocess.run([berth, 'build', '-C', folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return '' if done.returncode == 0 else done.stdout


def tenants(out):
    """The folders of tenants in out/, whatever their cluster."""
    return sorted(os.path.join(out, cluster, name) for cluster in os.listdir(out)
                  for name in os.listdir(os.path.join(out, cluster))
                  if os.path.exists(os.path.join(out, cluster, name, 'redis.yaml')))


def texts(folder):
    """{key: text} of the ConfigMaps in a tenant's folder."""
    found = {}
    for file in ('redis.yaml', 'sentinel.yaml'):
        path = os.path.join(folder, file)
        if not os.path.exists(path):
            continue
        with open(path, encoding='utf-8') as f:
            for o in yaml.load_all(f, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):
                if o['kind'] == 'ConfigMap':
                    found |= o['data']
    return found


def directives(conf):
    """[(name, value)] of the lines of a configuration, as its reader splits them."""
    found = []
    for line in conf.splitlines():
        line = line.strip()
        if line and not line.startswith('#'):
            name, *words = shlex.split(line)
            found.append((name, ' '.join(words)))
    return found


def users(script):
    """The lines of users that a start script writes, with passwords."""
    script = re.sub(r'\$\(hashes [a-z-]+\)|\$\{system\}|\$system', f'#{SHA} ', script)
    return [line for line in script.splitlines() if line.startswith('user ')]

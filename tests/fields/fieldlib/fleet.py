# SPDX-License-Identifier: Apache-2.0
"""Many tenants compiled at once, and what berth wrote and said of each."""
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'specs'))

from speclib.project import Diagnostic, Project   # noqa: E402
from speclib.writer import spec_text              # noqa: E402

# What berth makes of a name: ids of Sentinels, checksums, the end of a dashboard's uid.
HASHES = re.compile(r'\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{8})\b')


class Said:
    """A message about a tenant, with the field that its line holds."""

    def __init__(self, row, path):
        self.diagnostic = Diagnostic(row)
        self.error = row['severity'] == 'error'
        self.path, self.message = path, self.diagnostic.message

    def about(self, path):
        """Whether it stands at the field, or names it. A message at a map stands on the line of its first field."""
        own = tuple(s for s in path if s != '[]')
        here = tuple(s for s in self.path if isinstance(s, str))
        return here == own or own[:len(here) - 1] == here[:-1] and \
            re.search(rf'(?<![\w-]){re.escape(path[-1])}(?![\w-])', self.message) is not None or \
            here[:len(own)] == own


class Tenant:
    def __init__(self, name, value):
        self.name = self.id = name
        value = json.loads(json.dumps(value).replace('NAME', name))
        value['metadata'] = {**value.get('metadata', {}), 'name': name}
        self.text, self.paths = spec_text(value)
        self.said = []

    @property
    def refused(self):
        return any(s.error for s in self.said)

    def reads(self, row):
        path = self.paths[row['line'] - 1] if 0 < row['line'] <= len(self.paths) else ()
        self.said.append(Said(row, path))


class Fleet(Project):
    """A project with the bases and schemas of the source, and the fleet of the base's own tests."""

    def __init__(self, folder, source, berth, base):
        super().__init__(folder, source, berth)
        shutil.copyfile(os.path.join(source, 'bases', base, 'tests', 'fleet.yaml'), os.path.join(folder, 'fleet.yaml'))
        self.tenants = {}       # by what is in them

    def add(self, value):
        key = json.dumps(value)
        if key not in self.tenants:
            tenant = self.tenants[key] = Tenant(f't{len(self.tenants):05d}', value)
            self.write(tenant)
        return self.tenants[key]

    def rows(self, *args):
        done = subprocess.run([self.berth, *args, '-C', self.folder, '--format', 'json'], capture_output=True, text=True)
        rows = [json.loads(line) for text in (done.stdout, done.stderr) for line in text.splitlines()
                if line.startswith('{')]
        if done.returncode not in (0, 1):
            raise self.Broken(f'berth {args[0]}: status {done.returncode}: {done.stderr[-2000:]}')
        return rows

    def compile(self):
        """What is said of each goes to each; those that are refused are taken away, and the others built."""
        files = {f'tenants/{t.id}.yaml': t for t in self.tenants.values()}
        rows, rounds = self.rows('check'), 0
        for row in rows:
            if row.get('file') in files:
                files[row['file']].reads(row)
        while any(row['severity'] == 'error' for row in rows) or not rounds:
            if rounds == 20:
                raise self.Broken('tenants are refused again and again')
            for row in rows:
                if row['severity'] == 'error' and row.get('file') not in files:
                    self.read_elsewhere(row, files)
                elif row['severity'] == 'error' and rounds:
                    files[row['file']].reads(row)
            for tenant in files.values():
                if tenant.refused:
                    self.remove(tenant)
            rows, rounds = self.rows('build', '--no-cache'), rounds + 1

    def read_elsewhere(self, row, files):
        """An error in the fleet or the base is of those that it counts for."""
        names = Diagnostic(row).counted('tenant')
        places = [n.get('file') for n in row.get('notes', [])]
        for tenant in files.values():
            if tenant.name in names or f'tenants/{tenant.id}.yaml' in places:
                tenant.said.append(Said(row, ()))

    def written(self, tenant):
        """All that was written for it, with its name and what is made of that put out of sight."""
        parts = []
        for cluster in sorted(os.listdir(self.out)):
            folder = os.path.join(self.out, cluster, tenant.name)
            for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                with open(os.path.join(folder, name), encoding='utf-8') as f:
                    parts.append(f'=== {cluster}/{name}\n{f.read()}')
        return HASHES.sub('X', ''.join(parts).replace(tenant.name, 'NAME').replace(tenant.name.upper(), 'NAME'))

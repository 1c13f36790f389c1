# SPDX-License-Identifier: Apache-2.0
"""A project in a temporary folder, and berth run in it."""
import json
import os
import re
import shutil
import subprocess

CHUNK = 128         # specs that are checked together
# A rule of the base; and B0222, which takes no text that other tools would fill in, such as {{ .Values.x }}.
RULE = {'B0515', 'B0222'}
TAKEN = {'B0706', 'B0707'}      # another tenant has the name


class Broken(Exception):
    """The run itself did not work."""


class Diagnostic:
    def __init__(self, row):
        self.code, self.message = row['code'], row['message']
        self.file, self.line, self.column = row.get('file'), row.get('line', 0), row.get('column', 0)
        self.notes = row.get('notes', [])
        self.by_rule = self.code in RULE
        self.taken = self.code in TAKEN

    def counted(self, noun):
        """Names in notes 'it counts for tenant 'x' and 5 more'."""
        return [m.group(1) for n in self.notes
                for m in [re.match(rf"it counts for {noun} '([^']*)'", n['message'])] if m]

    @property
    def more(self):
        return any(re.search(r' and \d+ more$', n['message']) for n in self.notes)

    def __str__(self):
        return f'{self.file}:{self.line}: {self.message} [{self.code}]'


class Project:
    Broken = Broken

    def __init__(self, folder, source, berth):
        self.folder, self.berth = folder, berth
        self.out = os.path.join(folder, 'out')
        os.makedirs(os.path.join(folder, 'tenants'))
        for part in ('schemas', 'bases'):
            shutil.copytree(os.path.join(source, part), os.path.join(folder, part),
                            copy_function=shutil.copyfile)
        subprocess.run(['chmod', '-R', 'u+rwX', folder], check=True)

    def write_fleet(self, text):
        with open(os.path.join(self.folder, 'fleet.yaml'), 'w', encoding='utf-8') as f:
            f.write(text)

    def path_of(self, case):
        return os.path.join(self.folder, 'tenants', case.id + '.yaml')

    def write(self, case):
        with open(self.path_of(case), 'w', encoding='utf-8') as f:
            f.write(case.text)

    def remove(self, case):
        if os.path.exists(self.path_of(case)):
            os.remove(self.path_of(case))

    def call(self, *args):
        done = subprocess.run([self.berth, *args, '-C', self.folder, '--format', 'json'],
                              capture_output=True, text=True)
        rows = [json.loads(line) for text in (done.stdout, done.stderr)
                for line in text.splitlines() if line.startswith('{')]
        errors = [Diagnostic(r) for r in rows if r['severity'] == 'error']
        if done.returncode not in (0, 1) or bool(errors) != bool(done.returncode):
            raise Broken(f'berth {args[0]}: status {done.returncode}, {len(errors)} errors: '
                         f'{done.stderr[-2000:]}')
        return errors

    def check(self, names):
        return self.call('check', *names)

    def build(self):
        return self.call('build', '--no-cache')

    def assign(self, errors, cases):
        """({id: [diagnostics]}, whether some case may be among `more`)"""
        files = {f'tenants/{c.id}.yaml': c for c in cases}
        names = {c.name: c for c in cases}
        found, more = {}, False
        for d in errors:
            owners = [names[n] for n in d.counted('tenant') if n in names]
            if not owners:
                places = [d.file, *[n.get('file') for n in d.notes]]
                owners = [files[p] for p in places if p in files][:1]
            if not owners:
                raise Broken(f'berth reports what belongs to no spec: {d} {d.notes}')
            more = more or d.more
            for case in owners:
                found.setdefault(case.id, []).append(d)
        return found, more

    def sift(self, cases):
        """{id: [diagnostics]} of the cases that are refused. A message that
        several tenants share names only the first; so those that are not
        named are asked again, in smaller groups."""
        refused = {}
        groups = [cases[i:i + CHUNK] for i in range(0, len(cases), CHUNK)]
        while groups:
            group = groups.pop()
            found, more = self.assign(self.check([c.name for c in group]), group)
            refused.update(found)
            rest = [c for c in group if c.id not in found]
            if more and rest:
                size = max(len(rest) // 4, 1)
                groups += [rest[i:i + size] for i in range(0, len(rest), size)]
        return refused

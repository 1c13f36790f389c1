# SPDX-License-Identifier: Apache-2.0
"""The cluster, through kubectl: whatever it takes to reach one, kubectl knows."""
import json
import re
import subprocess
import time


class Failed(Exception):
    """A drill cannot be made, or went wrong; the text says why."""


class Skip(Exception):
    """A drill cannot be made here: a node, an image or a fault is missing."""


class Kube:
    def __init__(self, command):
        self.command = command
        self.kinds = None

    def run(self, *words, text=None, check=True, timeout=180):
        try:
            done = subprocess.run([*self.command, *words], input=text, capture_output=True, text=True, timeout=timeout)
        except subprocess.TimeoutExpired:
            raise Failed(f"kubectl {' '.join(words[:4])}: no end after {timeout} s") from None
        if check and done.returncode:
            raise Failed(f"kubectl {' '.join(words[:6])}: {done.stderr.strip()[-400:]}")
        return done.stdout

    def start(self, *words, **streams):
        return subprocess.Popen([*self.command, *words], text=True, **streams)

    def get(self, *words):
        return json.loads(self.run('get', *words, '-o', 'json'))

    def items(self, *words):
        return self.get(*words)['items']

    def apply(self, text):
        return self.run('apply', '--server-side', '--force-conflicts', '--field-manager=berth', '-f', '-', text=text)

    def knows(self, api, kind):
        """Whether the cluster has this kind."""
        if self.kinds is None:
            self.kinds = set()
            for line in self.run('api-resources', '--no-headers').splitlines():
                columns = line.split()
                self.kinds.add((columns[-3], columns[-1]))
        return (api, kind) in self.kinds

    def wait(self, what, seconds, test, step=0.5):
        """Calls test until it returns something true."""
        end = time.monotonic() + seconds
        while True:
            found = test()
            if found:
                return found
            if time.monotonic() > end:
                raise Failed(f'{what}: not after {seconds} s')
            time.sleep(step)


def documents(text):
    """The documents of a file as berth writes it, each with apiVersion and kind; those that kustomize reads are left out."""
    for part in re.split(r'^---\n', text, flags=re.M):
        api = re.search(r'^apiVersion: (\S+)', part, re.M)
        kind = re.search(r'^kind: (\S+)', part, re.M)
        if api and kind and not api[1].startswith('kustomize.config.k8s.io/'):
            yield api[1], kind[1], part

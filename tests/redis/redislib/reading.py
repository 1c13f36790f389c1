# SPDX-License-Identifier: Apache-2.0
"""The scripts as texts: what shells and shellcheck say of them, and which messages and rules they have."""
import os
import re
import shutil
import subprocess
import tempfile

VARIABLE = re.compile(r'\$\(\([^)]*\)\)|\$\{[^}]*\}|\$[A-Za-z_0-9]+|\$\*')
MESSAGE = re.compile(r'''\b(?:log|die) (?:'([^']*)'|"([^"]*)")''')
RULE = re.compile(r'^\s*rule=([A-Za-z0-9]+)$', re.M)
LOGGED = 'rule='            # the message that tells the rule


class Judge:
    def __init__(self, *command):
        self.command = command

    def missing(self):
        return None if shutil.which(self.command[0]) else f'apt-get install {self.command[0]}'

    def complaints(self, scripts):
        """What the judge says of them: (name, text)."""
        with tempfile.TemporaryDirectory() as folder:
            for key, text in scripts:
                path = os.path.join(folder, key)
                with open(path, 'w', encoding='utf-8') as f:
                    f.write(text)
                done = subprocess.run([*self.command, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                if done.returncode:
                    yield done.stdout.replace(folder + '/', '')


JUDGES = {'dash': Judge('dash', '-n'), 'busybox ash': Judge('busybox', 'ash', '-n'), 'shellcheck': Judge('shellcheck')}


def all_scripts(tenants):
    """(name, text) of all tenants, each text once."""
    return sorted({s for t in tenants.values() for s in t.scripts().items()})


def pattern(message):
    """A message with its variables as an expression."""
    parts = VARIABLE.split(message)
    return re.compile('.*'.join(map(re.escape, parts)))


def messages(text):
    return [a or b for a, b in MESSAGE.findall(text)]


def unseen(tenants, log):
    """Messages and rules of the scripts that are not in the log."""
    for key, text in all_scripts(tenants):
        for message in messages(text):
            if VARIABLE.sub('', message).strip() and not pattern(message).search(log):
                yield f'{key}: no case makes it say {message!r}'
        for rule in sorted(set(RULE.findall(text))):
            if f'{key}: rule={rule} ' not in log:
                yield f'{key}: no case ends by rule {rule}'

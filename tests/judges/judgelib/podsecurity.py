# SPDX-License-Identifier: Apache-2.0
"""Judge `pod-security`: the API server's own Go types and its own Pod
Security Standards at `restricted` (see ../pssprobe)."""
import os

from .tree import Broken, call

FINE = ('ok', 'decoded', 'custom')


def judge(tree, cluster):
    program = tree.tool('bin', 'pssprobe')
    files = tree.object_files(cluster)
    done = call([program, '-level', 'restricted',
                 '-version', tree.clusters[cluster],
                 *[f.full for f in files]])
    if done.returncode not in (0, 1):
        raise Broken(done.stderr.strip()[-400:])
    lines = [line.split('\t') for line in done.stdout.splitlines()]
    expected = sum(1 for _ in tree.objects_of(cluster))
    if len(lines) != expected:
        raise Broken(f'judged {len(lines)} of {expected} objects')
    pods = sum(verdict == 'ok' for _, _, verdict in lines)
    return f'{expected} objects, {pods} with pods', [
        f'{os.path.relpath(path, tree.root)}: {what}: {verdict}'
        for path, what, verdict in lines if verdict not in FINE]

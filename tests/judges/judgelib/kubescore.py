# SPDX-License-Identifier: Apache-2.0
"""Judge `kube-score`: practice rather than validity (probes, limits,
budgets, policies that match). Findings that we mean otherwise stand in
../kube-score.ignore with the reason."""
import fnmatch
import json
import os

from .tree import Broken, call

IGNORE = os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), 'kube-score.ignore')
# Off by default in kube-score.
OPTIONAL = ('container-ports-check', 'container-seccomp-profile',
            'environment-variable-key-duplication')
BEST = 7        # kube-score's "almost OK"; 5 is a warning, 1 critical


def ignored():
    """[(check, object pattern, text or '')] of the lines
    `check object [text]  # reason`."""
    rules = []
    with open(IGNORE, encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            rule, _, reason = line.strip().partition('#')
            if not rule:
                continue
            words = rule.split(maxsplit=2)
            if len(words) < 2 or not reason.strip():
                raise Broken(f'kube-score.ignore:{number}: expected '
                             '"check Kind/namespace/name [text]  # reason"')
            rules.append((words[0], words[1], ' '.join(words[2:]).strip()))
    return rules


def judge(tree, cluster):
    program = tree.tool('bin', 'kube-score')
    rules = ignored()
    files = [f.full for f in tree.object_files(cluster)]
    options = [o for name in OPTIONAL
               for o in ('--enable-optional-test', name)]
    done = call([program, 'score', '--output-format', 'json',
                 '--kubernetes-version', 'v' + tree.clusters[cluster],
                 '--disable-ignore-checks-annotations', *options, *files])
    try:
        scored = json.loads(done.stdout)
    except ValueError:
        raise Broken(done.stderr.strip()[-400:]) from None
    problems = [p for obj in scored or () for p in findings(tree, obj, rules)]
    return f'{len(scored or ())} objects', problems


def findings(tree, obj, rules):
    meta = obj['object_meta']
    name = f"{obj['type_meta']['kind']}/{meta.get('namespace', '')}/" \
           f"{meta['name']}"
    path = os.path.relpath(obj['file_name'], tree.root)
    for check in obj['checks']:
        identity = check['check']['id']
        if check['skipped'] or check['grade'] >= BEST:
            continue
        texts = [text for i, pattern, text in rules
                 if identity == i and fnmatch.fnmatchcase(name, pattern)]
        comments = [f"{c['path']} {c['summary']}".strip()
                    for c in check['comments'] or ()] or ['']
        said = '; '.join(c for c in comments
                         if not any(text in c for text in texts))
        if said or not texts:
            yield f'{path}: {name}: {identity}: {said}'

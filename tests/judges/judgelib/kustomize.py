# SPDX-License-Identifier: Apache-2.0
"""Judge `kustomize`: `kustomize build` of every folder that has a
kustomization.yaml gives back the objects of its files, as data and, but for
the named deviations, as bytes."""
import os
import re
from concurrent.futures import ThreadPoolExecutor

import yaml

from .tree import KUSTOMIZE, LOADER, KubernetesLoader, call, name_of

NAME = 'kustomization.yaml'


def judge(tree, cluster):
    program = tree.tool('bin', 'kustomize')
    folders = {os.path.dirname(f.path): [] for f in tree.files_of(cluster)
               if os.path.basename(f.path) == NAME}
    for file in tree.files_of(cluster):
        owner = os.path.dirname(file.path)
        while owner and owner not in folders:
            owner = os.path.dirname(owner)
        if owner:
            folders[owner].append(file)

    def build(folder):
        return folder_problems(program, os.path.join(tree.root, folder),
                               folders[folder])
    with ThreadPoolExecutor() as pool:
        found = pool.map(build, sorted(folders))
        problems = [f'{folder}: {p}' for folder, ps in
                    zip(sorted(folders), found) for p in ps]
    return f'{len(folders)} folders', problems


def folder_problems(program, folder, files):
    done = call([program, 'build', folder])
    if done.returncode or done.stderr.strip():
        return [done.stderr.strip()[-300:]]
    ours = texts(map(text_of, files))
    theirs = texts([done.stdout])
    problems = [f'{key} is in the files and not in the build'
                for key in ours.keys() - theirs.keys()]
    problems += [f'{key} is in the build and not in the files'
                 for key in theirs.keys() - ours.keys()]
    for key in ours.keys() & theirs.keys():
        found = compare(ours[key], theirs[key])
        if found:
            problems.append(f'{key}: {found}')
    return sorted(problems)


def text_of(file):
    with open(file.full, encoding='utf-8') as f:
        return f.read()


def read(text):
    return yaml.load(text, Loader=KubernetesLoader)


def texts(sources):
    """{object's name: text} of every document that is not kustomize's own,
    comments before it left out."""
    found = {}
    for source in sources:
        for part in re.split(r'^---\n', source, flags=re.M):
            lines = part.split('\n')
            while lines and lines[0].startswith('#'):
                del lines[0]
            doc = read('\n'.join(lines))
            if doc and not str(doc.get('apiVersion')).startswith(KUSTOMIZE):
                key = f"{doc['apiVersion']} {name_of(doc)}"
                if key in found:
                    key += ' (again)'
                found[key] = '\n'.join(lines)
    return found


def compare(ours, theirs):
    """What is wrong with two texts of one object, or None."""
    if read(ours) != read(theirs):
        return 'kustomize changes the object'
    a, b = ours.split('\n'), theirs.split('\n')
    while a and b:
        used = same_line(a[0], b)
        if not used:
            return f'bytes differ: {a[0].strip()!r} against {b[0].strip()!r}'
        del a[0], b[:used]
    return f'bytes differ: {(a or b)[0].strip()!r} is left over' \
        if a or b else None


def same_line(line, theirs):
    """How many lines of kustomize's make this line of ours; 0: none do.
    The deviations: we never fold, we quote what YAML 1.1 misreads, and we
    write 1.0e+06 where it writes 1000000 or 1e+06."""
    if line == theirs[0] or requoted(line, theirs[0]):
        return 1
    if len(line) <= 80:
        return 0
    joined = theirs[0]
    for used, more in enumerate(theirs[1:], 2):
        if not more.startswith(' '):
            break
        # A folded double-quoted scalar escapes the line end.
        if joined.endswith('\\'):
            joined = joined[:-1] + re.sub(r'^ *\\?', '', more)
        else:
            joined += ' ' + more.lstrip(' ')
        if joined == line:
            return used
    return 0


QUOTED = r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\''
PARTS = re.compile(r'([- ]*)(?:(' + QUOTED + r'|[^:]+):(?: +|$))?(.*)')


def requoted(ours, theirs):
    """Do the lines differ only in what YAML 1.1 readers need?"""
    a, b = PARTS.fullmatch(ours), PARTS.fullmatch(theirs)
    return a[1] == b[1] and all(
        x == y or (x and y and same_scalar(x, y))
        for x, y in ((a[2], b[2]), (a[3], b[3])))


def same_scalar(ours, theirs):
    if re.fullmatch(r'-?[0-9.]+e[-+][0-9]+', ours):
        return read(ours) == read(theirs)
    plain = theirs[0] not in '"\''     # else a quoted scalar that is folded
    return plain and re.fullmatch(QUOTED, ours) and misread(theirs)


def misread(plain):
    """Is a plain scalar that Kubernetes takes for a string something else to
    a YAML 1.1 reader?"""
    try:
        return yaml.load(plain, Loader=LOADER) != plain
    except yaml.YAMLError:
        return True

# SPDX-License-Identifier: Apache-2.0
"""Writing small trees of files."""

import os


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def tree(path):
    """(path below the root, size, mtime in ns, inode) of every file, sorted: what a run changed shows as a difference."""
    found = []
    stack = [path]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for e in entries:
                if e.is_dir(follow_symlinks=False):
                    stack.append(e.path)
                else:
                    st = e.stat(follow_symlinks=False)
                    found.append((os.path.relpath(e.path, path), st.st_size, st.st_mtime_ns, st.st_ino))
    return sorted(found)

# SPDX-License-Identifier: Apache-2.0
"""Runs commands under runstat, plain writes, and comparisons: everything that starts another program."""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


class Failed(Exception):
    """A tool that failed, with what it said."""


class TooSlow(Exception):
    """A command that was stopped because it took longer than was agreed."""


class Cost:
    """What one run cost: wall and CPU seconds, peak memory of its largest process in kB."""

    def __init__(self, wall, cpu=None, peak_kb=None):
        self.wall, self.cpu, self.peak_kb = wall, cpu, peak_kb

    def times(self, factor):
        return Cost(self.wall * factor, self.cpu * factor, self.peak_kb)


def median(costs):
    """The median of each figure, taken alone."""
    def of(name):
        values = [getattr(c, name) for c in costs if getattr(c, name) is not None]
        return statistics.median(values) if values else None
    return Cost(of("wall"), of("cpu"), of("peak_kb"))


def file_system(path):
    """The type of the file system that path is on, such as ext4."""
    best, kind = "", "unknown"
    with open("/proc/self/mounts", encoding="utf-8") as f:
        for line in f:
            _, point, fs = line.split(" ")[:3]
            inside = path == point or path.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best):
                best, kind = point, fs
    return kind


class Machine:
    """Where things are run: a scratch directory of its own below work, the two C helpers, the environment of the tools."""

    def __init__(self, work):
        os.makedirs(work, exist_ok=True)
        self.work = tempfile.mkdtemp(prefix="bench.", dir=os.path.realpath(work))
        self.file_system = file_system(self.work)
        self.places = 0
        self.env = dict(os.environ, LC_ALL="C", XDG_CACHE_HOME=os.path.join(work, "xdg-cache"))
        self.runstat = self.compiled("runstat")
        self.plainwrite = self.compiled("plainwrite")

    def compiled(self, name):
        path = os.path.join(self.work, name)
        cc = os.environ.get("CC", "cc").split()
        source = os.path.join(HERE, name + ".c")
        done = subprocess.run(cc + ["-std=c11", "-D_GNU_SOURCE", "-O2", "-o", path, source, "-pthread"],
                              capture_output=True, text=True)
        if done.returncode:
            raise Failed(done.stderr)
        return path

    def place(self, name):
        """A path in the scratch directory where nothing has been yet."""
        self.places += 1
        return os.path.join(self.work, "%s.%d" % (name, self.places))

    def discard(self, path):
        """Takes path out of the way of the next run. It is removed at the end only: ext4 without a journal does not give out
        an inode again for minutes, and searches past all of them for each new file, up to thirty times the cost of writing it.
        A tmpfs has no such trouble, and no room to spare."""
        if not os.path.lexists(path):
            return
        if self.file_system == "tmpfs":
            shutil.rmtree(path)
        else:
            os.rename(path, self.place("discarded"))

    def run(self, commands, jobs=1, limit=None):
        """The cost of [(file for standard output, arguments)], jobs of them at a time, all within limit seconds."""
        listing = os.path.join(self.work, "commands.txt")
        with open(listing, "w", encoding="utf-8") as f:
            f.writelines("\t".join([out] + argv) + "\n" for out, argv in commands)
        os.sync()       # what earlier runs left to be written is not this one's cost
        run = subprocess.Popen([self.runstat, "-j", str(jobs), listing], env=self.env, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            out, err = run.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)      # runstat and its children: the session is theirs alone
            run.communicate()
            raise TooSlow("stopped after %.3g s" % limit) from None
        if run.returncode:
            raise Failed("%s ...: %s" % (" ".join(commands[0][1][:2]), err.strip()[:2000] or "failed"))
        r = json.loads(out)
        return Cost(r["wall"], r["user"] + r["system"], r["peak_kb"])

    def plain(self, source, jobs=1, durable=False):
        """(cost, number of files, bytes) of writing the files of source once more, from memory."""
        target = self.place("plain")
        os.sync()
        argv = [self.plainwrite, "-j", str(jobs)] + (["-s"] if durable else []) + [source, target]
        done = subprocess.run(argv, capture_output=True, text=True)
        if done.returncode:
            raise Failed(done.stderr)
        r = json.loads(done.stdout)
        self.discard(target)
        return Cost(r["wall"]), r["files"], r["bytes"]


def yaml_python():
    """A python3 with PyYAML and libyaml, or None."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run([python, "-c", "from yaml import CSafeLoader"], capture_output=True)
        except OSError:
            continue
        if done.returncode == 0:
            return python
    return None


def compare(python, expected, sets):
    """Runs the compare program: its answer for each set."""
    task = json.dumps({"expected": expected, "sets": sets})
    done = subprocess.run([python, os.path.join(HERE, "compare")], input=task, capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr)
    return json.loads(done.stdout)

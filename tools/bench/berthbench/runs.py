# SPDX-License-Identifier: Apache-2.0
"""The measurements: berth's builds against plain writing, and the peers. Each gives rows for the report."""

import os
import re

from . import peers as peers_module
from . import project
from .files import tree
from .markers import fill
from .measure import Cost, Failed, TooSlow, compare, median
from .objects import twelve
from .tenants import sample, tenant

SAMPLE = 20         # tenants whose objects are compared, of each variant and size
PATIENCE = 4        # budgets after which a run is stopped that was expected to be within one
FIRST = 4           # tenants that a one-process-a-tenant variant is first tried with


class Row:
    """One line of the table. cost is None where nothing was measured, and note says why."""

    def __init__(self, kind, title, cost=None, note="", ratio=None):
        self.kind, self.title, self.cost, self.note, self.ratio = kind, title, cost, note, ratio
        self.estimated = False      # scaled up from fewer tenants
        self.equal = ""             # "20 tenants", or what differs
        self.failed = False


class Section:
    """All rows of one fleet."""

    def __init__(self, shape, n):
        self.shape, self.n = shape, n
        self.files = self.bytes = 0
        self.rows = []

    def row(self, *args, **kwargs):
        self.rows.append(Row(*args, **kwargs))
        return self.rows[-1]

    def cost(self, kind):
        return next((r.cost for r in self.rows if r.kind == kind), None)


class Berth:
    """A generated project and the berth that builds it."""

    def __init__(self, machine, binary, source, shape, n):
        self.machine, self.binary, self.shape, self.n = machine, binary, shape, n
        self.directory = machine.place(shape)
        os.mkdir(self.directory)
        make = project.write_objects if shape == "objects" else project.write_redis
        make(self.directory, n, source)
        self.kept = set(os.listdir(self.directory))
        self.out = os.path.join(self.directory, "out")

    def build(self, jobs):
        argv = [self.binary, "build", "-C", self.directory, "-j", str(jobs)]
        return self.machine.run([(os.path.join(self.machine.work, "berth.stdout"), argv)])

    def clean(self):
        """Takes away all that builds left: output, journals, caches."""
        for name in set(os.listdir(self.directory)) - self.kept:
            self.machine.discard(os.path.join(self.directory, name))
        self.machine.discard(self.machine.env["XDG_CACHE_HOME"])

    def cold(self, jobs):
        self.clean()
        return self.build(jobs)

    def middle(self):
        """The tenant file that is changed."""
        name = ("t%06d" if self.shape == "objects" else "r%06d") % (self.n // 2)
        return os.path.join(self.directory, "tenants", "%03d" % (self.n // 2 // 1000), name + ".yaml")

    def change(self):
        """Gives one tenant another amount of memory. Its name, or None where its spec states none."""
        path = self.middle()
        with open(path, encoding="utf-8") as f:
            text = f.read()
        new = re.sub(r'(\bmemory: *"?)(\w+)', lambda m: m.group(1) + ("5Gi" if m.group(2) != "5Gi" else "6Gi"), text, count=1)
        with open(path, "w", encoding="utf-8") as f:
            f.write(new)
        return os.path.splitext(os.path.basename(path))[0] if new != text else None


def unchanged(berth, jobs, runs):
    """Median cost of building again with nothing changed. Anything that was written nevertheless is a failure."""
    costs = []
    for _ in range(runs):
        before = tree(berth.out)
        costs.append(berth.build(jobs))
        if tree(berth.out) != before:
            raise Failed("berth touched files of out/ though nothing had changed")
    return median(costs)


def one_changed(berth, jobs, runs):
    """Median cost of building after one tenant changed; None where none can be. Others' files must stay as they are."""
    costs = []
    for _ in range(runs):
        before = tree(berth.out)
        name = berth.change()
        if name is None:
            return None
        costs.append(berth.build(jobs))
        changed = {path for path, *_ in set(before) ^ set(tree(berth.out))}
        foreign = [path for path in changed if name not in path]
        if foreign or not changed:
            raise Failed("one tenant changed, but berth wrote %s" % (sorted(foreign)[:3] or "nothing"))
    return median(costs)


def plain_and_cold(berth, section, jobs, runs):
    """Plain writes and cold builds in turn, so that a slow minute of the machine hits both; ratios are taken within a turn."""
    floors, durable, many, single = [], [], [], []
    for _ in range(runs):
        floor, section.files, section.bytes = berth.machine.plain(berth.out)
        floors.append(floor)
        many.append(berth.cold(jobs))
        durable.append(berth.machine.plain(berth.out, durable=True)[0])
        if jobs > 1:
            single.append(berth.cold(1))

    def ratio(costs):
        return median([Cost(c.wall / f.wall) for c, f in zip(costs, floors)]).wall
    section.row("plain", "plain write of the same files", median(floors), ratio=1.0)
    section.row("durable", "plain write and syncfs", median(durable), ratio=ratio(durable))
    section.row("cold", "berth -j%d, from nothing" % jobs, median(many), ratio=ratio(many))
    if single:
        section.row("cold1", "berth -j1, from nothing", median(single), ratio=ratio(single))


def measure_berth(berth, section, jobs, runs):
    """All of berth's rows. Of fleets so large that one run tells enough there are fewer runs."""
    runs = runs if berth.n <= 10000 else max(1, runs // 2)
    try:
        berth.cold(jobs)
        berth.machine.plain(berth.out)          # both once for nothing: files and free space are found and warm from here on
        plain_and_cold(berth, section, jobs, runs)
        section.row("same", "berth, nothing changed", unchanged(berth, jobs, runs))
        changed = one_changed(berth, jobs, runs)
        section.row("one", "berth, one tenant changed", changed, "" if changed else "no memory in the spec of that tenant")
    except Failed as e:
        section.row("berth", "berth", note=str(e)).failed = True


def objects_of(i):
    return [fill(obj, tenant(i)) for _, _, obj in twelve()]


def check(python, row, numbers, files):
    """Compares the objects of some tenants with the expected ones, and notes the outcome in the row."""
    if python is None:
        row.equal = "unchecked: no PyYAML"
        return
    expected = {tenant(i)["namespace"]: objects_of(i) for i in numbers}
    answer = compare(python, expected, {"x": files})["x"]
    row.failed = bool(answer["differences"])
    row.equal = answer["differences"][0] if row.failed else "equal (%d tenants)" % answer["tenants"]


def check_berth(berth, section, python):
    """Compares berth's objects for all but the tenant that was changed."""
    row = next((r for r in section.rows if r.kind == "cold"), None)
    if row is None:
        return
    numbers = [i for i in sample(berth.n, SAMPLE) if i != berth.n // 2]
    files = []
    for i in numbers:
        folder = os.path.join(berth.out, project.CLUSTER, tenant(i)["name"])
        names = os.listdir(folder) if os.path.isdir(folder) else []
        files += [os.path.join(folder, name) for name in sorted(names) if name != "kustomization.yaml"]
    check(python, row, numbers, files)


def measure_single(machine, variant, n, jobs, budget):
    """(cost for n tenants, number of tenants really run) of a variant that runs one process a tenant."""
    first = min(n, FIRST)
    variant.write(first)
    tried = machine.run([(variant.stdout(i), variant.command(i)) for i in range(first)], jobs, budget * PATIENCE)
    k = max(first, min(n, int(budget * first / tried.wall)))
    variant.write(k)
    cost = machine.run([(variant.stdout(i), variant.command(i)) for i in range(k)], jobs)
    return cost.times(n / k), k


class Peers:
    """The variants of the peers that were found, and what they cost at the size before."""

    def __init__(self, machine, peers, python, jobs, budget):
        self.machine, self.peers, self.python, self.jobs, self.budget = machine, peers, python, jobs, budget
        self.before = {}

    def measure(self, section):
        for cls in peers_module.VARIANTS:
            peer = self.peers.get(cls.tool)
            if peer is None:
                continue
            row = section.row("peer", cls.title)
            if peer.path is None:
                row.note = "missing: %s" % peer.why
                continue
            try:
                self.one(cls, peer, section.n, row)
            except TooSlow as e:
                row.note = str(e)
            except Failed as e:
                row.note, row.failed = "failed: %s" % e, True

    def too_slow(self, cls, n):
        """Why a whole-fleet run of n tenants is left out, or None."""
        if cls.single or cls not in self.before:
            return None
        m, wall = self.before[cls]
        expected = wall * (n / m) ** cls.growth
        if expected <= self.budget:
            return None
        return "not run: %d tenants took %.1f s, so about %.0f s expected" % (m, wall, expected)

    def whole(self, cls, variant, n):
        """The cost of one process for all, remembered for the next size."""
        limit = self.budget * PATIENCE
        self.before[cls] = (n, limit)
        cost = self.machine.run([(variant.stdout(), variant.command())], 1, limit)
        self.before[cls] = (n, cost.wall)
        return cost

    def one(self, cls, peer, n, row):
        row.note = self.too_slow(cls, n) or ""
        if row.note:
            return
        directory, out = self.machine.place("peer"), self.machine.place("peer-out")
        os.mkdir(out)
        variant = cls(peer.path, directory, out)
        if cls.single:
            row.cost, k = measure_single(self.machine, variant, n, self.jobs, self.budget)
            row.estimated = k < n
            row.note = "scaled up from %d tenants" % k if k < n else ""
        else:
            k = n
            variant.write(n)
            row.cost = self.whole(cls, variant, n)
        numbers = sample(k, SAMPLE)
        check(self.python, row, numbers, sorted({variant.output(i) for i in numbers}))
        self.machine.discard(directory)
        self.machine.discard(out)

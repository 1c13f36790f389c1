# SPDX-License-Identifier: Apache-2.0
"""Runs cases, several at a time: each in a world of its own."""
import os
import select
import tempfile
import time
import traceback

from . import project
from .tenant import Tenant
from .world import Apart, Failed, World

AT_ONCE = 10            # a case mostly waits
LIMIT = 120             # seconds for one case
SPECS = {
    'aof': {'redis': {'persistence': 'aof'}},
    'rdb': {'redis': {'persistence': 'rdb'}},
    'mem': {'redis': {'persistence': 'none'}, 'clients': {'access': ['proxy', 'sentinel'], 'from': [{'namespace': 'web'}]}},
    'one': {'redis': {'replicas': 1}, 'tier': 'dev'},
    'tls': {'redis': {'replicas': 1}, 'tier': 'dev', 'tls': {'secret': 'certificate'}},
    'users': {'redis': {'replicas': 1}, 'tier': 'dev',
              'auth': {'secret': 'passwords', 'users': [{'name': 'shop', 'passwordKey': 'shop', 'keys': ['a*']},
                                                        {'name': 'late', 'passwordKey': 'late'}]}},
}


def compile_tenants(berth, source, folder):
    """{name: Tenant} of our own tenants; Failed with what berth says."""
    own = os.path.join(folder, 'project')
    os.mkdir(own)
    common = {'cluster': 'eu-west-1', 'tier': 'silver', 'clients': {'from': [{'namespace': 'web'}]}, 'auth': {'secret': 'passwords'},
              'engine': {'name': 'redis', 'version': '7.0.15', 'image': 'registry.test/redis:7.0.15'}}
    project.lay_out(source, own, {n: common | spec for n, spec in SPECS.items()})
    said = project.build(berth, own)
    if said:
        raise Failed(said)
    return {os.path.basename(t): Tenant(t) for t in project.tenants(os.path.join(own, 'out'))}


def play(case, shell, tenant, folder):
    """In a process of its own: the case. What the pods said."""
    w = World(tenant, folder, shell=shell, **case.how)
    try:
        case.function(w)
    except AssertionError as why:
        raise Failed(f'{traceback.format_exc(limit=-2)}{why}\n{w.logs()}') from None
    return w.logs()


class Player:
    """Takes (case, shell) and tells results as they come: (case, shell, what went wrong or None, logs, seconds)."""

    def __init__(self, tenants, folder, at_once=AT_ONCE):
        self.tenants, self.folder, self.at_once = tenants, folder, at_once
        self.under_way = {}

    def begin(self, case, shell):
        folder = tempfile.mkdtemp(dir=self.folder)
        p = Apart(play, case, shell, self.tenants[case.tenant], folder)
        self.under_way[p] = (case, shell, time.monotonic())

    def finished(self):
        """Waits for one to end."""
        while True:
            ready, _, _ = select.select(list(self.under_way), [], [], 1)
            for p in ready:
                if p.read():
                    return self.told(p)
            for p, (_, _, begin) in list(self.under_way.items()):
                if time.monotonic() - begin > LIMIT:
                    p.kill()

    def told(self, p):
        case, shell, begin = self.under_way.pop(p)
        wrong, logs = None, ''
        try:
            logs = p.result()
        except Failed as why:
            wrong = str(why)
        return case, shell, wrong, logs, time.monotonic() - begin

    def play(self, todo):
        todo = list(todo)
        while todo or self.under_way:
            while todo and len(self.under_way) < self.at_once:
                self.begin(*todo.pop(0))
            yield self.finished()

    def stop(self):
        for p in list(self.under_way):
            p.kill()
            self.told(p)

# SPDX-License-Identifier: Apache-2.0
"""What the emitted scripts must do, a case each. ALL: the list, in the order of the files."""

ALL = []


class Case:
    def __init__(self, name, function, tenant, scripts, how):
        self.name, self.function, self.tenant, self.scripts, self.how = name, function, tenant, scripts, how


def case(name, tenant='aof', scripts='', **how):
    """Marks a function(world) as a case; `how` goes to World. scripts: the keys of ConfigMaps that it is about."""
    def note(function):
        ALL.append(Case(name, function, tenant, scripts.split(), how))
        return function
    return note


def load():
    from . import start     # adds to ALL
    assert start
    return ALL

# SPDX-License-Identifier: Apache-2.0
"""What the emitted scripts must do, a case each. ALL: the list, in the order of the files."""

ALL = []


class Case:
    def __init__(self, name, function, tenant, scripts, shells, how):
        self.name, self.function, self.tenant, self.scripts = name, function, tenant, scripts
        self.shells, self.how = shells, how


def case(name, tenant='aof', scripts='', shells=None, **how):
    """Marks a function(world) as a case; `how` goes to World. scripts: the keys of ConfigMaps that it is about.
    With a clock or programs only dash, because busybox ash prefers its own."""
    shells = shells or (('dash',) if {'clock', 'programs'} & set(how) else ('dash', 'ash'))

    def note(function):
        ALL.append(Case(name, function, tenant, scripts.split(), shells, how))
        return function
    return note


def load():
    from . import proxy, ready, sentinel, start, stop, users        # each adds to ALL
    assert proxy and ready and sentinel and start and stop and users
    return ALL

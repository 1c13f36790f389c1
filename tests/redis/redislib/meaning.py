# SPDX-License-Identifier: Apache-2.0
"""Do two texts of a directive mean the same? One is of redis.conf, the other one of CONFIG GET."""
import re
import resource

UNITS = {'': 1, 'b': 1, 'k': 1000, 'kb': 1024, 'm': 1000 ** 2, 'mb': 1024 ** 2, 'g': 1000 ** 3, 'gb': 1024 ** 3}
ALL_EVENTS = 'g$lshzxetd'       # what A stands for
RESERVED = 32                   # files that a server keeps to itself


def number(text):
    found = re.fullmatch(r'(-?[0-9]+)([kmg]?b?)', '0' if text == '0%' else text.lower())
    return int(found.group(1)) * UNITS[found.group(2)] if found else None


def events(text):
    letters = set(text)
    return letters - {'A'} | set(ALL_EVENTS) if 'A' in letters else letters


def limits(text):
    words = text.split()
    return {words[i].replace('slave', 'replica'): tuple(number(w) for w in words[i + 1:i + 4]) for i in range(0, len(words), 4)}


def same(name, written, read):
    if written == read:
        return True
    if name == 'client-output-buffer-limit':
        return limits(written).items() <= limits(read).items()
    if name == 'notify-keyspace-events':        # beside A no server tells of n
        return events(written) - {'n'} == events(read) - {'n'} and ('A' in read or ('n' in written) == ('n' in read))
    if name == 'latency-tracking-info-percentiles':
        return [float(w) for w in written.split()] == [float(w) for w in read.split()]
    if name == 'maxclients':            # no more than the files that the process may open
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] - RESERVED
        return number(read) == most < number(written)
    return number(written) is not None and number(written) == number(read)

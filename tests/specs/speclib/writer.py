# SPDX-License-Identifier: Apache-2.0
"""Writes a value as block YAML whose every string is quoted, and remembers
which line holds which field."""
NAMED = {'\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\'}


def quoted(text):
    return '"' + ''.join(map(escaped, text)) + '"'


def escaped(c):
    n = ord(c)
    if c in NAMED:
        return NAMED[c]
    if 0x20 <= n < 0x7f or 0xa1 <= n < 0xd800 and n not in (0x2028, 0x2029) or \
            0xe000 <= n < 0xfffe and n != 0xfeff or n >= 0x10000:
        return c
    return f'\\x{n:02x}' if n < 0x100 else f'\\u{n:04x}'


def scalar(value):
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if value is None:
        return 'null'
    return str(value) if isinstance(value, (int, float)) else quoted(value)


def key_of(name):
    """Names of fields are plain, keys of maps quoted where YAML 1.1 needs it."""
    plain = name.isascii() and name.isalpha() and name.lower() not in (
        'y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null')
    return name if plain else quoted(name)


def spec_text(value):
    """(text, [the path of line 1, of line 2, ...])"""
    lines, paths = [], []

    def put(text, path):
        lines.append(text)
        paths.append(path)

    def write(value, indent, path, lead):
        """`lead` is what stands before the value on its line."""
        if isinstance(value, dict) and value:
            if lead.strip():
                if lead.rstrip().endswith(':'):
                    put(lead.rstrip(), path)
                    lead = ' ' * indent
            for name, item in value.items():
                write(item, indent + 2, (*path, name), f'{lead}{key_of(name)}: ')
                lead = ' ' * indent
        elif isinstance(value, list) and value:
            put(lead.rstrip(), path)
            for i, item in enumerate(value):
                write(item, indent + 2, (*path, i), ' ' * indent + '- ')
        else:
            empty = {dict: '{}', list: '[]'}.get(type(value))
            put(lead + (empty or scalar(value)), path)

    write(value, 0, (), '')
    return '\n'.join(lines) + '\n', paths


def without(value, path):
    """A copy without what stands at a path of names and indexes."""
    if not path:
        return None
    copy = dict(value) if isinstance(value, dict) else list(value)
    if len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = without(copy[path[0]], path[1:])
    return copy


def at(value, path):
    for step in path:
        value = value[step]
    return value


def replaced(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(copy[path[0]], path[1:], new)
    return copy

# SPDX-License-Identifier: Apache-2.0
"""Markers (@name@ ...) of objects.py, and a small YAML writer that puts into their places what each tool writes there."""

import json
import re

MARKER = re.compile(r"@(name|namespace|team|replicas|memory|storage)@")
SAFE = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*\Z")
WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def fill(node, tenant):
    """The object that all tools must give for the tenant, as plain data."""
    if isinstance(node, dict):
        return {key: fill(value, tenant) for key, value in node.items()}
    if isinstance(node, list):
        return [fill(item, tenant) for item in node]
    if not isinstance(node, str):
        return node
    whole = MARKER.fullmatch(node)
    if whole:
        return tenant[whole.group(1)]
    return MARKER.sub(lambda m: str(tenant[m.group(1)]), str(node))


class Dialect:
    """How one tool spells what differs: hole() gives the text for a marker, escape() makes other text safe from the tool."""

    def hole(self, name):
        raise NotImplementedError

    def escape(self, text):
        return text

    def file(self, path):
        """The whole scalar that stands for a file of the base, or None where the text is to stand in place."""
        return None


def scalar_text(text, dialect):
    parts = []
    last = 0
    for m in MARKER.finditer(text):
        parts += [dialect.escape(text[last:m.start()]), dialect.hole(m.group(1))]
        last = m.end()
    return "".join(parts + [dialect.escape(text[last:])])


def scalar(value, dialect, indent):
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if hasattr(value, "path") and dialect.file(value.path):
        return dialect.file(value.path)
    text = scalar_text(value, dialect)
    if MARKER.fullmatch(value):
        return text
    if "\n" in value:
        chomp = "|" if value.endswith("\n") else "|-"
        pad = "  " * indent
        return chomp + "\n" + "\n".join(pad + line if line else "" for line in text.rstrip("\n").split("\n"))
    if SAFE.match(text) and text.lower() not in WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def yaml_lines(node, dialect, indent=0):
    """The node as a list of YAML lines: two blanks a level, lists in the column of their key."""
    pad = "  " * indent
    lines = []
    pairs = node.items() if isinstance(node, dict) else [(None, item) for item in node]
    for key, value in pairs:
        lead = pad + (scalar(key, Dialect(), 0) + ":" if key is not None else "-")
        if isinstance(value, (dict, list)) and value:
            inner = indent if isinstance(value, list) and key is not None else indent + 1
            sub = yaml_lines(value, dialect, inner)
            if key is None:
                sub[0] = lead + " " + sub[0].lstrip(" ")
                lines += sub
            else:
                lines += [lead] + sub
        elif isinstance(value, (dict, list)):
            lines.append(lead + (" {}" if isinstance(value, dict) else " []"))
        else:
            lines.append(lead + " " + scalar(value, dialect, indent + 1))
    return lines


def to_yaml(node, dialect=None):
    return "\n".join(yaml_lines(node, dialect or Dialect())) + "\n"

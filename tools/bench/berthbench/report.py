# SPDX-License-Identifier: Apache-2.0
"""Tables of the measurements, for a terminal and in Markdown, and the distance to the figures aimed at."""

import os

HEAD = ("what", "wall s", "x plain", "x berth", "CPU s", "peak MB", "objects", "note")


def figure(value, digits=3):
    """Three significant digits, never with an exponent."""
    if value is None:
        return ""
    if value >= 100:
        return "%.0f" % value
    text = "%.*g" % (digits, value)
    return "%.4f" % value if "e" in text else text


def cells(row, berth_wall):
    cost = row.cost
    if cost is None:
        return (row.title, "-", "", "", "", "", row.equal, row.note.split("\n")[0])
    about = "~" if row.estimated else ""
    over = about + figure(cost.wall / berth_wall) if berth_wall and row.kind == "peer" else ""
    peak = figure(cost.peak_kb / 1024) if cost.peak_kb is not None else ""
    cpu = about + figure(cost.cpu) if cost.cpu is not None else ""
    return (row.title, about + figure(cost.wall), figure(row.ratio), over, cpu, peak, row.equal, row.note.split("\n")[0])


def heading(section):
    what = {"objects": "12 objects each", "redis": "the Redis base"}[section.shape]
    text = "{:,} tenants, {}".format(section.n, what)
    if section.files:
        text += " ({:,} files, {:.1f} MB)".format(section.files, section.bytes / 1e6)
    return text


def rows_of(section):
    cold = section.cost("cold")
    return [HEAD] + [cells(r, cold.wall if cold else None) for r in section.rows]


def used(rows):
    """The columns in which any row has something to say."""
    return [c for c in range(len(HEAD)) if c == 0 or any(r[c] for r in rows[1:])]


def text_table(rows):
    columns = used(rows)
    width = {c: max(len(r[c]) for r in rows) for c in columns}
    right = range(1, 6)
    lines = []
    for r in rows:
        line = "  ".join(r[c].rjust(width[c]) if c in right else r[c].ljust(width[c]) for c in columns)
        lines.append(line.rstrip())
    return "\n".join(lines)


def markdown_table(rows):
    columns = used(rows)
    lines = ["| " + " | ".join(r[c].replace("|", "\\|") for c in columns) + " |" for r in rows]
    lines.insert(1, "|" + "|".join("---:" if 0 < c < 6 else "---" for c in columns) + "|")
    return "\n".join(lines)


def machine_line(peers, file_system):
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        for line in f:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    tools = ", ".join("%s %s" % (p.tool, p.version or "missing") for p in peers.values())
    return "%d cores, %s, %s%s" % (len(os.sched_getaffinity(0)), model, file_system, "; " + tools if tools else "")


def fastest_ratio(section, tool_titles):
    """How many times longer than berth the fastest of some peers took, or None."""
    cold = section.cost("cold")
    walls = [r.cost.wall for r in section.rows if r.kind == "peer" and r.cost and r.title in tool_titles]
    return min(walls) / cold.wall if cold and walls else None


def targets(section):
    """(what is aimed at, figure reached, whether it is) for the fleet of 5,000 tenants."""
    def wall(kind):
        cost = section.cost(kind)
        return cost.wall if cost else None
    cold = next((r for r in section.rows if r.kind == "cold"), None)
    peak = cold.cost.peak_kb / 1024 if cold else None
    kustomize = fastest_ratio(section, ("kustomize, a process an overlay", "kustomize, one tree"))
    single = fastest_ratio(section, ("helm, a process a tenant", "jsonnet, a process a tenant (JSON)"))
    aims = [
        ("from nothing <= 2 s", wall("cold"), 2, False),
        ("from nothing <= 2 x a plain write", cold.ratio if cold else None, 2, False),
        ("nothing changed <= 0.3 s", wall("same"), 0.3, False),
        ("one tenant changed <= 0.3 s", wall("one"), 0.3, False),
        ("peak memory <= 200 MB", peak, 200, False),
        (">= 100 x kustomize", kustomize, 100, True),
        (">= 10 x helm and jsonnet, a process a tenant", single, 10, True),
    ]
    return [(text, value, value >= limit if least else value <= limit)
            for text, value, limit, least in aims if value is not None]


def scaling(sections):
    """Cold build and peak memory by size: (tenants, wall, microseconds a tenant, peak MB)."""
    rows = [("tenants", "wall s", "us a tenant", "peak MB")]
    for s in sections:
        cold = s.cost("cold")
        if s.shape == "objects" and cold:
            rows.append(("{:,}".format(s.n), figure(cold.wall), figure(cold.wall / s.n * 1e6), figure(cold.peak_kb / 1024)))
    return rows if len(rows) > 2 else []


def simple_table(rows, markdown):
    if markdown:
        lines = ["| " + " | ".join(r) + " |" for r in rows]
        lines.insert(1, "|" + "|".join("---:" for _ in rows[0]) + "|")
        return "\n".join(lines)
    width = [max(len(r[c]) for r in rows) for c in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(r, width)) for r in rows)


def render(sections, peers, file_system, markdown):
    mark = "### " if markdown else ""
    parts = [machine_line(peers, file_system)]
    for s in sections:
        table = markdown_table if markdown else text_table
        parts += [mark + heading(s), table(rows_of(s))]
    grown = scaling(sections)
    if grown:
        parts += [mark + "Scaling of a build from nothing", simple_table(grown, markdown)]
    for s in sections:
        if s.shape == "objects" and s.n == 5000 and s.cost("cold"):
            lines = ["%s: %s, %s" % (text, figure(value), "met" if met else "not met") for text, value, met in targets(s)]
            parts += [mark + "Aims at 5,000 tenants", "\n".join(("- " if markdown else "") + line for line in lines)]
    return "\n\n".join(parts) + "\n"

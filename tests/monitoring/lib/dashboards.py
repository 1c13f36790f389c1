# SPDX-License-Identifier: Apache-2.0
"""Checks dashboards: what Grafana refuses or shows wrongly, and the rules of Grafana's dashboard-linter.

The linter wants job and instance in every selector. Series of kube-state-metrics, the kubelet and cAdvisor carry those of their
own exporters, and recorded series have none, so they are excepted (PLAIN).
"""

import json
import re

import promql

# Metrics that have no job and instance of ours.
PLAIN = re.compile(
    r"ALERTS$|redis:|kube_|kubelet_|container_|node_|certmanager_|external_dns_|externalsecret_|coredns_|prometheus_"
    r"|alertmanager_|storage_operation_|up$")
PANELS = {"timeseries", "stat", "gauge", "table", "bargauge", "state-timeline", "heatmap", "text", "row", "logs"}
LINTED = {"timeseries", "stat", "gauge", "table", "bargauge", "state-timeline", "heatmap"}
UNITS = {"none", "short", "percent", "percentunit", "bytes", "Bps", "ops", "reqps", "cps", "iops", "s", "ms", "µs", "d", "dtdurations",
         "dateTimeFromNow", "bool", "bool_yes_no", "bool_on_off"}
# kubectl apply keeps the whole object in an annotation of at most 256 KiB.
MAX_BYTES = 200 * 1024
RATE = "4m4s"           # stands for $__rate_interval, and is no range that anybody would write


def check(tap, folders):
    uids, titles = {}, {}
    for folder in folders:
        for file, text in folder.dashboards:
            name = "%s: %s" % (folder.name, file)
            try:
                board = json.loads(text)
            except ValueError as e:
                tap.result(False, "%s: JSON" % name, [e])
                continue
            tap.complaints("%s: model" % name, list(_model(board, text)) + list(_once(board, name, folder, uids, titles)))
            tap.complaints("%s: layout" % name, list(_layout(board)))
            tap.complaints("%s: panels" % name, list(_panels(board)))
            tap.complaints("%s: variables" % name, list(_variables(board)))
            if promql.available:
                tap.complaints("%s: expressions" % name, list(_expressions(board)))
            else:
                tap.skip("%s: expressions" % name, "promql-parser is not installed")


def _once(board, name, folder, uids, titles):
    """Grafana refuses a second dashboard of the same uid, or of the same title in a folder. Clusters have their own Grafana."""
    cluster = folder.name.split("/")[0]
    for what, table in (("uid", uids), ("title", titles)):
        key = (cluster, board.get(what))
        if key in table:
            yield "%s %s is also that of %s" % (what, board.get(what), table[key])
        table[key] = name


def _model(board, text):
    if len(text.encode()) > MAX_BYTES:
        yield "%d bytes are more than %d" % (len(text.encode()), MAX_BYTES)
    wanted = {"editable": False, "schemaVersion": 39, "version": 1, "timezone": "utc"}
    for key, value in wanted.items():
        if board.get(key) != value:
            yield "%s is %r, not %r" % (key, board.get(key), value)
    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?", board.get("uid", "")):
        yield "uid %r" % board.get("uid")
    if not board.get("title") or not board.get("panels") or not board.get("time"):
        yield "no title, panels or time"
    if board.get("id") is not None:
        yield "an id is Grafana's to give"


def _layout(board):
    ids, taken = set(), {}
    for panel in board["panels"]:
        title = panel.get("title")
        if panel.get("id") in ids or not isinstance(panel.get("id"), int):
            yield "%s: id %r twice, or none" % (title, panel.get("id"))
        ids.add(panel.get("id"))
        pos = panel["gridPos"]
        if any(not isinstance(pos.get(k), int) for k in "xywh"):
            yield "%s: gridPos %r" % (title, pos)
            continue
        if pos["x"] < 0 or pos["x"] + pos["w"] > 24 or pos["w"] < 1 or pos["h"] < 1 or pos["y"] < 0:
            yield "%s: does not fit into 24 columns" % title
        for x in range(pos["x"], pos["x"] + pos["w"]):
            for y in range(pos["y"], pos["y"] + pos["h"]):
                if (x, y) in taken:
                    yield "%s: lies over %s" % (title, taken[x, y])
                    break
                taken[x, y] = title
            else:
                continue
            break
    bottom = max((p["gridPos"]["y"] + p["gridPos"]["h"] for p in board["panels"]), default=0)
    for y in range(bottom):
        if not any((x, y) in taken for x in range(24)):
            yield "line %d of the grid is empty: a row says that it is higher than its panels" % y
            break


def _panels(board):
    for panel in board["panels"]:
        title, kind = panel.get("title"), panel.get("type")
        if kind not in PANELS:
            yield "%s: panel type %s" % (title, kind)
        if not title:
            yield "panel %s: no title" % panel.get("id")
        if kind not in LINTED:
            continue
        if not panel.get("description"):
            yield "%s: no description" % title
        if panel.get("datasource") != {"type": "prometheus", "uid": "${datasource}"}:
            yield "%s: datasource %r" % (title, panel.get("datasource"))
        if not panel.get("targets"):
            yield "%s: no targets" % title
        if kind != "heatmap" and panel["fieldConfig"]["defaults"].get("unit") not in UNITS:
            yield "%s: unit %r" % (title, panel["fieldConfig"]["defaults"].get("unit"))
        refs = [t.get("refId") for t in panel.get("targets", ())]
        if len(set(refs)) != len(refs) or not all(refs):
            yield "%s: refIds %r" % (title, refs)
        for target in panel.get("targets", ()):
            if target.get("datasource") != {"type": "prometheus", "uid": "${datasource}"}:
                yield "%s: datasource of target %s" % (title, target.get("refId"))
            if kind == "timeseries" and not target.get("legendFormat"):
                yield "%s: target %s has no legend" % (title, target.get("refId"))
        yield from _thresholds(panel)


def _thresholds(panel):
    steps = panel["fieldConfig"]["defaults"].get("thresholds", {}).get("steps")
    if steps is None:
        return
    values = [s.get("value") for s in steps]
    if values[0] is not None or any(not isinstance(v, (int, float)) for v in values[1:]):
        yield "%s: thresholds %r: the first is null, the others numbers" % (panel.get("title"), values)
    elif values[1:] != sorted(values[1:]):
        yield "%s: thresholds %r do not rise" % (panel.get("title"), values)


def _variables(board):
    variables = {v["name"]: v for v in board["templating"]["list"]}
    source = variables.get("datasource", {})
    if (source.get("type"), source.get("query"), source.get("label")) != ("datasource", "prometheus", "Data source"):
        yield "datasource: %r" % source
    for name, label in (("job", "Job"), ("instance", "Instance")):
        v = variables.get(name)
        if v is None:
            # Dashboards of the whole fleet have neither: they show tenants, not instances.
            if "tenant" in board["tags"]:
                yield "no variable %s" % name
        elif (v.get("type"), v.get("label"), v.get("multi"), v.get("allValue")) != ("query", label, True, ".+"):
            yield "%s: type query, label %s, multi and allValue .+ are wanted" % (name, label)
    for name, v in variables.items():
        if v["type"] == "query":
            if v.get("refresh") != 2:
                yield "%s: refresh is not 2 (on a change of the time range)" % name
            if v.get("datasource", {}).get("uid") != "${datasource}":
                yield "%s: datasource" % name
            if not re.fullmatch(r"(label_values|query_result|label_names)\(.*\)", v["query"]["query"]):
                yield "%s: query %s" % (name, v["query"]["query"])
    used = set(re.findall(r"\$\{?([a-z]\w*)", json.dumps(board)))
    for name in sorted(used - set(variables)):
        yield "$%s is used and not defined" % name


def _expressions(board):
    variables = {v["name"] for v in board["templating"]["list"]}
    for panel in board["panels"]:
        for target in panel.get("targets") or ():
            yield from _expression(panel["title"], target["expr"], variables)
    for note in board["annotations"]["list"]:
        if "expr" in note:
            yield from _expression("annotation " + note["name"], note["expr"], variables, lint=False)
    for v in board["templating"]["list"]:
        if v["type"] == "query":
            query = re.fullmatch(r"label_values\((.*), *\w+\)", v["query"]["query"])
            if query:
                yield from _expression("variable " + v["name"], query[1], variables, lint=False)


def _expression(title, expr, variables, lint=True):
    plain = expr.replace("$__rate_interval", RATE).replace("$__interval", "1m").replace("$__range", "6h")
    try:
        found = promql.selectors(plain)
    except ValueError as e:
        yield "%s: %s: %s" % (title, e, expr)
        return
    for s in found:
        if not s.metric:
            yield "%s: a selector without a metric: %s" % (title, expr)
        if not lint:
            continue
        if s.function in ("rate", "irate") and s.range is not None and s.range.total_seconds() != 244:
            yield "%s: %s() wants [$__rate_interval]: %s" % (title, s.function, expr)
        if s.metric.endswith("_total") and s.function not in ("rate", "irate", "increase"):
            yield "%s: %s is a counter, and nothing takes its rate" % (title, s.metric)
        if PLAIN.match(s.metric):
            continue
        for name in ("job", "instance"):
            if name in variables and not s.has(name, "$" + name, regex=True):
                yield '%s: %s lacks %s=~"$%s"' % (title, s.metric, name, name)

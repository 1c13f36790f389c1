# SPDX-License-Identifier: Apache-2.0
"""Checks PrometheusRules: with promtool, and against what alerts of this project must have.

The own checks are those that promtool does not make: labels for routing, texts and runbook of every alert, selectors that stay
inside of the tenant, and the rules of pint that matter here.
"""

import os
import re
import shutil
import subprocess

import yaml

import promql

SEVERITIES = ("critical", "warning", "info")
ROUTING = ("severity", "service", "cluster")
# Metrics of nodes, which belong to no namespace.
WITHOUT_NAMESPACE = {"kube_node_info"}
# The Prometheus operator shards ConfigMaps at half of a Secret's size.
MAX_BYTES = 512 * 1024


def rule_file(folder, tmp):
    """The path of the plain rule file made of all PrometheusRules of a folder."""
    return os.path.join(tmp, folder.name, "rules.yaml")


def check(tap, folders, tools, tmp):
    for folder in folders:
        if not folder.rules:
            continue
        groups = [g for rule in folder.rules for g in rule["spec"]["groups"]]
        path = rule_file(folder, tmp)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            yaml.safe_dump({"groups": groups}, f, sort_keys=False, width=1000)
        tap.complaints("%s: rules are complete" % folder.name, list(_objects(folder)) + list(_alerts(folder, groups)))
        if promql.available:
            tap.complaints("%s: expressions of rules" % folder.name, list(_expressions(folder, groups)))
        else:
            tap.skip("%s: expressions of rules" % folder.name, "promql-parser is not installed")
    for tool in tools:
        _promtool(tap, folders, tool, tmp)


def _promtool(tap, folders, tool, tmp):
    for folder in folders:
        name = "%s: %s check rules" % (folder.name, os.path.basename(tool))
        if not folder.rules:
            continue
        if not shutil.which(tool):
            tap.skip(name, "%s is not installed" % tool)
            continue
        done = subprocess.run([tool, "check", "rules", rule_file(folder, tmp)], capture_output=True, text=True)
        tap.result(done.returncode == 0, name, [] if done.returncode == 0 else [done.stdout, done.stderr])


def _objects(folder):
    seen = set()
    for rule in folder.rules:
        name = rule["metadata"]["name"]
        if not rule["metadata"].get("namespace"):
            yield "%s: no namespace" % name
        if len(yaml.safe_dump(rule)) > MAX_BYTES:
            yield "%s: larger than %d bytes" % (name, MAX_BYTES)
        for group in rule["spec"]["groups"]:
            if group["name"] in seen:
                yield "%s: group %s twice" % (name, group["name"])
            seen.add(group["name"])
            if not group.get("rules"):
                yield "%s: group %s is empty" % (name, group["name"])
            if _seconds(group.get("interval", "30s")) > 300:
                yield "%s: group %s is evaluated so seldom that its series go stale" % (name, group["name"])


def _alerts(folder, groups):
    seen = set()
    for rule in (r for g in groups for r in g["rules"]):
        if "record" in rule:
            if not folder.platform and set(rule.get("labels", {})) < {"cluster", "namespace", "tenant"}:
                yield "%s: lacks the labels cluster, namespace and tenant" % rule["record"]
            if "alert" in rule or not re.fullmatch(r"[a-z]+:[a-z_]+:[a-z0-9_]+", rule["record"]):
                yield "%s: not level:metric:operation" % rule["record"]
            continue
        alert, labels, notes = rule["alert"], rule.get("labels", {}), rule.get("annotations", {})
        if alert in seen:
            yield "%s: twice" % alert
        seen.add(alert)
        if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", alert):
            yield "%s: not in CamelCase" % alert
        for label in ROUTING + (() if folder.platform else ("tenant", "namespace")):
            if not labels.get(label):
                yield "%s: no label %s" % (alert, label)
        if labels.get("severity") not in SEVERITIES:
            yield "%s: severity %s" % (alert, labels.get("severity"))
        if any("$value" in v for v in labels.values()):
            yield "%s: a label with the value makes a new alert at each evaluation" % alert
        for note in ("summary", "description", "runbook_url"):
            if not notes.get(note):
                yield "%s: no annotation %s" % (alert, note)
        if not re.fullmatch(r"https://\S+/" + alert, notes.get("runbook_url", "")):
            yield "%s: runbook_url %s does not end with the alert's name" % (alert, notes.get("runbook_url"))
        if len(notes.get("summary", "")) > 120 or "\n" in notes.get("summary", ""):
            yield "%s: the summary does not fit into a line" % alert
        if "for" not in rule:
            yield "%s: no `for`" % alert
        if "absent(" in rule["expr"] and _seconds(rule.get("for", "0s")) < 120:
            yield "%s: absent() fires at a single missed scrape" % alert


def _expressions(folder, groups):
    namespace = folder.rules[0]["metadata"].get("namespace")
    for rule in (r for g in groups for r in g["rules"]):
        name = rule.get("alert") or rule["record"]
        try:
            found = promql.selectors(rule["expr"])
        except ValueError as e:
            yield "%s: %s" % (name, e)
            continue
        for s in found:
            if not folder.platform and s.metric not in WITHOUT_NAMESPACE and not s.has("namespace", namespace):
                yield "%s: %s is not limited to namespace %s" % (name, s.metric, namespace)
            for label, op, value in s.matchers:
                if op in ("MatchOp.Re", "=~") and re.fullmatch(r"[A-Za-z0-9_-]*", value):
                    yield "%s: %s=~\"%s\" is no pattern" % (name, label, value)
            if s.function in ("rate", "increase", "irate") and not re.search(r"_(total|bucket|count|sum)$", s.metric):
                yield "%s: %s() of %s, which is not a counter by its name" % (name, s.function, s.metric)
        if "alert" in rule and not promql.compares(rule["expr"]):
            yield "%s: compares nothing, so it always fires" % name


def _seconds(text):
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
    return sum(float(n) * units[u] for n, u in re.findall(r"(\d+)(ms|s|m|h|d|w)", text))

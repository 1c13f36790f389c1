# SPDX-License-Identifier: Apache-2.0
"""Plays scenarios against the rules of named tenants.

A file of scenarios/ is about one folder of the output. It describes a healthy world as series, and scenarios as changes to that
world with the *exact set* of alerts that fire at some moments. So each scenario also checks that no other alert fires by mistake.

    folder: eu-west-1/payments
    labels: {redis: 'namespace="payments",...'}            # $redis in a series stands for this text
    world:
    - {series: 'redis_up{$redis,pod="payments-redis-<0-2>"}', value: 1}      # <0-2>: one series each for 0, 1 and 2
    scenarios:
    - name: ...
      interval: 30s             # of the series' samples; 30s by default
      steps: 240                # their number, after the first; 240 by default
      changes:
      - {series: 'redis_up{pod="payments-redis-0"}', values: 1x40 0x200}     # of all series with this name and these labels
      - {add: 'redis_up{...}', values: ...}
      firing: {10m: [], 25m: [RedisNoMaster]}
      values: {25m: {'redis:tenant_writable:bool': 0}}       # an expression with one result
      texts: {25m: [{alert: ..., labels: {...}, annotations: {...}}]}

Instead of a world of its own a file may take that of another one, and change it for all of its scenarios:

    world_of: payments.yaml
    replace: {payments: orders-queue}         # in its labels and series
    world: [...]                              # further series
    changes: [...]                            # as in a scenario; values '' remove a series

value: one sample for ever; values: promtool's notation, in which $time stands for the time itself.
"""

import concurrent.futures
import glob
import os
import re
import shutil
import subprocess

import yaml

import rules


def check(tap, folders, tools, where, tmp):
    known = {f.name: f for f in folders}
    alerts, fired, plays = set(), set(), []
    for path in sorted(glob.glob(os.path.join(where, "*.yaml"))):
        with open(path, encoding="utf-8") as f:
            spec = _inherit(yaml.safe_load(f), where)
        base = os.path.basename(path)
        if spec["folder"] not in known:
            tap.result(False, "%s: %s has rules" % (base, spec["folder"]))
            continue
        alerts |= {r["alert"] for o in known[spec["folder"]].rules for g in o["spec"]["groups"] for r in g["rules"] if "alert" in r}
        fired |= {a for s in spec["scenarios"] for moment in s["firing"].values() for a in moment}
        for number, scenario in enumerate(spec["scenarios"]):
            test = _test(spec, scenario)
            file = os.path.join(tmp, spec["folder"], "test-%d.yaml" % number)
            with open(file, "w", encoding="utf-8") as f:
                yaml.safe_dump(test, f, sort_keys=False, width=1000)
            for tool in tools:
                plays.append((tool, file, "%s: %s: %s" % (spec["folder"], os.path.basename(tool), scenario["name"])))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (tool, _, name), done in zip(plays, pool.map(_play, plays)):
            if done is None:
                tap.skip(name, "%s is not installed" % tool)
            else:
                tap.result(done.returncode == 0, name, [] if done.returncode == 0 else [done.stdout, done.stderr])
    tap.complaints("each alert fires in some scenario", ["%s never fires" % a for a in sorted(alerts - fired)])


def _inherit(spec, where):
    """A file with the world that it takes from another one, if it does."""
    if "world_of" in spec:
        with open(os.path.join(where, spec["world_of"]), encoding="utf-8") as f:
            text = f.read()
        for old, new in spec["replace"].items():
            text = re.sub(r"(?<![\w-])%s(?!\w)" % re.escape(old), new, text)
        other = yaml.safe_load(text)
        spec["labels"] = {**other["labels"], **spec.get("labels", {})}
        spec["world"] = other["world"] + spec.get("world", [])
    return spec


def _play(play):
    """Runs one scenario; None without the tool."""
    tool, file, _ = play
    if not shutil.which(tool):
        return None
    return subprocess.run([tool, "test", "rules", file], capture_output=True, text=True)


def _test(spec, scenario):
    """A test file of promtool for one scenario. It stands beside the rule file."""
    interval, steps = scenario.get("interval", "30s"), scenario.get("steps", 240)
    world = {}
    for entry in spec["world"]:
        for series in _expand(entry["series"], spec["labels"]):
            world[series] = _values(entry, interval, steps)
    for change in spec.get("changes", []) + scenario.get("changes", []):
        if "add" in change:
            for series in _expand(change["add"], spec["labels"]):
                world[series] = _values(change, interval, steps)
            continue
        hits = [s for want in _expand(change["series"], spec["labels"]) for s in world if _matches(s, want)]
        if not hits:
            raise SystemExit("%s: no series like %s" % (scenario["name"], change["series"]))
        for series in hits:
            world[series] = _values(change, interval, steps)
    test = {
        "interval": interval,
        "input_series": [{"series": s, "values": v} for s, v in world.items() if v != ""],
        "promql_expr_test": list(_firing(scenario)) + list(_results(scenario)),
        "alert_rule_test": list(_texts(scenario)),
    }
    return {"rule_files": [os.path.basename(rules.rule_file(_Named(spec["folder"]), ""))], "evaluation_interval": "30s", "tests": [test]}


class _Named:
    def __init__(self, name):
        self.name = name


def _firing(scenario):
    for moment, alerts in scenario["firing"].items():
        yield {
            "expr": 'group by (alertname) (ALERTS{alertstate="firing"})',
            "eval_time": moment,
            "exp_samples": [{"labels": '{alertname="%s"}' % a, "value": 1} for a in alerts],
        }


def _results(scenario):
    for moment, results in scenario.get("values", {}).items():
        for expr, value in results.items():
            yield {"expr": "sum(%s)" % expr, "eval_time": moment, "exp_samples": [{"labels": "{}", "value": value}]}


def _texts(scenario):
    for moment, texts in scenario.get("texts", {}).items():
        for text in texts:
            yield {
                "eval_time": moment,
                "alertname": text["alert"],
                "exp_alerts": [{"exp_labels": text["labels"], "exp_annotations": text["annotations"]}],
            }


def _values(entry, interval, steps):
    if "value" in entry:
        return "%sx%d" % (entry["value"], steps)
    seconds = rules._seconds(interval)
    return str(entry["values"]).replace("$time", "0+%dx%d" % (seconds, steps))


def _expand(series, labels):
    """The series that a line stands for: $names filled in, and one for each number of <a-b>."""
    series = re.sub(r"\$(\w+)", lambda m: labels[m[1]], series)
    span = re.search(r"<(\d+)-(\d+)>", series)
    if not span:
        return [series]
    return [series.replace(span[0], str(i)) for i in range(int(span[1]), int(span[2]) + 1)]


def _split(series):
    name, _, rest = series.partition("{")
    return name, set(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', rest))


def _matches(series, want):
    have_name, have = _split(series)
    want_name, wanted = _split(want)
    return have_name == want_name and wanted <= have

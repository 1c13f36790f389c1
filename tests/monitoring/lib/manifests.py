# SPDX-License-Identifier: Apache-2.0
"""Finds PrometheusRules and dashboards in what berth wrote.

read(out) gives a list of Folder, one for each out/<cluster>/<folder> that has any. Objects of other kinds are of no interest.
"""

import os

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Folder:
    def __init__(self, name):
        self.name = name          # <cluster>/<tenant>, or <cluster>/platform
        self.rules = []           # PrometheusRules
        self.dashboards = []      # (file name, text) of ConfigMaps that Grafana's sidecar takes

    @property
    def platform(self):
        return self.name.endswith("/platform")


def read(out):
    found = []
    for cluster in sorted(os.listdir(out)) if os.path.isdir(out) else []:
        path = os.path.join(out, cluster)
        if not os.path.isdir(path):
            continue
        for name in sorted(os.listdir(path)):
            if name == "sync" or not os.path.isdir(os.path.join(path, name)):
                continue
            folder = _folder(os.path.join(path, name), cluster + "/" + name)
            if folder.rules or folder.dashboards:
                found.append(folder)
    return found


def _folder(path, name):
    folder = Folder(name)
    for root, _, files in sorted(os.walk(path)):
        for file in sorted(files):
            if not file.endswith((".yaml", ".yml")):
                continue
            with open(os.path.join(root, file), encoding="utf-8") as f:
                text = f.read()
            # Most files are large and have neither; reading them all would take most of the time.
            if "kind: PrometheusRule" not in text and "grafana_dashboard" not in text:
                continue
            for obj in yaml.load_all(text, Loader):
                _take(folder, obj)
    return folder


def _take(folder, obj):
    if not isinstance(obj, dict):
        return
    metadata = obj.get("metadata") or {}
    if obj.get("kind") == "PrometheusRule":
        folder.rules.append(obj)
    elif obj.get("kind") == "ConfigMap" and (metadata.get("labels") or {}).get("grafana_dashboard") == "1":
        folder.dashboards.extend(sorted((obj.get("data") or {}).items()))

# SPDX-License-Identifier: Apache-2.0
"""The peers: the same objects as input for kustomize, helm and jsonnet, and the commands that build them.

A variant is one way of using a tool. `single` variants run one process a tenant, so their cost is linear by construction and
may be taken from a sample; the others run one process for the whole fleet.
"""

import json
import os

from .files import write
from .markers import MARKER, Dialect, to_yaml
from .objects import TEAM_LABEL, TENANT_LABEL, twelve
from .project import files_of
from .tenants import tenant


class Variant:
    tool = ""
    title = ""
    single = False
    growth = 1          # cost of a whole-fleet run grows with this power of the number of tenants

    def __init__(self, binary, directory, out):
        self.binary, self.directory, self.out = binary, directory, out

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def output(self, i):
        """The file that holds tenant i's objects afterwards, alone or with others'."""
        return os.path.join(self.out, tenant(i)["name"] + ".yaml" if self.single else "all.yaml")

    def write(self, n):
        """Writes the tool's input for n tenants."""
        raise NotImplementedError

    def command(self, i=None):
        """Arguments that build tenant i (single), or everything."""
        raise NotImplementedError

    def stdout(self, i=None):
        """Where the command's standard output goes."""
        return self.output(i)


# ---- kustomize: a base, and an overlay a tenant ----

def kustomize_base(node):
    """The object as a base holds it: without what the overlay adds, with values that the overlay replaces."""
    if isinstance(node, dict):
        dropped = (TENANT_LABEL, TEAM_LABEL)
        return {k: kustomize_base(v) for k, v in node.items() if k not in dropped and v != "@namespace@"}
    if isinstance(node, list):
        return [kustomize_base(item) for item in node]
    if isinstance(node, str):
        if node == "@replicas@":
            return 1
        return {"@memory@": "64Mi", "@storage@": "1Gi"}.get(node, node.replace("@name@-", ""))
    return node


def overlay(t, base):
    patch = [{"op": "replace", "path": "/spec/volumeClaimTemplates/0/spec/resources/requests/storage", "value": t["storage"]}]
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": [base],
        "namespace": t["namespace"],
        "namePrefix": t["name"] + "-",
        "labels": [
            {"pairs": {TENANT_LABEL: t["name"]}, "includeSelectors": True},
            {"pairs": {TEAM_LABEL: t["team"]}},
        ],
        "patches": [
            {"path": "server.yaml"},
            {"target": {"kind": "StatefulSet", "name": "server"}, "patch": to_yaml(patch)},
        ],
    }


def server_patch(t):
    resources = {"requests": {"memory": t["memory"]}, "limits": {"memory": t["memory"]}}
    containers = [{"name": "server", "resources": resources}]
    return {
        "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "server"},
        "spec": {"replicas": t["replicas"], "template": {"spec": {"containers": containers}}},
    }


class KustomizeEach(Variant):
    tool = "kustomize"
    title = "kustomize, a process an overlay"
    single = True

    def write(self, n):
        names = []
        for _, template, obj in twelve():
            write(self.path("base", template), to_yaml(kustomize_base(obj)))
            names.append(template)
        write(self.path("base", "kustomization.yaml"), to_yaml({"resources": names}))
        for i in range(n):
            t = tenant(i)
            write(self.path("overlays", t["name"], "kustomization.yaml"), to_yaml(overlay(t, "../../base")))
            write(self.path("overlays", t["name"], "server.yaml"), to_yaml(server_patch(t)))

    def command(self, i=None):
        return [self.binary, "build", self.path("overlays", tenant(i)["name"])]


class KustomizeTree(KustomizeEach):
    title = "kustomize, one tree"
    single = False
    growth = 2

    def write(self, n):
        super().write(n)
        names = ["../overlays/" + tenant(i)["name"] for i in range(n)]
        write(self.path("all", "kustomization.yaml"), to_yaml({"resources": names}))

    def command(self, i=None):
        return [self.binary, "build", self.path("all")]


# ---- helm: a chart with a values file a tenant, and a chart that ranges over all ----

class Helm(Dialect):
    def __init__(self, scope):
        self.scope = scope

    def hole(self, name):
        return "{{ %s.%s }}" % (self.scope, name)

    def escape(self, text):
        return text.replace("{{", "{{`{{`}}")


class HelmEach(Variant):
    tool = "helm"
    title = "helm, a process a tenant"
    single = True
    scope, before, after = ".Values", "", ""

    def write_values(self, n):
        for i in range(n):
            write(self.path("values", tenant(i)["name"] + ".yaml"), to_yaml(tenant(i)))

    def write(self, n):
        chart = {"apiVersion": "v2", "name": "bench", "version": "1.0.0"}
        write(self.path("chart", "Chart.yaml"), to_yaml(chart))
        for _, template, obj in twelve():
            text = self.before + "---\n" + to_yaml(obj, Helm(self.scope)) + self.after
            write(self.path("chart", "templates", template), text)
        self.write_values(n)

    def command(self, i=None):
        name = tenant(i)["name"]
        return [self.binary, "template", name, self.path("chart"), "-f", self.path("values", name + ".yaml")]


class HelmRange(HelmEach):
    title = "helm, one chart with range"
    single = False
    scope, before, after = "", "{{- range .Values.tenants }}\n", "{{- end }}\n"

    def write_values(self, n):
        write(self.path("values.yaml"), to_yaml({"tenants": [tenant(i) for i in range(n)]}))

    def command(self, i=None):
        return [self.binary, "template", "bench", self.path("chart"), "-f", self.path("values.yaml")]


# ---- jsonnet: a library of functions of a tenant, one file a tenant ----

def jsonnet_string(text):
    """A string with markers as a jsonnet expression."""
    parts, last = [], 0
    for m in MARKER.finditer(text):
        parts += [text[last:m.start()], m]
        last = m.end()
    parts = [p for p in parts + [text[last:]] if p]
    spelled = [json.dumps(p) if isinstance(p, str) else "t." + p.group(1) for p in parts]
    return " + ".join(spelled) if spelled else '""'


def jsonnet(node, indent=0):
    pad = "  " * (indent + 1)
    end = "  " * indent
    if isinstance(node, dict) and node:
        fields = ["%s%s: %s,\n" % (pad, json.dumps(k), jsonnet(v, indent + 1)) for k, v in node.items()]
        return "{\n" + "".join(fields) + end + "}"
    if isinstance(node, list) and node:
        return "[\n" + "".join("%s%s,\n" % (pad, jsonnet(v, indent + 1)) for v in node) + end + "]"
    if hasattr(node, "path"):
        return "importstr 'files/%s'" % node.path
    if isinstance(node, str):
        return jsonnet_string(node)
    return json.dumps(node)


class JsonnetEach(Variant):
    tool = "jsonnet"
    title = "jsonnet, a process a tenant (JSON)"
    single = True
    main = "local bench = import 'bench.libsonnet';\nfunction(t) bench(t)\n"

    def write(self, n):
        stems = []
        for _, template, obj in twelve():
            stem = os.path.splitext(template)[0]
            stems.append(stem)
            write(self.path(stem + ".libsonnet"), "function(t) " + jsonnet(obj) + "\n")
            for f in files_of(obj):
                write(self.path("files", f.path), f)
        calls = "".join("  (import '%s.libsonnet')(t),\n" % stem for stem in stems)
        write(self.path("bench.libsonnet"), "function(t) [\n" + calls + "]\n")
        write(self.path("main.jsonnet"), self.main)
        for i in range(n):
            write(self.path("tenants", tenant(i)["name"] + ".json"), json.dumps(tenant(i)) + "\n")
        write(self.path("tenants.json"), json.dumps([tenant(i) for i in range(n)], indent=1) + "\n")

    def command(self, i=None):
        values = "t=" + self.path("tenants", tenant(i)["name"] + ".json")
        return [self.binary, "--tla-code-file", values, self.path("main.jsonnet")]


class JsonnetMulti(JsonnetEach):
    title = "jsonnet -m, one process (JSON)"
    single = False
    main = ("local bench = import 'bench.libsonnet';\n"
            "{ [t.name + '.yaml']: bench(t) for t in import 'tenants.json' }\n")

    def output(self, i):
        return os.path.join(self.out, tenant(i)["name"] + ".yaml")

    def stdout(self, i=None):
        return os.path.join(self.out, "files.txt")

    def command(self, i=None):
        return [self.binary, "-m", self.out, self.path("main.jsonnet")]


class JsonnetYaml(JsonnetMulti):
    title = "jsonnet -S -m, one process (YAML)"
    main = ("local bench = import 'bench.libsonnet';\n"
            "{ [t.name + '.yaml']: std.manifestYamlStream(bench(t), c_document_end=false)\n"
            "  for t in import 'tenants.json' }\n")

    def command(self, i=None):
        return [self.binary, "-S", "-m", self.out, self.path("main.jsonnet")]


VARIANTS = (KustomizeEach, KustomizeTree, HelmEach, HelmRange, JsonnetEach, JsonnetMulti, JsonnetYaml)

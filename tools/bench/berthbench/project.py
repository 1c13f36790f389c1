# SPDX-License-Identifier: Apache-2.0
"""Writes a project for berth: a fleet of the twelve objects, or N tenants of the source tree's own Redis base."""

import os
import re
import shutil

from .files import write
from .markers import Dialect, to_yaml
from .objects import File, twelve
from .tenants import tenant

API = "berth.dev/v1alpha1"
KIND = "BenchTenant"
CLUSTER = "bench"


class Berth(Dialect):
    HOLES = {
        "name": "metadata.name", "namespace": "metadata.namespace", "team": "spec.team", "replicas": "spec.server.replicas",
        "memory": "spec.server.memory", "storage": "spec.server.storage",
    }

    def hole(self, name):
        return "${" + self.HOLES[name] + "}"

    def escape(self, text):
        return text.replace("${", "$${")

    def file(self, path):
        return "${raw('files/%s')}" % path


def kubernetes_versions(source):
    """The versions with a bundle in the source tree's schemas/, lowest first."""
    folder = os.path.join(source, "schemas", "kubernetes")
    names = os.listdir(folder) if os.path.isdir(folder) else []
    versions = [m.group(1) for m in (re.fullmatch(r"(\d+\.\d+)\.json", n) for n in names) if m]
    return sorted(versions, key=lambda v: [int(x) for x in v.split(".")])


def string(**more):
    return {"type": "string", **more}


def closed(required, **properties):
    """An object that admits these fields and no others."""
    needed = {"required": required} if required else {}
    return {"type": "object", **needed, "properties": properties}


def keyed_list(items, key="name"):
    return {"type": "array", "items": items, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [key]}


OPEN = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def whole_object(kind, metadata, spec):
    return closed(["apiVersion", "kind", "metadata", "spec"],
                  apiVersion=string(enum=[API]), kind=string(enum=[kind]), metadata=metadata, spec=spec)


def fleet_schema():
    cluster = closed(["name", "kubernetes"], name=string(), kubernetes=string(), base=string(), spec=OPEN)
    tier = closed(["name"], name=string(), spec=OPEN)
    bases = {"type": "object", "additionalProperties": {"type": "string"}}
    ring = closed(["name", "bases"], name=string(), bases=bases, spec=OPEN)
    spec = closed(["clusters", "tiers", "rings"],
                  clusters=keyed_list(cluster), tiers=keyed_list(tier), rings=keyed_list(ring))
    return whole_object("Fleet", closed(["name"], name=string()), spec)


def tenant_schema():
    strings = {"type": "object", "additionalProperties": {"type": "string"}}
    metadata = closed(["name"], name=string(maxLength=40, pattern="^[a-z]([-a-z0-9]*[a-z0-9])?$"),
                      namespace=string(maxLength=63), labels=strings, annotations=strings)
    quantity = "^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti)?$"
    server = closed([], replicas={"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
                    memory=string(pattern=quantity, default="1Gi"), storage=string(pattern=quantity, default="8Gi"))
    server["default"] = {}
    spec = closed(["cluster", "tier", "team"], cluster=string(), tier=string(), ring=string(),
                  team=string(maxLength=30, pattern="^[a-z]([-a-z0-9]*[a-z0-9])?$"), server=server,
                  patches={"type": "array", "items": OPEN})
    return whole_object(KIND, metadata, spec)


def schema(kind, whole):
    return {"apiVersion": API, "kind": "Schema", "metadata": {"name": kind.lower()}, "spec": {"kind": kind, "schema": whole}}


def fleet_object(version):
    spec = {
        "clusters": [{"name": CLUSTER, "kubernetes": version}],
        "tiers": [{"name": "standard"}],
        "rings": [{"name": "stable", "bases": {KIND: "bench/1.0.0"}}],
    }
    return {"apiVersion": API, "kind": "Fleet", "metadata": {"name": "bench"}, "spec": spec}


def base_object():
    resources = [{"from": "resources/" + template, "into": into} for into, template, _ in twelve()]
    spec = {"for": KIND, "resources": resources, "kustomization": True}
    return {"apiVersion": API, "kind": "Base", "metadata": {"name": "bench", "version": "1.0.0"}, "spec": spec}


def tenant_object(t):
    spec = {
        "cluster": CLUSTER, "tier": "standard", "team": t["team"],
        "server": {"replicas": t["replicas"], "memory": t["memory"], "storage": t["storage"]},
    }
    metadata = {"name": t["name"], "namespace": t["namespace"]}
    return {"apiVersion": API, "kind": KIND, "metadata": metadata, "spec": spec}


def files_of(node):
    """Every File inside an object."""
    if isinstance(node, File):
        yield node
    elif isinstance(node, (dict, list)):
        for value in node.values() if isinstance(node, dict) else node:
            yield from files_of(value)


def write_base(directory):
    base = os.path.join(directory, "bases", "bench", "1.0.0")
    write(os.path.join(base, "base.yaml"), to_yaml(base_object()))
    for _, template, obj in twelve():
        write(os.path.join(base, "resources", template), to_yaml(obj, Berth()))
        for f in files_of(obj):
            write(os.path.join(base, "files", f.path), f)


def write_objects(directory, n, source):
    """The fleet of twelve objects a tenant. Berth's own schemas and the bundles of Kubernetes come from the source tree."""
    for part in ("berth", "kubernetes", "crds"):
        folder = os.path.join(source, "schemas", part)
        if os.path.isdir(folder):
            shutil.copytree(folder, os.path.join(directory, "schemas", part))
    versions = kubernetes_versions(source)
    write(os.path.join(directory, "fleet.yaml"), to_yaml(fleet_object(versions[-1] if versions else "1.36")))
    write(os.path.join(directory, "schemas", "fleet.yaml"), to_yaml(schema("Fleet", fleet_schema())))
    write(os.path.join(directory, "schemas", KIND.lower() + ".yaml"), to_yaml(schema(KIND, tenant_schema())))
    write_base(directory)
    for i in range(n):
        write(tenant_path(directory, i), to_yaml(tenant_object(tenant(i))))


def tenant_path(directory, i):
    """Where tenant i of write_objects() stands: a thousand to a folder."""
    return os.path.join(directory, "tenants", "%03d" % (i // 1000), tenant(i)["name"] + ".yaml")


NAME = re.compile(r"^metadata:\s*(?:\{\s*|\n\s+)name:\s*['\"]?([a-z0-9][-a-z0-9]*)", re.M)


def example_tenants(source):
    """(name, text) of each example tenant, by path."""
    found = []
    for folder, folders, names in os.walk(os.path.join(source, "tenants")):
        folders.sort()
        for name in sorted(names):
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                text = f.read()
            m = NAME.search(text)
            if name.endswith(".yaml") and m:
                found.append((m.group(1), text))
    return found


def renamed(text, old, new):
    """The tenant under another name: wherever the name stands as a word or as the head of one (payments-redis). The
    namespace and the first label of the host name, which no two tenants share, become the name too."""
    text = re.sub(r"(?<![\w-])%s(?!\w)" % re.escape(old), new, text)
    text = re.sub(r"^(  namespace:\s*)\S+", r"\g<1>" + new, text, flags=re.M)
    return re.sub(r"(hostname:\s*)[a-z0-9-]+", r"\g<1>" + new, text)


def write_redis(directory, n, source):
    """N tenants, the source tree's examples over and over under new names, on its own fleet, schemas and bases."""
    for part in ("schemas", "bases"):
        shutil.copytree(os.path.join(source, part), os.path.join(directory, part))
    shutil.copy(os.path.join(source, "fleet.yaml"), directory)
    examples = example_tenants(source)
    if not examples:
        raise SystemExit("fleet: no example tenant in the source tree")
    for i in range(n):
        old, text = examples[i % len(examples)]
        new = "r%06d" % i
        write(os.path.join(directory, "tenants", "%03d" % (i // 1000), new + ".yaml"), renamed(text, old, new))

# SPDX-License-Identifier: Apache-2.0
"""The twelve objects of one tenant, written down once; every tool's input is made from here.

Strings may hold the markers @name@, @namespace@, @team@, @replicas@, @memory@ and @storage@ (see markers.py); nothing else
differs between tenants. What differs is what kustomize can change without text substitution (name prefix, namespace, labels,
a strategic merge, a JSON patch), so that no tool is asked for what it cannot do.
"""

import json

from .texts import ENTRYPOINT, PROBE, SERVER_CONF, WITNESS_CONF

TENANT_LABEL = "tenant"
TEAM_LABEL = "team"
IMAGE = "registry.example.com/bench/server:4.2.1"
EXPORTER = "registry.example.com/bench/exporter:1.9.0"


class File(str):
    """A long text that a base keeps as a file of its own; .path is its name."""

    def __new__(cls, path, text):
        self = super().__new__(cls, text)
        self.path = path
        return self


def labels(component):
    return {
        "app": "bench",
        "component": component,
        TENANT_LABEL: "@name@",
        TEAM_LABEL: "@team@",
    }


def selector(component):
    return {
        "app": "bench",
        "component": component,
        TENANT_LABEL: "@name@",
    }


def obj(api_version, kind, name, component, **rest):
    metadata = {"name": "@name@-" + name, "namespace": "@namespace@", "labels": labels(component)}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest}


def service_account():
    return obj("v1", "ServiceAccount", "server", "server", automountServiceAccountToken=False)


def config_map():
    data = {
        "entrypoint.sh": File("entrypoint.sh", ENTRYPOINT),
        "probe.sh": File("probe.sh", PROBE),
        "server.conf": File("server.conf", SERVER_CONF),
        "witness.conf": File("witness.conf", WITNESS_CONF),
    }
    return obj("v1", "ConfigMap", "config", "server", data=data)


def restricted():
    return {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True}


def probe(what, seconds, failures):
    return {
        "exec": {"command": ["/bin/sh", "/config/probe.sh", what]},
        "initialDelaySeconds": 5,
        "periodSeconds": seconds,
        "timeoutSeconds": 5,
        "failureThreshold": failures,
    }


def field_env(name, path):
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}


def main_container(component, port, memory, mounts):
    return {
        "name": component,
        "image": IMAGE,
        "imagePullPolicy": "IfNotPresent",
        "command": ["/bin/sh", "/config/entrypoint.sh", component],
        "env": [
            field_env("POD_NAMESPACE", "metadata.namespace"),
            field_env("POD_IP", "status.podIP"),
            {"name": "SERVICE_PORT", "value": str(port)},
        ],
        "ports": [{"name": component, "containerPort": port, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "250m", "memory": memory}, "limits": {"memory": memory}},
        "readinessProbe": probe("ready", 5, 3),
        "livenessProbe": probe("live", 10, 6),
        "securityContext": restricted(),
        "volumeMounts": mounts,
    }


def exporter_container():
    return {
        "name": "exporter",
        "image": EXPORTER,
        "imagePullPolicy": "IfNotPresent",
        "args": ["--target=127.0.0.1:7000", "--listen=:9300", "--timeout=5s", "--log-format=json"],
        "ports": [{"name": "metrics", "containerPort": 9300, "protocol": "TCP"}],
        "resources": {"requests": {"cpu": "20m", "memory": "32Mi"}, "limits": {"memory": "64Mi"}},
        "securityContext": restricted(),
    }


def pod_spec(component, containers, volumes):
    return {
        "serviceAccountName": "@name@-server",
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": 90,
        "securityContext": {
            "runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "topologySpreadConstraints": [{
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": selector(component)},
        }],
        "containers": containers,
        "volumes": volumes,
    }


def pod_template(component, spec):
    annotations = {"co.elastic.logs/json.keys_under_root": "true"}
    return {"metadata": {"labels": selector(component), "annotations": annotations}, "spec": spec}


def config_volume():
    return {"name": "config", "configMap": {"name": "@name@-config", "defaultMode": 0o444}}


def server_set():
    mounts = [{"name": "config", "mountPath": "/config", "readOnly": True}, {"name": "data", "mountPath": "/data"}]
    containers = [main_container("server", 7000, "@memory@", mounts), exporter_container()]
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", "labels": selector("server")},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "fast",
            "resources": {"requests": {"storage": "@storage@"}},
        },
    }
    spec = {
        "replicas": "@replicas@",
        "serviceName": "@name@-server",
        "podManagementPolicy": "Parallel",
        "revisionHistoryLimit": 5,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "selector": {"matchLabels": selector("server")},
        "template": pod_template("server", pod_spec("server", containers, [config_volume()])),
        "volumeClaimTemplates": [claim],
    }
    return obj("apps/v1", "StatefulSet", "server", "server", spec=spec)


def witness_set():
    mounts = [{"name": "config", "mountPath": "/config", "readOnly": True}, {"name": "state", "mountPath": "/data"}]
    containers = [main_container("witness", 7100, "64Mi", mounts)]
    volumes = [config_volume(), {"name": "state", "emptyDir": {"sizeLimit": "16Mi"}}]
    spec = {
        "replicas": 3,
        "serviceName": "@name@-witness",
        "podManagementPolicy": "Parallel",
        "revisionHistoryLimit": 5,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "selector": {"matchLabels": selector("witness")},
        "template": pod_template("witness", pod_spec("witness", containers, volumes)),
    }
    return obj("apps/v1", "StatefulSet", "witness", "witness", spec=spec)


def service(component, ports):
    spec = {
        "type": "ClusterIP",
        "clusterIP": "None",
        "publishNotReadyAddresses": True,
        "selector": selector(component),
        "ports": [{"name": n, "port": p, "targetPort": n, "protocol": "TCP"} for n, p in ports],
    }
    return obj("v1", "Service", component, component, spec=spec)


def disruption_budget(component):
    spec = {
        "maxUnavailable": 1,
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
        "selector": {"matchLabels": selector(component)},
    }
    return obj("policy/v1", "PodDisruptionBudget", component, component, spec=spec)


def network_policy():
    own = {"podSelector": {"matchLabels": selector("server")}}
    witness = {"podSelector": {"matchLabels": selector("witness")}}
    monitoring = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
    clients = {"namespaceSelector": {"matchLabels": {"bench.berth.dev/client": "true"}}}
    spec = {
        "podSelector": {"matchLabels": selector("server")},
        "policyTypes": ["Ingress"],
        "ingress": [
            {"from": [own, witness, clients], "ports": [{"port": 7000, "protocol": "TCP"}]},
            {"from": [monitoring], "ports": [{"port": 9300, "protocol": "TCP"}]},
        ],
    }
    return obj("networking.k8s.io/v1", "NetworkPolicy", "server", "server", spec=spec)


def service_monitor():
    spec = {
        "selector": {"matchLabels": {"app": "bench", "component": "server"}},
        "endpoints": [{"port": "metrics", "interval": "15s", "scrapeTimeout": "10s", "path": "/metrics", "honorLabels": False}],
        "sampleLimit": 5000,
    }
    return obj("monitoring.coreos.com/v1", "ServiceMonitor", "server", "server", spec=spec)


ALERTS = (
    ("ServerDown", "up == 0", "2m", "critical", "does not answer"),
    ("NoPrimary", 'count by (namespace) (server_role{role="primary"} == 1) < 1', "30s", "critical", "has no primary"),
    ("ReplicaBroken", "server_replica_link_up == 0", "5m", "warning", "replicates from nobody"),
    ("SaveFailed", "server_last_save_ok == 0", "10m", "critical", "could not save its data"),
    ("DiskFilling", "predict_linear(kubelet_volume_stats_available_bytes[6h], 24 * 3600) < 0", "1h", "warning",
     "fills its disk within a day"),
)


def rule(alert, expr, wait, severity, text):
    return {
        "alert": "Bench" + alert,
        "expr": expr,
        "for": wait,
        "labels": {"severity": severity, "domain": "bench"},
        "annotations": {
            "summary": "{{ $labels.namespace }}/{{ $labels.pod }} " + text,
            "runbook": "bench/" + alert.lower(),
        },
    }


def prometheus_rule():
    recording = [
        {"record": "bench:commands:rate5m", "expr": "sum by (namespace) (rate(server_commands_total[5m]))"},
        {"record": "bench:hit_ratio:rate5m",
         "expr": "sum by (namespace) (rate(server_hits_total[5m]))\n  / sum by (namespace) (rate(server_reads_total[5m]))\n"},
    ]
    groups = [
        {"name": "bench.rules", "interval": "30s", "rules": recording},
        {"name": "bench.alerts", "rules": [rule(*row) for row in ALERTS]},
    ]
    return obj("monitoring.coreos.com/v1", "PrometheusRule", "server", "server", spec={"groups": groups})


PANELS = (
    ("Commands", "bench:commands:rate5m", "ops"),
    ("Hit ratio", "bench:hit_ratio:rate5m", "percentunit"),
    ("Memory", "server_memory_used_bytes", "bytes"),
)


def panel(i, title, expr, unit):
    return {
        "id": i + 1,
        "type": "timeseries",
        "title": title,
        "datasource": {"type": "prometheus", "uid": "$datasource"},
        "gridPos": {"x": i % 2 * 12, "y": i // 2 * 8, "w": 12, "h": 8},
        "unit": unit,
        "targets": [{"refId": "A", "expr": expr, "legendFormat": "{{pod}}"}],
    }


def dashboard():
    board = {
        "title": "Bench",
        "uid": "bench",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [{"name": "datasource", "type": "datasource", "query": "prometheus"}]},
        "panels": [panel(i, *row) for i, row in enumerate(PANELS)],
    }
    found = obj("v1", "ConfigMap", "dashboard", "monitoring",
                data={"bench.json": File("dashboard.json", json.dumps(board, indent=1) + "\n")})
    found["metadata"]["labels"]["grafana_dashboard"] = "1"
    return found


def twelve():
    """(output file, file name of the template, object) of each object, in the order of the contents page."""
    return (
        ("access.yaml", "serviceaccount.yaml", service_account()),
        ("access.yaml", "networkpolicy.yaml", network_policy()),
        ("server.yaml", "configmap.yaml", config_map()),
        ("server.yaml", "server-service.yaml", service("server", [("server", 7000), ("metrics", 9300)])),
        ("server.yaml", "server-statefulset.yaml", server_set()),
        ("server.yaml", "server-pdb.yaml", disruption_budget("server")),
        ("witness.yaml", "witness-service.yaml", service("witness", [("witness", 7100)])),
        ("witness.yaml", "witness-statefulset.yaml", witness_set()),
        ("witness.yaml", "witness-pdb.yaml", disruption_budget("witness")),
        ("monitoring.yaml", "servicemonitor.yaml", service_monitor()),
        ("monitoring.yaml", "prometheusrule.yaml", prometheus_rule()),
        ("monitoring.yaml", "dashboard.yaml", dashboard()),
    )

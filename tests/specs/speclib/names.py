# SPDX-License-Identifier: Apache-2.0
"""What the API server asks of names, labels, ports, quantities and selectors,
and no JSON schema says. Written from Kubernetes' documentation and from
k8s.io/apimachinery/pkg/util/validation, not from berth's own checks."""
import re

LABEL = re.compile(r'[a-z0-9]([-a-z0-9]*[a-z0-9])?')
SUBDOMAIN = re.compile(r'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
WORD = re.compile(r'[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?')
QUANTITY = re.compile(r'[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?')
PORT = re.compile(r'[a-z0-9]([-a-z0-9]*[a-z0-9])?')
ANNOTATIONS = 256 * 1024    # bytes of all annotations of an object
# Kinds whose names are DNS labels; all others are subdomains.
LABELS = {'Namespace', 'Service'}
HASH = 10           # characters of a pod-template-hash or revision
RANDOM = 5          # characters that a ReplicaSet adds to a pod's name


def label_name(text):
    return len(text) <= 63 and bool(LABEL.fullmatch(text))


def subdomain(text):
    return len(text) <= 253 and bool(SUBDOMAIN.fullmatch(text))


def label_value(text):
    return isinstance(text, str) and len(text) <= 63 and (not text or bool(WORD.fullmatch(text)))


def qualified(text):
    prefix, slash, name = text.rpartition('/')
    return (not slash or subdomain(prefix)) and len(name) <= 63 and bool(WORD.fullmatch(name))


def metadata(meta, kind, where, complain, template=False):
    name = meta.get('name')
    if not template:
        if not isinstance(name, str) or not (label_name(name) if kind in LABELS else subdomain(name)):
            complain(f'{where}: name {name!r}')
        if 'namespace' in meta and not label_name(meta['namespace']):
            complain(f"{where}: namespace {meta['namespace']!r}")
    for key, value in (meta.get('labels') or {}).items():
        if not qualified(key) or not label_value(value):
            complain(f'{where}: label {key!r}: {value!r}')
    total = 0
    for key, value in (meta.get('annotations') or {}).items():
        if not qualified(key.lower()) or not isinstance(value, str):
            complain(f'{where}: annotation {key!r}: {value!r:.80}')
        total += len(key.encode()) + len(str(value).encode('utf-8', 'surrogatepass'))
    if total > ANNOTATIONS:
        complain(f'{where}: {total} bytes of annotations')


def selector(labels, wanted, where, complain):
    """A selector {matchLabels, matchExpressions} against a template's labels."""
    for key, value in (wanted.get('matchLabels') or {}).items():
        if labels.get(key) != value:
            complain(f'{where}: the selector wants {key}={value!r}, the template has {labels.get(key)!r}')
    for rule in wanted.get('matchExpressions') or []:
        if rule['operator'] == 'In' and labels.get(rule['key']) not in rule['values']:
            complain(f"{where}: the selector wants {rule['key']} in {rule['values']}")


def quantities(resources, where, complain):
    for part in ('requests', 'limits', 'hard'):
        for name, value in (resources.get(part) or {}).items():
            if not QUANTITY.fullmatch(str(value)):
                complain(f'{where}: {part}.{name} {value!r} is no quantity')
    for name, value in (resources.get('requests') or {}).items():
        limit = (resources.get('limits') or {}).get(name)
        if limit is not None and number(value) > number(limit):
            complain(f'{where}: requests.{name} {value} is more than its limit {limit}')


def number(quantity):
    digits, unit = re.fullmatch(r'([-+.0-9]+)(.*)', str(quantity)).groups()
    scale = {'': 1, 'n': 1e-9, 'u': 1e-6, 'm': 1e-3, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'P': 1e15, 'E': 1e18}
    if unit.endswith('i'):
        return float(digits) * 1024 ** 'KMGTPE'.index(unit[0]) * 1024
    return float(digits) * (scale[unit] if unit in scale else float('1' + unit))


def pod(spec, where, complain):
    names, ports = set(), set()
    for c in (spec.get('initContainers') or []) + (spec.get('containers') or []):
        at = f"{where} container {c.get('name')}"
        if not label_name(c.get('name', '')) or c['name'] in names:
            complain(f'{at}: its name')
        names.add(c.get('name'))
        if not c.get('image') or c['image'] != c['image'].strip():
            complain(f'{at}: image {c.get("image")!r}')
        for p in c.get('ports') or []:
            port(p.get('containerPort'), p.get('name'), at, complain)
            if p.get('name') in ports:
                complain(f"{at}: port {p['name']} twice")
            ports.add(p.get('name'))
        for e in c.get('env') or []:
            if not e.get('name') or '=' in e['name']:
                complain(f"{at}: variable {e.get('name')!r}")
        quantities(c.get('resources') or {}, at, complain)
    volumes = {v['name'] for v in spec.get('volumes') or []}
    for name in volumes:
        if not label_name(name):
            complain(f'{where}: volume {name!r}')
    for field, good in (('priorityClassName', subdomain), ('serviceAccountName', subdomain),
                        ('schedulerName', qualified), ('hostname', label_name)):
        if field in spec and not good(spec[field]):
            complain(f'{where}: {field} {spec[field]!r}')
    for key, value in (spec.get('nodeSelector') or {}).items():
        if not qualified(key) or not label_value(value):
            complain(f'{where}: nodeSelector {key!r}: {value!r}')
    for t in spec.get('tolerations') or []:
        toleration(t, where, complain)
    return ports, volumes


def toleration(t, where, complain):
    key, operator = t.get('key', ''), t.get('operator', 'Equal')
    good = (qualified(key) if key else operator == 'Exists') and label_value(t.get('value', '')) \
        and not (operator == 'Exists' and t.get('value')) \
        and ('tolerationSeconds' not in t or t.get('effect') == 'NoExecute')
    if not good:
        complain(f'{where}: toleration {t}')


def port(value, name, where, complain):
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65536:
        complain(f'{where}: port {value!r}')
    if name is not None and not (len(name) <= 15 and PORT.fullmatch(name) and '--' not in name
                                 and re.search('[a-z]', name)):
        complain(f'{where}: port name {name!r}')


def workload(obj, where, complain):
    spec, kind = obj['spec'], obj['kind']
    template = spec['template']
    labels = template.get('metadata', {}).get('labels') or {}
    metadata(template.get('metadata') or {}, 'Pod', f'{where} template', complain, template=True)
    selector(labels, spec['selector'], where, complain)
    _, volumes = pod(template['spec'], where, complain)
    name = obj['metadata']['name']
    claims = [c['metadata']['name'] for c in spec.get('volumeClaimTemplates') or []]
    for c in spec.get('volumeClaimTemplates') or []:
        metadata(c['metadata'], 'PersistentVolumeClaim', f'{where} claim', complain)
        quantities(c['spec'].get('resources') or {}, f'{where} claim', complain)
    for c in template['spec'].get('containers', []):
        for mount in c.get('volumeMounts') or []:
            if mount['name'] not in volumes | set(claims):
                complain(f"{where}: volume {mount['name']} is not there")
    if kind == 'StatefulSet':
        last = f"{name}-{max(spec.get('replicas', 1) - 1, 0)}"
        # The pod's name is its host name and the value of a label; so is the revision, controller-revision-hash.
        made = [(last, label_name), (f'{name}-' + 'f' * HASH, label_value)]
        made += [(f'{claim}-{last}', subdomain) for claim in claims]
    else:
        # A ReplicaSet cuts the names of its pods to fit; they are host names, cut too.
        made = [(f'{name}-' + 'f' * HASH, subdomain)]
    for text, good in made:
        if not good(text):
            complain(f'{where}: {text} ({len(text)} characters) cannot be made of its name')


def service(obj, where, complain):
    spec, names = obj['spec'], []
    for p in spec.get('ports') or []:
        port(p.get('port'), p.get('name'), where, complain)
        target = p.get('targetPort', 1)
        if isinstance(target, int):
            port(target, None, where, complain)
        names.append(p.get('name'))
    if len(names) > 1 and (None in names or len(set(names)) < len(names)):
        complain(f'{where}: names of ports {names}')
    for key, value in (spec.get('selector') or {}).items():
        if not qualified(key) or not label_value(value):
            complain(f'{where}: selector {key!r}: {value!r}')
    if 'loadBalancerClass' in spec and not qualified(spec['loadBalancerClass']):
        complain(f"{where}: loadBalancerClass {spec['loadBalancerClass']!r}")


def selectors_find(objects, complain):
    """Each Service and PodDisruptionBudget finds pods of the tenant."""
    templates = [o['spec']['template']['metadata'].get('labels') or {} for _, o in objects
                 if o['kind'] in ('StatefulSet', 'Deployment')]
    pods = templates + [{**o['spec']['template']['metadata'].get('labels', {}),
                         'statefulset.kubernetes.io/pod-name': f"{o['metadata']['name']}-{i}"}
                        for _, o in objects if o['kind'] == 'StatefulSet' for i in range(o['spec']['replicas'])]
    for where, o in objects:
        wanted = o['spec'].get('selector') if o['kind'] == 'Service' else \
            (o['spec'].get('selector') or {}).get('matchLabels') if o['kind'] in ('PodDisruptionBudget', 'PodMonitor') \
            else None
        if wanted and not any(wanted.items() <= labels.items() for labels in pods):
            complain(f'{where}: finds no pod: {wanted}')


def judge(objects, complain):
    """[(where, object)] of one tenant."""
    seen = set()
    for where, o in objects:
        kind, meta = o['kind'], o.get('metadata') or {}
        identity = (o['apiVersion'], kind, meta.get('namespace'), meta.get('name'))
        if identity in seen:
            complain(f'{where}: twice')
        seen.add(identity)
        metadata(meta, kind, where, complain)
        if kind in ('StatefulSet', 'Deployment'):
            workload(o, where, complain)
        elif kind == 'Service':
            service(o, where, complain)
        elif kind == 'ResourceQuota':
            quantities({'hard': o['spec']['hard']}, where, complain)
        elif kind == 'ConfigMap':
            for key in o.get('data') or {}:
                if not re.fullmatch(r'[-._a-zA-Z0-9]{1,253}', key) or key in ('.', '..'):
                    complain(f'{where}: key {key!r}')
            if sum(len(v.encode()) for v in (o.get('data') or {}).values()) > 1024 * 1024:
                complain(f'{where}: more than 1 MiB')
    selectors_find(objects, complain)

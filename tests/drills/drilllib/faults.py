# SPDX-License-Identifier: Apache-2.0
"""What is broken, one function a drill. Each gets the running drill `d`: the tenant, the nodes, and who is master."""
import secrets
import threading
import time

from .kube import Skip

FAULTS = {}


class Fault:
    def __init__(self, what, function, limit, **more):
        self.what, self.function, self.limit = what, function, limit
        self.short = more.get('short', False)
        self.need = more.get('need', ('sentinel',))
        self.inside = more.get('inside', False)
        self.apart = more.get('apart', False)
        self.fresh = more.get('fresh', False)


def fault(name, what, limit, **more):
    """limit: the longest pause of writes in seconds; a number, or `detect` for down-after + 2.6, or `outage` for 5 s after all run.
    short: belongs to the short list. need: what it takes: sentinel, volume, project, nodes5. inside: another client writes from the
    master's node, and may lose what the old master took before it missed its replicas. apart: clients are on a node without data pods.
    fresh: no container restarted before; Kubernetes waits longer each time until it starts one again."""
    def keep(function):
        FAULTS[name] = Fault(what, function, limit, **more)
        return function
    return keep


def delete(d, names, *words):
    d.kube.run('-n', d.tenant.namespace, 'delete', 'pod', *names, '--wait=false', *words)


def force(d, names):
    delete(d, names, '--force', '--grace-period=0')


def drain(d, node):
    d.kube.run('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=150s',
               '--pod-selector=app.kubernetes.io/instance=' + d.tenant.name, timeout=170)


def lose_all(d, pod):
    """Its volume is emptied, then its server killed."""
    node, pid = pod['spec']['nodeName'], d.nodes.pid(pod, 'redis')
    d.nodes.run(node, f'cd /proc/{pid}/root/data && find . -mindepth 1 -delete; kill -9 {pid}')


def names_of(pods):
    return [p['metadata']['name'] for p in pods]


@fault('delete', 'master deleted', 2, short=True)
def _(d):
    delete(d, [d.master])


@fault('force', 'master deleted with --force', 3)
def _(d):
    force(d, [d.master])


@fault('kill', 'master killed with SIGKILL, its container restarts', 3, short=True, fresh=True)
def _(d):
    d.nodes.signal(d.master_pod, 'redis', 'KILL')


@fault('drain', "master's node drained, 12 s later uncordoned", 2, short=True)
def _(d):
    node = d.master_pod['spec']['nodeName']
    d.restore(lambda: d.kube.run('uncordon', node))
    begin = time.monotonic()
    drain(d, node)
    time.sleep(max(0, begin + 12 - time.monotonic()))
    d.kube.run('uncordon', node)


@fault('drains', 'all nodes drained, one after the other', 2)
def _(d):
    for node in d.clients.nodes:
        d.restore(lambda node=node: d.kube.run('uncordon', node))
        drain(d, node)
        d.kube.run('uncordon', node)
        d.tenant.settle()
        d.whole(d.eyes, 200)


def hang(d):
    node, pid = d.master_pod['spec']['nodeName'], d.nodes.pid(d.master_pod, 'redis')
    d.restore(lambda: d.nodes.run(node, f'kill -CONT {pid}', check=False))
    d.nodes.run(node, f'kill -STOP {pid}')
    time.sleep(20)
    d.nodes.run(node, f'kill -CONT {pid}')


@fault('hang', 'master stopped for 20 s (SIGSTOP, SIGCONT)', 'detect')
def _(d):
    hang(d)


@fault('cut', "master's node without network for 30 s", 'detect', inside=True)
def _(d):
    d.cut([d.master_pod['spec']['nodeName']], 30)


@fault('zone', "all nodes of the master's zone without network for 30 s", 'detect', need=('sentinel', 'zones'))
def _(d):
    d.cut(d.same_zone(), 30)


# The Sentinel that is cut off has not asked the old master since it was made a replica. If that is promoted again meanwhile, which is as
# likely as not, the Sentinel must not act on what it heard before.
@fault('flap', 'master stopped for 20 s; 13 s later the node of its successor without network for 30 s', 'detect', apart=True)
def _(d):
    hang(d)
    time.sleep(13)
    d.cut([d.tenant.pod(d.eyes.master())['spec']['nodeName']], 30)


@fault('sentinel', 'one Sentinel killed with SIGKILL', 1, fresh=True)
def _(d):
    d.nodes.signal(d.tenant.pods('sentinel')[0], 'sentinel', 'KILL')


@fault('sentinels', 'two Sentinels deleted with --force', 1)
def _(d):
    force(d, names_of(d.tenant.pods('sentinel')[:2]))


@fault('outage', 'all pods deleted with --force at once', 'outage', short=True)
def _(d):
    force(d, names_of(d.tenant.pods()))


@fault('crash', 'all servers killed with SIGKILL at once', 'outage', fresh=True)
def _(d):
    pods = [(p, p['metadata']['labels']['app.kubernetes.io/component']) for p in d.tenant.pods()]
    by_node = {}
    for pod, component in pods:
        if component in ('redis', 'sentinel'):
            by_node.setdefault(pod['spec']['nodeName'], []).append(d.nodes.pid(pod, component))
    threads = [threading.Thread(target=d.nodes.run, args=(node, 'kill -9 ' + ' '.join(pids))) for node, pids in by_node.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@fault('restart', 'rolling restart of the data pods', 2)
def _(d):
    d.kube.run('-n', d.tenant.namespace, 'rollout', 'restart', 'statefulset', d.tenant.statefulset)
    d.tenant.settle()


@fault('config', 'spec changed (a directive) and back, compiled and applied', 2, need=('sentinel', 'project'))
def _(d):
    plain, changed = '  redis:\n', '  redis:\n    config: {slowlog-max-len: 512}\n'
    if d.tenant.name == 'cache':
        raise Skip('has directives already')
    d.restore(lambda: change(d, changed, plain))
    change(d, plain, changed)


@fault('image', 'spec changed to another image, compiled and applied', 2, need=('sentinel', 'project'))
def _(d):
    old = '  tier: drill\n'
    new = old + '  engine: {image: "registry.lab.invalid/library/redis:7.0.15-again"}\n'
    d.restore(lambda: change(d, new, old))
    d.project.change(d.tenant.name, old, new)
    d.bring_images()
    d.tenant.apply()
    d.tenant.settle()


@fault('password', 'passwords changed in three steps (both accepted, new one sent, old one forgotten)', 2, need=('sentinel', 'project'))
def _(d):
    old = d.tenant.passwords()
    new = {key: secrets.token_urlsafe(18) for key in old}
    auth = d.project.line(d.tenant.name, '  auth: ')
    mark = secrets.token_hex(4)

    def step(number, **keys):
        nonlocal auth
        d.tenant.write_secret(keys)
        text = f'  auth: {{secret: {d.tenant.secret}, revision: r{mark}-{number}}}'
        d.project.change(d.tenant.name, auth, text)
        auth = text
        d.tenant.apply()
        d.tenant.settle()

    step(1, **old, **{key + '-also': new[key] for key in new})
    for session in d.sessions:
        session.order_password(new['password'])
    step(2, **new, **{key + '-also': old[key] for key in old})
    step(3, **new)
    d.password = new['password']


def change(d, old, new):
    d.project.change(d.tenant.name, old, new)
    d.tenant.apply()
    d.tenant.settle()


@fault('scale', 'spec changed from 3 data pods to 5, compiled and applied', 2, need=('sentinel', 'project', 'nodes5'))
def _(d):
    change(d, '  replicas: 3', '  replicas: 5')


@fault('shrink', 'and back from 5 to 3', 2, need=('sentinel', 'project', 'nodes5'))
def _(d):
    if d.tenant.replicas != 5:
        raise Skip('comes after scale')
    change(d, '  replicas: 5', '  replicas: 3')


@fault('dns', 'DNS stopped (no answers), then the master deleted with --force', 3)
def _(d):
    d.restore(d.nodes.start_dns)
    d.nodes.stop_dns()
    force(d, [d.master])
    time.sleep(20)
    d.nodes.start_dns()


@fault('dnsslow', 'DNS answers after 2 s for 20 s, the master deleted with --force meanwhile', 3)
def _(d):
    slow = threading.Event()
    d.nodes.stop_dns()
    d.restore(d.nodes.start_dns)

    def drag():
        while not slow.wait(2):
            d.nodes.start_dns()
            time.sleep(0.05)
            d.nodes.stop_dns()
    thread = threading.Thread(target=drag)
    thread.start()
    try:
        force(d, [d.master])
        time.sleep(20)
    finally:
        slow.set()
        thread.join()
    d.nodes.start_dns()


# A list of a million texts in a script is not counted in maxmemory, but in the container.
EAT = 'local t = {} for i = 1, 10000000 do t[i] = string.rep("x", 1000) .. i end return #t'
# About 40 MB in keys that end by themselves.
FILL = 'for i = 1, 10000 do redis.call("SET", KEYS[1] .. i, string.rep("x", 1000), "EX", 600) end'


@fault('memory', "master's container beyond its memory limit (OOM kill)", 3, fresh=True)
def _(d):
    before = d.restarts(d.master)
    d.tell_redis(d.master, 'EVAL', EAT, '0', check=False)
    d.kube.wait('the container ends', 20, lambda: d.restarts(d.master) > before)


@fault('resync', 'a replica loses all and copies 40 MB while clients write', 1, need=('sentinel', 'volume'), fresh=True)
def _(d):
    for part in 'abcd':
        d.tell_redis(d.master, 'EVAL', FILL, '1', 'drill:fill:' + part)
    lose_all(d, d.tenant.pod(next(name for name in d.tenant.redis if name != d.master)))


@fault('emptied', "master's volume emptied, then killed with SIGKILL", 3, need=('sentinel', 'volume'), fresh=True)
def _(d):
    lose_all(d, d.master_pod)


@fault('full', "master's disk full for 20 s", 'detect', need=('sentinel', 'volume'))
def _(d):
    node, pid = d.master_pod['spec']['nodeName'], d.nodes.pid(d.master_pod, 'redis')
    data = f'/proc/{pid}/root/data'
    free = int(d.nodes.run(node, f'df -kP {data} | awk \'NR == 2 {{ print $4 }}\''))
    if free > 4 << 20:
        raise Skip(f'the volume has {free >> 20} GiB free; more than 4 are not filled')
    d.restore(lambda: d.nodes.run(node, f'rm -f {data}/drill.fill', check=False))
    d.nodes.run(node, f'dd if=/dev/zero of={data}/drill.fill bs=64k 2>/dev/null; [ -e {data}/drill.fill ]')
    time.sleep(20)
    d.nodes.run(node, f'rm -f {data}/drill.fill')


@fault('restarted', 'the only pod killed with SIGKILL', 8, need=('single',), fresh=True)
def _(d):
    d.nodes.signal(d.master_pod, 'redis', 'KILL')


@fault('replaced', 'the only pod deleted', 30, need=('single',))
def _(d):
    delete(d, [d.master])


def limit_of(fault_, tenant, ran):
    """The longest pause in seconds. ran: how long after the fault all data pods ran again."""
    if fault_.limit == 'detect':
        return tenant.down_after + 2.6
    if fault_.limit == 'outage':
        return (ran or 0) + 5
    return float(fault_.limit)


def check_needs(fault_, drill):
    """Raises Skip for a drill that this tenant or cluster cannot have."""
    need = fault_.need
    if 'sentinel' in need and not drill.tenant.sentinels:
        raise Skip('one data pod, nobody to fail over to')
    if 'single' in need and drill.tenant.sentinels:
        raise Skip('for tenants of one data pod')
    if 'volume' in need and not drill.tenant.keeps:
        raise Skip('nothing on a volume')
    if 'project' in need and not drill.project:
        raise Skip('needs the drill project, not a compiled tenant')
    if 'zones' in need and len(drill.clients.nodes) < 4:
        raise Skip('with a node a zone this is the drill cut')
    if 'nodes5' in need and len(drill.clients.nodes) < 5:
        raise Skip(f'needs 5 nodes, there are {len(drill.clients.nodes)}')

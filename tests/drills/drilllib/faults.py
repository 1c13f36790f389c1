# SPDX-License-Identifier: Apache-2.0
"""What is broken, one function a drill. Each gets the running drill `d`: the tenant, the nodes, and who is master."""
import threading
import time

from .kube import Skip

FAULTS = {}


class Fault:
    def __init__(self, what, function, limit, short, need):
        self.what, self.function, self.limit, self.short, self.need = what, function, limit, short, need


def fault(name, what, limit, short=False, need=('sentinel',)):
    """limit: the longest pause of writes in seconds; a number, or `detect` for down-after + 2.6, or `outage` for 5 s after all run.
    need: what it takes: sentinel, volume, project, nodes5."""
    def keep(function):
        FAULTS[name] = Fault(what, function, limit, short, need)
        return function
    return keep


def delete(d, names, *words):
    d.kube.run('-n', d.tenant.namespace, 'delete', 'pod', *names, '--wait=false', *words)


def force(d, names):
    delete(d, names, '--force', '--grace-period=0')


def names_of(pods):
    return [p['metadata']['name'] for p in pods]


@fault('delete', 'master deleted', 2, short=True)
def _(d):
    delete(d, [d.master])


@fault('force', 'master deleted with --force', 3)
def _(d):
    force(d, [d.master])


@fault('kill', 'master killed with SIGKILL, its container restarts', 3, short=True)
def _(d):
    d.nodes.signal(d.master_pod, 'redis', 'KILL')


@fault('drain', "master's node drained, 12 s later uncordoned", 2, short=True)
def _(d):
    node = d.master_pod['spec']['nodeName']
    d.restore(lambda: d.kube.run('uncordon', node))
    begin = time.monotonic()
    d.kube.run('drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=150s',
               '--pod-selector=app.kubernetes.io/instance=' + d.tenant.name, timeout=170)
    time.sleep(max(0, begin + 12 - time.monotonic()))
    d.kube.run('uncordon', node)


@fault('hang', 'master stopped for 20 s (SIGSTOP, SIGCONT)', 'detect')
def _(d):
    node, pid = d.master_pod['spec']['nodeName'], d.nodes.pid(d.master_pod, 'redis')
    d.restore(lambda: d.nodes.run(node, f'kill -CONT {pid}', check=False))
    d.nodes.run(node, f'kill -STOP {pid}')
    time.sleep(20)
    d.nodes.run(node, f'kill -CONT {pid}')


@fault('cut', "master's node without network for 30 s", 'detect')
def _(d):
    d.nodes.cut(d.master_pod['spec']['nodeName'], 30)
    time.sleep(31)


@fault('sentinel', 'one Sentinel killed with SIGKILL', 1)
def _(d):
    d.nodes.signal(d.tenant.pods('sentinel')[0], 'sentinel', 'KILL')


@fault('sentinels', 'two Sentinels deleted with --force', 1)
def _(d):
    force(d, names_of(d.tenant.pods('sentinel')[:2]))


@fault('outage', 'all pods deleted with --force at once', 'outage', short=True)
def _(d):
    force(d, names_of(d.tenant.pods()))


@fault('crash', 'all servers killed with SIGKILL at once', 'outage')
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


@fault('emptied', "master's volume emptied, then killed with SIGKILL", 3, need=('sentinel', 'volume'))
def _(d):
    node, pid = d.master_pod['spec']['nodeName'], d.nodes.pid(d.master_pod, 'redis')
    d.nodes.run(node, f'cd /proc/{pid}/root/data && find . -mindepth 1 -delete; kill -9 {pid}')


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


@fault('restarted', 'the only pod killed with SIGKILL', 8, need=('single',))
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
    if 'nodes5' in need and len(drill.clients.nodes) < 5:
        raise Skip(f'needs 5 nodes, there are {len(drill.clients.nodes)}')

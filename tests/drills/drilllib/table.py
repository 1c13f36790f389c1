# SPDX-License-Identifier: Apache-2.0
"""The figures of many drills as a table for people."""
import json


def span(values, form='{:.1f}'):
    """The smallest and the largest; one if they are the same."""
    low, high = form.format(min(values)), form.format(max(values))
    return low if low == high else f'{low}-{high}'


def of_log(path):
    rows = {}
    with open(path, encoding='utf-8') as f:
        for line in f:
            figures = json.loads(line)
            rows.setdefault((figures['tenant'], figures['drill'], figures['what']), []).append(figures)
    text = ['| tenant | drill | n | pause, Sentinel s | pause, proxy s | limit s | acknowledged | lost | attached s | healthy s | load |',
            '|---|---|---|---|---|---|---|---|---|---|---|']
    for (tenant, drill, what), all_ in rows.items():
        def of(how):
            found = [f['clients'][how] for f in all_ if how in f['clients']]
            return span([c['pause'] for c in found]) if found else '-'

        # Who sits beside a master that is cut off may lose what it took, and is told of apart.
        clients = [c for f in all_ for how, c in f['clients'].items() if how != 'inside']
        beside = [f['clients']['inside'] for f in all_ if 'inside' in f['clients']]
        if beside:
            what += (f"; a client beside it lost {span([c['lost'] for c in beside], '{}')} writes, the last of them "
                     f"{span([c['lost_until'] for c in beside])} s after the cut")
        aware = of('sentinel') if of('sentinel') != '-' else of('service')
        text.append(
            f"| {tenant} | `{drill}`: {what} | {len(all_)} | {aware} | {of('proxy')} | {span([f['limit'] for f in all_])} "
            f"| {sum(c['acknowledged'] for c in clients)} | {sum(c['lost'] for c in clients)} | {span([f['attached'] for f in all_])} "
            f"| {span([f['healthy'] for f in all_])} | {span([f['load'] for f in all_])} |")
    return '\n'.join(text)

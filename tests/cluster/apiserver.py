# SPDX-License-Identifier: Apache-2.0
"""An API server over kept-alive connections, one a thread: kubectl would need a minute for what this does in seconds."""
import base64
import http.client
import json
import re
import ssl
import threading
import time
import urllib.parse


class Server:
    """Reads a kubeconfig as tests/cluster writes it: an address, a CA and a token."""

    def __init__(self, kubeconfig):
        with open(kubeconfig, encoding='utf-8') as f:
            text = f.read()
        self.host, self.port = re.search(r'server: "https://([^:"]+):(\d+)"', text).groups()
        self.token = re.search(r'token: "([^"]+)"', text)[1]
        ca = re.search(r'certificate-authority-data: "([^"]+)"', text)[1]
        self.tls = ssl.create_default_context(cadata=base64.b64decode(ca).decode())
        self.local = threading.local()
        self.lock = threading.Lock()
        self.groups = {}

    def call(self, method, path, body=None, content='application/json'):
        """(status, body, warnings). Tried twice: the server may close a connection that was idle."""
        headers = {'Authorization': 'Bearer ' + self.token, 'Content-Type': content, 'Accept': 'application/json'}
        for attempt in (1, 2):
            if not getattr(self.local, 'link', None):
                self.local.link = http.client.HTTPSConnection(self.host, int(self.port), context=self.tls, timeout=120)
            try:
                self.local.link.request(method, path, body, headers)
                answer = self.local.link.getresponse()
                return answer.status, answer.read(), answer.headers.get_all('Warning') or []
            except (http.client.HTTPException, OSError):
                self.local.link = None
                if attempt == 2:
                    raise

    @staticmethod
    def prefix(api):
        return ('/apis/' if '/' in api else '/api/') + api

    def resource(self, api, kind):
        """What the server says of a kind, or None. Only what was found is remembered."""
        with self.lock:
            if kind not in self.groups.get(api, {}):
                status, body, _ = self.call('GET', self.prefix(api))
                found = json.loads(body).get('resources', []) if status == 200 else []
                self.groups[api] = {r['kind']: r for r in found if '/' not in r['name']}
            return self.groups[api].get(kind)

    def wait_for_kinds(self, kinds, seconds=60):
        end = time.monotonic() + seconds
        for api, kind in kinds:
            while not self.resource(api, kind):
                if time.monotonic() > end:
                    raise OSError(f'{api} {kind} is not served after {seconds} s')
                time.sleep(0.1)

    def apply(self, value, text, dry=True):
        """Server-side apply of text, which says value: (status, the server's message, warnings)."""
        api, kind, meta = value['apiVersion'], value['kind'], value['metadata']
        resource = self.resource(api, kind)
        if not resource:
            return 404, f'no such kind: {api} {kind}', []
        place = f"/namespaces/{meta.get('namespace', 'default')}" if resource['namespaced'] else ''
        query = {'fieldManager': 'berth', 'force': 'true', 'fieldValidation': 'Strict'}
        if dry:
            query['dryRun'] = 'All'
        path = f"{self.prefix(api)}{place}/{resource['name']}/{meta['name']}?{urllib.parse.urlencode(query)}"
        status, body, warnings = self.call('PATCH', path, text.encode(), 'application/apply-patch+yaml')
        said = ''
        if status >= 300:
            try:
                said = json.loads(body)['message']
            except (ValueError, KeyError):
                said = body.decode(errors='replace')
        return status, said, warnings

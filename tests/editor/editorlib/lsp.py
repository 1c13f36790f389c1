# SPDX-License-Identifier: Apache-2.0
"""A session with a language server, as an editor has it (LSP 3.17)."""
import json
import os
import pathlib
import subprocess
import threading


class Session:
    """One server over one folder. `settings` is what the editor's settings
    say, by their full names."""

    def __init__(self, command, root, settings):
        self.root = pathlib.Path(root)
        self.settings = nested(settings)
        self.number = 0
        self.diagnostics = {}
        self.opened = set()
        self.server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, cwd=root)
        self.watch = threading.Timer(120, self.server.kill)
        self.watch.start()
        folder = {'uri': self.root.as_uri(), 'name': 'project'}
        self.request('initialize', {
            'processId': os.getpid(), 'rootUri': folder['uri'],
            'workspaceFolders': [folder],
            'capabilities': {
                'workspace': {'configuration': True,
                              'workspaceFolders': True},
                'textDocument': {'completion': {
                    'completionItem': {'snippetSupport': True}}}}})
        self.send({'method': 'initialized', 'params': {}})
        self.send({'method': 'workspace/didChangeConfiguration',
                   'params': {'settings': self.settings}})

    def close(self):
        self.watch.cancel()
        self.server.kill()
        self.server.wait()
        self.server.stdin.close()
        self.server.stdout.close()

    def send(self, message):
        body = json.dumps({'jsonrpc': '2.0', **message}).encode()
        self.server.stdin.write(b'Content-Length: %d\r\n\r\n' % len(body))
        self.server.stdin.write(body)
        self.server.stdin.flush()

    def receive(self):
        """Takes one message, and answers what the server asks."""
        length = 0
        while line := self.server.stdout.readline().strip():
            name, _, value = line.partition(b':')
            if name.lower() == b'content-length':
                length = int(value)
        assert length, 'the language server has ended'
        message = json.loads(self.server.stdout.read(length))
        if 'method' in message and 'id' in message:
            self.send({'id': message['id'], 'result': self.answer(message)})
        elif message.get('method') == 'textDocument/publishDiagnostics':
            at = message['params']
            self.diagnostics[at['uri']] = at['diagnostics']
        return message

    def answer(self, message):
        if message['method'] != 'workspace/configuration':
            return None
        return [self.settings.get(item.get('section'))
                for item in message['params']['items']]

    def request(self, method, params):
        self.number += 1
        self.send({'id': self.number, 'method': method, 'params': params})
        while True:
            message = self.receive()
            if message.get('id') == self.number and 'method' not in message:
                assert 'error' not in message, message['error']
                return message['result']

    def open(self, path, text):
        """Opens a file with this text; returns its address and what the
        server says of it."""
        uri = (self.root / path).as_uri()
        if uri in self.opened:
            self.diagnostics_after('didClose', uri, {'uri': uri})
        self.opened.add(uri)
        self.number += 1
        return uri, self.diagnostics_after('didOpen', uri, {
            'uri': uri, 'languageId': 'yaml', 'version': self.number,
            'text': text})

    def diagnostics_after(self, method, uri, document):
        self.diagnostics.pop(uri, None)
        self.send({'method': f'textDocument/{method}',
                   'params': {'textDocument': document}})
        while uri not in self.diagnostics:
            self.receive()
        return self.diagnostics[uri]

    def at(self, method, path, text):
        """Asks about the place of '@' in the text."""
        before = text[:text.index('@')]
        place = {'line': before.count('\n'),
                 'character': len(before) - before.rfind('\n') - 1}
        uri, _ = self.open(path, text.replace('@', '', 1))
        return self.request(f'textDocument/{method}', {
            'textDocument': {'uri': uri}, 'position': place})

    def completions(self, path, text):
        found = self.at('completion', path, text)
        return {item['label']: item.get('insertText', '')
                for item in found['items']}

    def hover(self, path, text):
        found = self.at('hover', path, text)
        return found['contents']['value'] if found else ''

    def messages(self, path, text):
        """'line:column message' of each error and warning."""
        _, found = self.open(path, text)
        return [f"{d['range']['start']['line'] + 1}:"
                f"{d['range']['start']['character'] + 1} {d['message']}"
                for d in found if d.get('severity', 1) <= 2]


def nested(settings):
    """{'yaml.schemas': x} as {'yaml': {'schemas': x}}."""
    out = {}
    for name, value in settings.items():
        *path, last = name.split('.')
        at = out
        for step in path:
            at = at.setdefault(step, {})
        at[last] = value
    return out

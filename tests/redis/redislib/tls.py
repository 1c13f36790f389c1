# SPDX-License-Identifier: Apache-2.0
"""Certificates for a test, by openssl, and a client that speaks TLS and checks names."""
import os
import socket
import ssl
import subprocess

from redislib import servers


def openssl(folder, *words):
    subprocess.run(['openssl', *words], cwd=folder, check=True, stdin=subprocess.DEVNULL, capture_output=True)


def authority(folder, name):
    """NAME.crt and NAME.key of an authority."""
    openssl(folder, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
            '-subj', f'/CN={name}', '-keyout', f'{name}.key', '-out', f'{name}.crt')


def certificate(folder, by, name, names):
    """NAME.crt and NAME.key that the authority has signed, for servers and clients, with these names (as DNS:a or IP:b)."""
    with open(os.path.join(folder, f'{name}.ext'), 'w', encoding='ascii') as f:
        f.write(f'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\n'
                f'extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName={",".join(names)}\n')
    openssl(folder, 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', f'/CN={name}',
            '-keyout', f'{name}.key', '-out', f'{name}.csr')
    openssl(folder, 'x509', '-req', '-in', f'{name}.csr', '-CA', f'{by}.crt', '-CAkey', f'{by}.key', '-CAcreateserial',
            '-days', '1', '-extfile', f'{name}.ext', '-out', f'{name}.crt')


class Connection(servers.Connection):
    """A client that wants a certificate of this authority with this name, and shows its own if it has one."""

    def __init__(self, place, name, authority_file, own=None, limit=10):
        context = ssl.create_default_context(cafile=authority_file)
        if own:
            context.load_cert_chain(own + '.crt', own + '.key')
        self.socket = context.wrap_socket(socket.create_connection(place, timeout=limit), server_hostname=name)
        self.file = self.socket.makefile('rb')

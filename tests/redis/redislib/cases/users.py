# SPDX-License-Identifier: Apache-2.0
"""The tenant's own users, and a Secret without a certificate. What TLS does with certificates: tests/redis/tls."""
from ..servers import Broken
from . import case
from .start import begin, must_die, passwords


def refused(client, *words):
    try:
        client.ask(*words)
    except Broken as why:
        return str(why)
    return ''


@case('users of the tenant, one of them without a password', tenant='users', scripts='redis-start.sh')
def users(w):
    passwords(w, password='x', system_password='system-pw_1', shop='s p\n', shop_also='next')
    pod = w.pod(w.data()[0]).start()
    pod.says('the Secret has no late: user late cannot log in')
    for password in ('s p', 'next'):
        client = pod.client('shop', password)
        assert client.ask('SET', 'a1', '1') == 'OK'
        assert refused(client, 'SET', 'b', '1').startswith('NOPERM')
        client.close()
    client = pod.client('default', 'x')
    for password in ('', 'x', 'late'):
        assert refused(client, 'AUTH', 'late', password).startswith('WRONGPASS')
    client.close()


@case('a Secret without a certificate', tenant='tls', scripts='lib.sh')
def no_certificate(w):
    must_die(begin(w, 0), 'the Secret of the certificate has no tls.crt')

# SPDX-License-Identifier: Apache-2.0
"""TAP, and tools that may be missing."""
import os

STRICT = os.environ.get('BERTH_JUDGES') == 'all'


def tools():
    """Where tests/judges/install puts other people's tools."""
    cache = os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache')
    return os.environ.get('BERTH_JUDGES_DIR') or \
        os.path.join(cache, 'berth', 'judges')


class Tap:
    def __init__(self):
        self.number = self.failed = self.skipped = 0

    def test(self, name, function, *args, needs=()):
        """Runs one test; it fails by an assertion, and is skipped when a
        file that it needs is not there (a failure with BERTH_JUDGES=all)."""
        self.number += 1
        missing = [n for n in needs if not os.path.exists(n)]
        if missing and not STRICT:
            self.skipped += 1
            print(f'ok {self.number} # SKIP {name}: no {missing[0]}; '
                  'tests/judges/install', flush=True)
            return
        try:
            assert not missing, f'no {missing[0]}, and BERTH_JUDGES=all'
            function(*args)
            print(f'ok {self.number} - {name}', flush=True)
        except AssertionError as error:
            self.failed += 1
            print(f'not ok {self.number} - {name}')
            for line in str(error).splitlines():
                print(f'# {line}', flush=True)

    def close(self):
        print(f'1..{self.number}')
        return self.failed > 0

# SPDX-License-Identifier: Apache-2.0
"""Results as TAP, the plan at the end because nobody knows it before."""


class Tap:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def _number(self):
        return self.passed + self.failed + self.skipped

    def result(self, ok, name, complaints=()):
        """One test. The complaints, if any, become diagnostic lines."""
        if ok:
            self.passed += 1
        else:
            self.failed += 1
        print("%sok %d - %s" % ("" if ok else "not ", self._number(), name))
        for text in complaints:
            for line in str(text).splitlines():
                print("# " + line)

    def complaints(self, name, complaints):
        """One test, which passes if there is nothing to complain about."""
        self.result(not complaints, name, complaints)

    def skip(self, name, why):
        self.skipped += 1
        print("ok %d - %s # SKIP %s" % (self._number(), name, why))

    def finish(self):
        """Writes plan and summary. Returns the exit status."""
        print("1..%d" % self._number())
        print("%d passed, %d failed, %d skipped" % (self.passed, self.failed, self.skipped))
        return 1 if self.failed else 0

# SPDX-License-Identifier: Apache-2.0
"""Strings of a regular expression (RE2's syntax), by length.

A parsed pattern is one of
    ('set', [(first, last), ...])    one character of these ranges
    ('cat', [node, ...])             one after the other; anchors are empty
    ('alt', [node, ...])             one of them
    ('rep', node, least, most)       most None: without an end
The lengths that a node can have are a bit set in an int: bit n is set when a
string of n characters exists. So the longest and the shortest string, and one
of any length between, are found without trying.
"""
MOST = 300      # the longest string where a pattern knows no end
EMPTY = ('cat', [])
PRINTED = [(0x20, 0x7e), (0xa1, 0xd7ff), (0xe000, 0xfffd), (0x10000, 0x1ffff)]
NAMED = {
    'd': [(48, 57)], 'w': [(48, 57), (65, 90), (95, 95), (97, 122)],
    's': [(9, 10), (12, 13), (32, 32)],
    'alpha': [(65, 90), (97, 122)], 'digit': [(48, 57)],
    'alnum': [(48, 57), (65, 90), (97, 122)], 'lower': [(97, 122)],
    'upper': [(65, 90)], 'xdigit': [(48, 57), (65, 70), (97, 102)],
    'punct': [(33, 47), (58, 64), (91, 96), (123, 126)],
    'space': [(9, 13), (32, 32)], 'cntrl': [(0, 31), (127, 127)],
    'print': [(32, 126)], 'graph': [(33, 126)], 'word': None,
}
NAMED['word'] = NAMED['w']
ESCAPED = {'n': 10, 't': 9, 'r': 13, 'f': 12, 'v': 11, 'a': 7}


class Unreadable(Exception):
    """A pattern with something that this parser does not know."""


def inverted(ranges):
    """What PRINTED has and the ranges have not."""
    left = list(PRINTED)
    for low, high in ranges:
        left = [(a, b) for lo, hi in left
                for a, b in ((lo, min(hi, low - 1)), (max(lo, high + 1), hi))
                if a <= b]
    return left


class Parser:
    def __init__(self, text):
        self.text, self.at = text, 0

    def peek(self, words=1):
        return self.text[self.at:self.at + words]

    def take(self, wanted):
        if not self.text.startswith(wanted, self.at):
            return False
        self.at += len(wanted)
        return True

    def whole(self):
        node = self.alternatives()
        if self.at < len(self.text):
            raise Unreadable(f'{self.text!r} at {self.at}')
        return node

    def alternatives(self):
        branches = [self.sequence()]
        while self.take('|'):
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else ('alt', branches)

    def sequence(self):
        nodes = []
        while self.peek() not in ('', '|', ')'):
            nodes.append(self.repeated(self.atom()))
        return ('cat', nodes)

    def repeated(self, node):
        while True:
            if self.take('*'):
                node = ('rep', node, 0, None)
            elif self.take('+'):
                node = ('rep', node, 1, None)
            elif self.take('?'):
                node = ('rep', node, 0, 1)
            elif self.peek() == '{':
                end = self.text.index('}', self.at)
                least, _, most = self.text[self.at + 1:end].partition(',')
                exact = ',' not in self.text[self.at:end]
                node = ('rep', node, int(least), int(least) if exact
                        else int(most) if most else None)
                self.at = end + 1
            else:
                return node
            self.take('?')          # lazy is the same language

    def atom(self):
        if self.take('('):
            if self.take('?') and not self.take(':'):
                raise Unreadable(f'{self.text!r}: flags')
            node = self.alternatives()
            if not self.take(')'):
                raise Unreadable(f'{self.text!r}: ( without )')
            return node
        if self.take('['):
            return ('set', self.members())
        if self.take('.'):
            return ('set', inverted([]))
        if self.take('^') or self.take('$'):
            return EMPTY
        if self.take('\\'):
            return ('set', self.escape())
        self.at += 1
        return ('set', [(ord(self.text[self.at - 1]),) * 2])

    def escape(self):
        word = self.peek()
        self.at += 1
        if word.lower() in ('d', 'w', 's'):
            ranges = NAMED[word.lower()]
            return ranges if word.islower() else inverted(ranges)
        if word == 'x':
            self.at += 2
            return [(int(self.text[self.at - 2:self.at], 16),) * 2]
        if word.isalnum() and word not in ESCAPED:
            raise Unreadable(f'{self.text!r}: \\{word}')
        return [(ESCAPED.get(word, ord(word)),) * 2]

    def members(self):
        negative, ranges, first = self.take('^'), [], True
        while first or not self.take(']'):
            first = False
            if self.take('[:'):
                end = self.text.index(':]', self.at)
                ranges += NAMED[self.text[self.at:end]]
                self.at = end + 2
                continue
            low = self.member()
            if self.peek() == '-' and self.peek(2) != '-]':
                self.at += 1
                ranges.append((low[0][0], self.member()[-1][1]))
            else:
                ranges += low
        return inverted(ranges) if negative else ranges

    def member(self):
        if self.take('\\'):
            return self.escape()
        self.at += 1
        return [(ord(self.text[self.at - 1]),) * 2]


def ones(mask):
    """The numbers of a bit set, ascending."""
    return [n for n in range(mask.bit_length()) if mask >> n & 1]


class Language:
    """The strings of one node that have at most `most` characters."""

    def __init__(self, node, most):
        self.node, self.most = node, most
        self.known = {}

    def plus(self, a, b):
        total = 0
        for n in ones(a):
            total |= b << n
        return total & ((2 << self.most) - 1)

    def lengths(self, node=None):
        node = node or self.node
        if id(node) not in self.known:
            self.known[id(node)] = self.measure(node)
        return self.known[id(node)]

    def measure(self, node):
        kind = node[0]
        if kind == 'set':
            return 2 if node[1] and self.most > 0 else 0
        total = 1 if kind == 'cat' else 0
        if kind == 'cat':
            for part in node[1]:
                total = self.plus(total, self.lengths(part))
        elif kind == 'alt':
            for branch in node[1]:
                total |= self.lengths(branch)
        else:
            for mask in self.repeats(node)[node[2]:]:
                total |= mask
        return total

    def repeats(self, node):
        """[lengths of 0 copies, of 1, ...]"""
        key = ('repeats', id(node))
        if key not in self.known:
            _, inner, least, most = node
            one, masks = self.lengths(inner), [1]
            end = most if most is not None else max(least, self.most)
            while len(masks) <= end and masks[-1]:
                masks.append(self.plus(masks[-1], one))
            self.known[key] = masks
        return self.known[key]

    def write(self, length, rng, node=None, greedy=False):
        """A string of this length, which lengths() must have. Greedy: few
        and long copies; 'first' and 'last' in the order of code points, too
        (so 1000 and 9999)."""
        node = node or self.node
        kind = node[0]
        if kind == 'set':
            if greedy in ('first', 'last'):
                return chr(node[1][0][0] if greedy == 'first'
                           else max(high for _, high in node[1]))
            low, high = rng.choice(node[1])
            return chr(rng.choice((low, high, rng.randint(low, high))))
        if kind == 'alt':
            fits = [b for b in node[1] if self.lengths(b) >> length & 1]
            return self.write(length, rng, rng.choice(fits), greedy)
        if kind == 'cat':
            parts = node[1]
        else:
            masks = self.repeats(node)
            counts = [n for n in range(node[2], len(masks))
                      if masks[n] >> length & 1]
            parts = [node[1]] * (counts[0] if greedy else rng.choice(counts))
        return self.sequence(parts, length, rng, greedy)

    def sequence(self, parts, length, rng, greedy):
        ahead = [1]
        for part in reversed(parts):
            ahead.append(self.plus(self.lengths(part), ahead[-1]))
        ahead.reverse()
        text = []
        for i, part in enumerate(parts):
            fits = [n for n in ones(self.lengths(part)) if n <= length
                    and ahead[i + 1] >> (length - n) & 1]
            size = fits[-1] if greedy else rng.choice(fits)
            text.append(self.write(size, rng, part, greedy))
            length -= size
        return ''.join(text)


def variants(node):
    """The node with one choice made: each branch of each alternative alone,
    each repetition at its least and with one copy or more."""
    kind = node[0]
    if kind == 'alt':
        for branch in node[1]:
            yield from variants(branch)
    elif kind == 'cat':
        if len(node[1]) == 1:
            yield from variants(node[1][0])
            return
        plain = True
        for i, part in enumerate(node[1]):
            for chosen in variants(part):
                if chosen is not part:
                    plain = False
                    yield ('cat', [*node[1][:i], chosen, *node[1][i + 1:]])
        if plain:
            yield node
    elif kind == 'rep':
        _, inner, least, most = node
        if most != least:
            yield ('rep', inner, least, least)
        more = max(least, 1)
        for chosen in variants(inner):
            yield ('rep', chosen, more, most)
    else:
        yield node


class Strings:
    """The strings that a pattern and two lengths admit."""

    def __init__(self, pattern, least=0, most=None):
        self.tree = Parser(pattern).whole()
        self.least = least
        self.most = MOST if most is None else most
        self.whole = Language(self.tree, self.most)

    def sizes(self, language):
        return [n for n in ones(language.lengths()) if n >= self.least]

    def draw(self, rng):
        """Short ones and the longest are as likely as all others together."""
        sizes = self.sizes(self.whole)
        near = sizes[:24]
        size = rng.choice((sizes[0], sizes[-1], rng.choice(near),
                           rng.choice(near), rng.choice(sizes)))
        return self.whole.write(size, rng, greedy=rng.random() < 0.3)

    def boundaries(self, rng):
        """The shortest and the longest of the whole and of each variant."""
        sizes = self.sizes(self.whole)
        found = [self.whole.write(sizes[0], rng, greedy='first'),
                 self.whole.write(sizes[-1], rng, greedy='last')]
        for node in variants(self.tree):
            language = Language(node, self.most)
            sizes = self.sizes(language)
            found += [language.write(size, rng, greedy=True)
                      for size in dict.fromkeys(sizes[:1] + sizes[-1:])]
        return list(dict.fromkeys(found))

# SPDX-License-Identifier: Apache-2.0
"""Looks into PromQL expressions, with the parser of the PyPI package promql-parser.

available is False where that package is not installed; then only parse() is missing, and callers skip what needs it.
"""

try:
    import promql_parser
    available = True
except ImportError:
    promql_parser = None
    available = False


class Selector:
    """A series selector: its metric, its matchers and the function and range that it stands in, if any."""

    def __init__(self, node, function=None, range_=None):
        self.metric = node.name or ""
        self.matchers = [(m.name, str(m.op), m.value) for m in node.matchers.matchers]
        self.function = function
        self.range = range_

    def has(self, name, value, regex=False):
        op = "=~" if regex else "="
        return any(n == name and v == value and _op(o) == op for n, o, v in self.matchers)


def _op(op):
    return {"MatchOp.Equal": "=", "MatchOp.NotEqual": "!=", "MatchOp.Re": "=~", "MatchOp.NotRe": "!~"}.get(op, op)


def selectors(expr):
    """All selectors of an expression. Raises ValueError where it is none."""
    try:
        tree = promql_parser.parse(expr)
    except Exception as e:                  # the binding raises whatever its parser says, as a plain ValueError or Exception
        raise ValueError(str(e)) from None
    found = []
    _walk(tree, found, None)
    return found


def _walk(node, found, function):
    kind = type(node).__name__
    if kind == "VectorSelector":
        found.append(Selector(node))
    elif kind == "MatrixSelector":
        found.append(Selector(node.vector_selector, function, node.range))
    elif kind == "Call":
        for arg in node.args:
            _walk(arg, found, node.func.name)
    elif kind == "BinaryExpr":
        _walk(node.lhs, found, None)
        _walk(node.rhs, found, None)
    elif kind in ("AggregateExpr", "UnaryExpr", "ParenExpr", "SubqueryExpr"):
        _walk(node.expr, found, function if kind in ("ParenExpr", "SubqueryExpr") else None)
        if kind == "AggregateExpr" and node.param is not None:
            _walk(node.param, found, None)


def compares(expr):
    """Whether an expression filters: it compares, or asks absent()."""
    tree = promql_parser.parse(expr)
    return _compares(tree)


def _compares(node):
    kind = type(node).__name__
    if kind == "BinaryExpr":
        return str(node.op) in ("==", "!=", ">", "<", ">=", "<=") or _compares(node.lhs) or _compares(node.rhs)
    if kind in ("ParenExpr", "UnaryExpr", "AggregateExpr", "SubqueryExpr"):
        return _compares(node.expr)
    if kind == "Call":
        return node.func.name in ("absent", "absent_over_time") or any(_compares(a) for a in node.args)
    return False

"""What an operator says before any row is looked at."""

# pglast types every field of a node as optional; which ones are there, the grammar says.
# mypy: disable-error-code="index"

from __future__ import annotations

from fractions import Fraction

from pglast import ast

from checker.predicate.logic import Own, number
from checker.predicate.variables import Term, Var


def finds_own(node: ast.A_Expr, op: str, pattern: bool, *args: Term) -> bool:
    """Whether an operator looks for one thing of the caller's own in a row: which a stranger's does not hold.

    What a claim holds many of (`->`) may be nothing, which each row holds; and what is a pattern altogether finds what its
    owner likes.
    """
    own = [any(isinstance(atom, Own) for atom in arg.atoms) for arg in args]
    row = [any(isinstance(atom, Var) for atom in arg.atoms) for arg in args]
    if sorted(own) != [False, True] or row == own or row.count(True) != 1:
        return False
    sought = node.rexpr if own[1] else node.lexpr
    kind = sought.name[-1].sval if isinstance(sought, ast.A_Expr) else ""
    if kind in ("->", "#>"):
        return op == "?"
    if pattern or op in ("~", "~*"):
        return own[1] and kind == "||"
    return op in ("?", "&&") or (own[0] if op == "<@" else own[1] and op == "@>")


def is_bounded(op: str, left: Term, right: Term) -> bool:
    """Whether a comparison is TRUE of all that the left side may be: `length(x) >= 0`."""
    bound = right.atoms[0] if len(right.atoms) == 1 else None
    bound = number(bound) if isinstance(bound, str) else bound
    if left.least is None or not isinstance(bound, Fraction):
        return False
    return op in (">", ">=") and (bound < left.least or (op == ">=" and bound == left.least))

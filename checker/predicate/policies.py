"""The policies of a table as one predicate, for one command: permissive ones are joined by OR, restrictive ones by AND."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pglast import ast
from pglast.enums import BoolExprType


class Policy(Protocol):
    """What of a policy decides: `command` is `all` or a command in lower case."""

    @property
    def command(self) -> str: ...
    @property
    def permissive(self) -> bool: ...
    @property
    def using(self) -> ast.Node | None: ...
    @property
    def check(self) -> ast.Node | None: ...


def governing(policies: Iterable[Policy], action: str) -> ast.Node | None:
    """What a row must be for `action` (`select`, `insert`, `update`, `delete`), by the policies that are for the role.

    None where no permissive policy is for it: then no row passes. For `insert` that is the new row; for the others it
    is one that is there. A statement that names the rows it changes must be let read them too; one that takes all
    need not. A policy without an expression for the action lets nothing through, and keeps nothing back
    (add_security_quals and add_with_check_options in PostgreSQL's rowsecurity.c).
    """
    listed = [*policies]
    permissive = [*_expressions(listed, action, permissive=True)]
    if not permissive:
        return None
    return conjunction([disjunction(permissive), *_expressions(listed, action, permissive=False)])


def fences(policies: Iterable[Policy], action: str) -> list[ast.Node]:
    """What the restrictive ones of some policies ask for `action`."""
    return [*_expressions([*policies], action, permissive=False)]


def conjunction(parts: list[ast.Node]) -> ast.Node:
    """Parts that must all hold, as one expression."""
    return parts[0] if len(parts) == 1 else ast.BoolExpr(boolop=BoolExprType.AND_EXPR, args=tuple(parts))


def disjunction(parts: list[ast.Node]) -> ast.Node:
    """Parts of which one must hold, as one expression."""
    return parts[0] if len(parts) == 1 else ast.BoolExpr(boolop=BoolExprType.OR_EXPR, args=tuple(parts))


def _expressions(policies: list[Policy], action: str, *, permissive: bool) -> Iterator[ast.Node]:
    for policy in policies:
        if policy.permissive == permissive and policy.command in ("all", action):
            written = policy.check if action == "insert" and policy.check is not None else policy.using
            if written is not None:
                yield written

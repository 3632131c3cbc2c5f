"""What CREATE POLICY and ALTER POLICY say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct
from pglast import ast

from checker.model import Change, Migration, Statement
from checker.names import quote, quote_qualified
from checker.rules._scripts import judged_scripts
from checker.state import chain

# Functions of the request's claims: the same for each row of a query.
CLAIMS = frozenset({"uid", "role", "jwt", "email"})


class Written(Struct, frozen=True):
    """A policy as one statement writes it; `command` and `permissive` are None for ALTER POLICY."""

    statement: Statement
    name: str
    table: ast.RangeVar
    command: str | None
    permissive: bool | None
    roles: tuple[ast.RoleSpec, ...] | None
    using: ast.Node | None
    check: ast.Node | None

    @property
    def expressions(self) -> tuple[ast.Node, ...]:
        return tuple(one for one in (self.using, self.check) if one is not None)

    @property
    def on(self) -> str:
        """The table's name as it is written, `public` where it is bare."""
        return quote_qualified(self.table.schemaname or "public", self.table.relname or "")

    @property
    def object(self) -> str:
        """As the trial names a policy: its table's name, then its own."""
        return f"{self.on} {quote(self.name)}"


@lru_cache(maxsize=4)
def written(change: Change) -> tuple[Written, ...]:
    """Each policy that is made or altered in what is judged, but for those that a down gives back."""
    return tuple(
        policy
        for migration, direction, script in judged_scripts(change)
        for statement in script.statements
        for policy in _written(statement)
        if migration is None or direction != "down" or not _gives_back(change, migration, statement)
    )


def _gives_back(change: Change, migration: Migration, statement: Statement) -> bool:
    """Whether a policy of that name was on the table before the up: the down has to make what was there, good or bad."""
    node: Any = statement.node
    if not isinstance(node, ast.CreatePolicyStmt | ast.AlterPolicyStmt) or node.table is None:
        return False
    before = chain(change).before(migration.up)
    table = before.table(before.resolve(node.table))
    return table is not None and node.policy_name in table.policies


def _written(statement: Statement) -> Iterator[Written]:
    node: Any = statement.node
    if isinstance(node, ast.CreatePolicyStmt) and node.table is not None:
        yield Written(
            statement,
            node.policy_name or "",
            node.table,
            node.cmd_name or "all",
            bool(node.permissive),
            node.roles,
            node.qual,
            node.with_check,
        )
    elif isinstance(node, ast.AlterPolicyStmt) and node.table is not None:
        yield Written(
            statement,
            node.policy_name or "",
            node.table,
            None,
            None,
            node.roles,
            node.qual,
            node.with_check,
        )


def is_false(node: ast.Node | None) -> bool:
    """Whether an expression is the constant false."""
    while isinstance(node, ast.TypeCast):
        node = node.arg
    if isinstance(node, ast.A_Const):
        value = node.val
        if isinstance(value, ast.Boolean):
            return not value.boolval
        return isinstance(value, ast.String) and str(value.sval).lower() in ("f", "false", "off", "no")
    return False

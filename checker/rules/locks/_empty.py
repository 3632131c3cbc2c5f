"""Which tables are new with the change, and hold no rows when a later migration of it comes to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Migration, Script, Statement
from checker.rules._tree import nodes, words
from checker.rules.locks._rows import takes_as_long_as_there_are_rows
from checker.state import Name, chain, made_by

_JOINS = (AlterTableType.AT_AttachPartition, AlterTableType.AT_AddInherit)


def is_empty_yet(change: Change, script: Script, name: Name) -> bool:
    """Whether an earlier migration that the change adds makes a table, and nothing until the end of a script fills it.

    Both are deployed together, so that nobody reads or writes it yet. Of a change against nothing that is not known: what it holds may have
    been deployed one by one.
    """
    table = chain(change).before(script).table(name)
    if change.base is None or table is None or table.kind != "table" or table.parent or table.inherits:
        return False
    added = [one for one in change.changed if one.status == "added"]
    maker = next((one for one in added if made_by(one, table.made)), None)
    user = next((one for one in added if one.up is script), None)
    if maker is None or user is None:
        return False
    between = added[added.index(maker) : added.index(user) + 1]
    return not any(_may_fill(change, maker, statement, name) for statement in _statements(between))


def _statements(migrations: list[Migration]) -> Iterator[Statement]:
    return (statement for migration in migrations for statement in migration.up.statements)


def _may_fill(change: Change, maker: Migration, statement: Statement, name: Name) -> bool:
    """Whether more rows than are written out may come into a table by a statement, or others may come to it."""
    node = statement.node
    named = re.search(rf"(?<!\w){re.escape(name.name)}(?!\w)", statement.text, re.IGNORECASE) is not None
    match node:
        case ast.CallStmt():
            return True
        case ast.DoStmt():
            return named or "execute" in statement.text.lower()
        case ast.AlterTableStmt(cmds=commands):
            return named and any(one.subtype in _JOINS for one in commands or ())
        case ast.CreateTrigStmt(relation=ast.RangeVar() as relation):
            before = chain(change).before(maker.up)
            return before.table(before.resolve(relation)) is not None
        case ast.SelectStmt():
            called = (words(one.funcname) for one in nodes(node) if isinstance(one, ast.FuncCall))
            end = chain(change).end
            return any(end.functions_named(end.resolve_function(one)) for one in called)
    return named and takes_as_long_as_there_are_rows(node)

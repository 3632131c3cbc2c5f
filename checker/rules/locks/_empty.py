"""Which tables are new with the change, and hold no rows when a later migration of it comes to them."""

from __future__ import annotations

import re
from functools import lru_cache

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Migration, Script, Statement
from checker.rules._tree import nodes
from checker.rules.locks._rows import takes_as_long_as_there_are_rows
from checker.state import Name, chain, made_by, words

_FILLS = (ast.CallStmt, ast.DoStmt, ast.AlterTableStmt, ast.CreateTrigStmt, ast.SelectStmt)
_JOINS = (AlterTableType.AT_AttachPartition, AlterTableType.AT_AddInherit)


def is_empty_yet(change: Change, script: Script, name: Name) -> bool:
    """Whether an earlier migration that the change adds makes a table, and nothing until the end of a script fills it.

    Both are deployed together, so that nobody reads or writes it yet. Of a change against nothing that is not known: what it holds may have
    been deployed one by one.
    """
    table = chain(change).before(script).table(name)
    if change.base is None or table is None or table.kind != "table" or table.parent or table.inherits:
        return False
    added = _added(change)
    maker = next((number for number, one in enumerate(added) if made_by(one, table.made)), None)
    user = next((number for number, one in enumerate(added) if one.up is script), None)
    if maker is None or user is None:
        return False
    between = (one for number, one in _suspects(change) if maker <= number <= user)
    return not any(_may_fill(change, added[maker], statement, name) for statement in between)


@lru_cache(maxsize=4)
def _added(change: Change) -> tuple[Migration, ...]:
    return tuple(one for one in change.changed if one.status == "added")


@lru_cache(maxsize=4)
def _suspects(change: Change) -> tuple[tuple[int, Statement], ...]:
    """The statements of new migrations that may fill a table by their nature, with the migration's number."""
    return tuple(
        (number, statement)
        for number, migration in enumerate(_added(change))
        for statement in migration.up.statements
        if isinstance(statement.node, _FILLS) or takes_as_long_as_there_are_rows(statement.node)
    )


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

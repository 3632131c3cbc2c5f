"""The commands of ALTER TABLE on tables that were there before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pglast import ast
from pglast.enums.parsenodes import ObjectType

from checker.model import Change
from checker.rules._state import existed, migration_steps
from checker.rules.locks._empty import is_empty_yet
from checker.state import Name, Step


@lru_cache(maxsize=4)
def commands(change: Change) -> tuple[tuple[Step, Name, ast.AlterTableCmd], ...]:
    """Each ALTER TABLE command of the judged ups on a table that its migration did not make."""
    return tuple(_commands(change))


@lru_cache(maxsize=4)
def commands_on_rows(change: Change) -> tuple[tuple[Step, Name, ast.AlterTableCmd], ...]:
    """Those of `commands` on a table that may hold rows by then."""
    return tuple(one for one in commands(change) if not is_empty_yet(change, one[0].script, one[1]))


def _commands(change: Change) -> Iterator[tuple[Step, Name, ast.AlterTableCmd]]:
    for _, step in migration_steps(change, ast.AlterTableStmt):
        node = step.statement.node
        if not isinstance(node, ast.AlterTableStmt) or node.relation is None:
            continue
        name = step.before.resolve(node.relation)
        if node.objtype in (ObjectType.OBJECT_TABLE, ObjectType.OBJECT_FOREIGN_TABLE) and existed(step, name):
            for command in node.cmds or ():
                yield step, name, command

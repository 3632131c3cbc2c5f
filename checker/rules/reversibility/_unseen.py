"""Statements that change rows in production, and changed none in the trial: of those it proves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from pglast import ast

from checker.model import Migration, Statement, Step, TablePrint, Trial
from checker.names import quote
from checker.rules._state import existed, migration_steps
from checker.rules.reversibility._lost import kept
from checker.rules.reversibility._words import wants_down


class Unseen(Struct, frozen=True):
    """An UPDATE or DELETE of a migration's up that left the trial's rows as they were, and what it left, in words."""

    migration: Migration
    statement: Statement
    what: str


def unseen_writes(trial: Trial) -> Iterator[Unseen]:
    """Each one on a table of before, in a migration with a down, whose data nothing has kept."""
    for migration, step in migration_steps(trial.change, ast.UpdateStmt, ast.DeleteStmt):
        node = step.statement.node
        up = trial.of(migration).get("up")
        if up is None or up.status != "applied" or migration.down is None or not wants_down(migration):
            continue
        if not isinstance(node, ast.UpdateStmt | ast.DeleteStmt) or not isinstance(
            node.relation, ast.RangeVar
        ):
            continue
        name = step.before.resolve(node.relation)
        before, after = up.rows_before.get(str(name)), up.rows_after.get(str(name))
        if before is None or after is None or not existed(step, name):
            continue
        if isinstance(node, ast.DeleteStmt):
            if not _deleted(up, step.statement) and not kept(trial.change, step, name, None):
                yield Unseen(migration, step.statement, f"the DELETE removed no row of {name}")
            continue
        columns = [one.name for one in node.targetList or () if one.name in before.columns]
        lost = [one for one in columns if not kept(trial.change, step, name, one)]
        if lost and all(_same(before, after, one) for one in lost):
            of = ", ".join(map(quote, lost))
            yield Unseen(migration, step.statement, f"the UPDATE changed no value of {of} in {name}")


def _same(before: TablePrint, after: TablePrint, column: str) -> bool:
    return before.rows == after.rows and before.columns.get(column) == after.columns.get(column)


def _deleted(up: Step, statement: Statement) -> bool:
    """Whether a DELETE removed rows when it was run; the table may have got others in their place."""
    return any(one.rows for one in up.outcomes if one.statement.location == statement.location)

"""Statements that change rows in production, and changed none in the trial: of those it proves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from pglast import ast
from pglast.enums.nodes import OnConflictAction
from pglast.enums.parsenodes import AlterTableType

from checker.model import Migration, Statement, Step, TablePrint, Trial
from checker.names import quote
from checker.rules._state import existed, migration_steps
from checker.rules.reversibility._lost import kept
from checker.rules.reversibility._rounded import rounds
from checker.rules.reversibility._words import wants_down
from checker.state import type_name


class Unseen(Struct, frozen=True):
    """A statement of a migration's up that left the trial's rows as they were, and what it left, in words."""

    migration: Migration
    statement: Statement
    what: str


def unseen_writes(trial: Trial) -> Iterator[Unseen]:
    """Each UPDATE, DELETE, upsert and computed change of type on a table of before, in a migration with a down, whose data nothing has kept."""
    kinds = (ast.UpdateStmt, ast.DeleteStmt, ast.InsertStmt, ast.AlterTableStmt)
    for migration, step in migration_steps(trial.change, *kinds):
        node = step.statement.node
        up = trial.of(migration).get("up")
        if up is None or up.status != "applied" or migration.down is None or not wants_down(migration):
            continue
        relation = getattr(node, "relation", None)
        if not isinstance(relation, ast.RangeVar):
            continue
        name = step.before.resolve(relation)
        before, after = up.rows_before.get(str(name)), up.rows_after.get(str(name))
        if before is None or after is None or not existed(step, name):
            continue
        if isinstance(node, ast.DeleteStmt):
            if not _deleted(up, step.statement) and not kept(trial.change, step, name, None):
                yield Unseen(migration, step.statement, f"the DELETE removed no row of {name}")
            continue
        table = step.before.table(name)
        types = {one.name: one.type for one in table.columns.values()} if table is not None else {}
        columns = [one for one in dict.fromkeys(_computed(node, types)) if one in before.columns]
        lost = [one for one in columns if not kept(trial.change, step, name, one)]
        if isinstance(node, ast.InsertStmt):
            if lost and after.rows - before.rows == _rows(up, step.statement):
                yield Unseen(migration, step.statement, f"the ON CONFLICT DO UPDATE met no row of {name}")
            continue
        if lost and all(_same(before, after, one) for one in lost):
            of = ", ".join(map(quote, lost))
            what = "UPDATE" if isinstance(node, ast.UpdateStmt) else "change of type"
            yield Unseen(migration, step.statement, f"the {what} changed no value of {of} in {name}")


def _computed(node: ast.Node, types: Mapping[str, str]) -> Iterator[str]:
    """The columns that get other values: an UPDATE's, those whose new type's USING is more than a cast to a type of any length, and
    those of these `types` of which the new one keeps less."""
    if isinstance(node, ast.UpdateStmt):
        yield from (one.name for one in node.targetList or ())
    match node:
        case ast.InsertStmt(
            onConflictClause=ast.OnConflictClause(action=OnConflictAction.ONCONFLICT_UPDATE) as upsert
        ):
            yield from (one.name for one in upsert.targetList or ())
    for command in (node.cmds or ()) if isinstance(node, ast.AlterTableStmt) else ():
        if command.subtype != AlterTableType.AT_AlterColumnType:
            continue
        using = command.def_.raw_default
        while isinstance(using, ast.TypeCast) and using.typeName and not using.typeName.typmods:
            using = using.arg
        cut = using is not None and not isinstance(using, ast.ColumnRef)
        if cut or rounds(types.get(command.name, ""), type_name(command.def_.typeName)):
            yield command.name


def _same(before: TablePrint, after: TablePrint, column: str) -> bool:
    return before.rows == after.rows and before.columns.get(column) == after.columns.get(column)


def _deleted(up: Step, statement: Statement) -> bool:
    """Whether a DELETE removed rows when it was run; the table may have got others in their place."""
    return _rows(up, statement) > 0


def _rows(up: Step, statement: Statement) -> int:
    """How many rows a statement touched when it was run."""
    return sum(one.rows or 0 for one in up.outcomes if one.statement.location == statement.location)

"""Something that is in use is dropped.

## Why

While a release goes out, the old application still runs: it asks for the column or table, and fails. An
ORM that reads its columns at start-up asks for a dropped one until it is restarted.

## How to fix

Release an application that does not use it any more; drop it in a later release, and say so where it is
reported. Until then it can be left alone, or be left empty:

```sql
alter table app.note alter column title drop not null;
```

## Not reported

- What the same migration makes, or makes again as it was: a table or a view with its columns, a column of its type.
- A view that a repeatable script makes again after the migration, with its columns.
- A view that such a script makes again without columns that its contract promises: that is
  [view-differs-from-contract](view-differs-from-contract.md).
- What has its name from the same migration: [rename-breaks-readers](rename-breaks-readers.md) is about the old one.
- A default of a column that may be NULL, or that has another one, or an identity, once the migration has run.
- Indexes, constraints, policies, triggers and sequences; a type without CASCADE, which PostgreSQL refuses to drop while it
  is in use; a trigger's function.
- Downs.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, DropBehavior, ObjectType

from checker.model import Change, Location, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._commands import command_place
from checker.rules._state import functions_only_in, migration_steps
from checker.rules.locks._alter import commands
from checker.rules.locks._readers import what_readers_meet
from checker.rules.locks._strong import strongly_locked
from checker.rules.reversibility._lost import cascading
from checker.state import Name, State, Step, chain, made_by, words

_KINDS = {
    ObjectType.OBJECT_TABLE: "table",
    ObjectType.OBJECT_VIEW: "view",
    ObjectType.OBJECT_MATVIEW: "materialized view",
    ObjectType.OBJECT_FOREIGN_TABLE: "foreign table",
}

_ROUTINES = (ObjectType.OBJECT_FUNCTION, ObjectType.OBJECT_PROCEDURE, ObjectType.OBJECT_ROUTINE)


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each DROP TABLE, VIEW and COLUMN of what was there before and is not there after the up."""
    for step, name, command in commands(change):
        if command.subtype == AlterTableType.AT_DropColumn and command.name is not None:
            met = what_readers_meet(change, step, name, command.name)
            if met != "" and not _is_new(change, step, name, command.name):
                place = command_place(step.statement, command)
                yield _hit(step, "column", f"{name}.{quote(command.name)}", met, place)
        if command.subtype == AlterTableType.AT_DropIdentity or (
            command.subtype == AlterTableType.AT_ColumnDefault and command.def_ is None
        ):
            yield from _default(change, step, name, command)
    for _, step in migration_steps(change, ast.DropStmt):
        node = step.statement.node
        yield from _with_schema(step)
        yield from _with_type(step)
        yield from _functions(change, step)
        yield from _with_readers(change, step)
        if isinstance(node, ast.DropStmt) and node.removeType in _KINDS:
            for name in strongly_locked(step):
                met = what_readers_meet(change, step, name)
                if met != "" and not _is_new(change, step, name):
                    yield _hit(step, _KINDS[ObjectType(node.removeType)], str(name), met)


def _default(change: Change, step: Step, table: Name, command: ast.AlterTableCmd) -> Iterator[Hit]:
    """The default, or the identity, of a column that had one before the migration, and has to be given a value after it."""
    was, now = (state.table(table) for state in (chain(change).before(step.script), _after(change, step)))
    before, after = (one.columns.get(command.name or "") if one else None for one in (was, now))
    if before is None or after is None or not (before.default or before.serial or before.identity):
        return
    if after.not_null and after.default is None and not after.identity:
        column = f"{table}.{quote(after.name)}"
        yield Hit(
            command_place(step.statement, command),
            f"whoever inserts without {column} fails, since it must have a value and has no default any more: release an application"
            " that gives it one first",
            object=column,
        )


def _with_schema(step: Step) -> Iterator[Hit]:
    """What falls with a schema that is dropped with CASCADE."""
    node = step.statement.node
    if not isinstance(node, ast.DropStmt) or node.removeType != ObjectType.OBJECT_SCHEMA:
        return
    if node.behavior == DropBehavior.DROP_CASCADE:
        gone = words(node.objects)
        for table in step.before.tables():
            if table.name.schema in gone and not made_by(step.script, table.made):
                yield _hit(step, "table", str(table.name))
        for view in step.before.views():
            if view.name.schema in gone and not made_by(step.script, view.made):
                yield _hit(step, "view", str(view.name))


def _with_readers(change: Change, step: Step) -> Iterator[Hit]:
    """The views that fall with a table or another view that is dropped with CASCADE."""
    node = step.statement.node
    if not isinstance(node, ast.DropStmt) or node.behavior != DropBehavior.DROP_CASCADE:
        return
    if node.removeType not in _KINDS:
        return
    named = set(strongly_locked(step))
    for view in step.before.differing(step.after, "view"):
        if view.name in named or step.after.view(view.name) or made_by(step.script, view.made):
            continue
        met = what_readers_meet(change, step, view.name)
        if met != "" and not _is_new(change, step, view.name):
            yield _hit(step, "materialized view" if view.materialized else "view", str(view.name), met)


def _with_type(step: Step) -> Iterator[Hit]:
    """The columns that fall with a type that is dropped with CASCADE."""
    for table, column in cascading(step):
        yield _hit(step, "column", f"{table}.{quote(column)}")


def _functions(change: Change, step: Step) -> Iterator[Hit]:
    """Functions of before whose name nothing has after the up."""
    node = step.statement.node
    if not isinstance(node, ast.DropStmt) or node.removeType not in _ROUTINES:
        return
    for function in functions_only_in(step.before, step.after):
        if function.returns == "trigger" or made_by(step.script, function.made):
            continue
        if not _after(change, step).functions_named(function.name):
            yield Hit(
                step.statement.location,
                f"whoever still calls {function.signature} fails: release an application that does not use it first, and"
                " drop it in a later release",
                object=function.signature,
            )


def _is_new(change: Change, step: Step, name: Name, column: str | None = None) -> bool:
    """Whether a relation, or a column of it, is known by a name that it did not have before the migration."""
    before = chain(change).before(step.script)
    table, was = step.before.table(name), before.table(name)
    if (table or step.before.view(name)) and not (was or before.view(name)):
        return True
    return (
        column is not None
        and table is not None
        and column in table.columns
        and not (was and column in was.columns)
    )


def _after(change: Change, step: Step) -> State:
    return chain(change).after(step.script)


def _hit(step: Step, kind: str, name: str, met: str | None = None, place: Location | None = None) -> Hit:
    return Hit(
        place or step.statement.location,
        f"whoever still reads the {kind} {name} {met or 'fails'}: release an application that does not use it first, and drop it in"
        " a later release",
        object=name,
    )

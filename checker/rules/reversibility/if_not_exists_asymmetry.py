"""A down drops what the up may not have made.

## Why

`ADD COLUMN IF NOT EXISTS` does nothing where the column is there already; the down's DROP COLUMN then
destroys a column, and its data, that this migration never made.

## How to fix

Say in the up what is meant: that it is not there.

```sql
alter table app.note add column title text;
```

## Not reported

- IF NOT EXISTS without a DROP of the same thing in the down.
- Things without data, as indexes, schemas and extensions.
- Migrations that are declared irreversible.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ObjectType

from checker.model import Change, Location, Migration, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._commands import command_place
from checker.rules._state import migration_steps
from checker.state import Name, Step, chain, words


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each DROP TABLE and DROP COLUMN of a down whose CREATE or ADD in the up has IF NOT EXISTS."""
    maybe: dict[str, set[tuple[Name, str]]] = {}
    for migration, step in migration_steps(change, ast.CreateStmt, ast.CreateTableAsStmt, ast.AlterTableStmt):
        for made in _maybe_made(step):
            maybe.setdefault(migration.path, set()).add(made)
    for migration in change.judged:
        if migration.path not in maybe or migration.down is None or migration.irreversible is not None:
            continue
        for name, column, place in _dropped(change, migration):
            if (name, column) in maybe[migration.path]:
                what = f"{name}.{quote(column)}" if column else str(name)
                yield Hit(
                    place,
                    f"this destroys {what} also where it was there before the up, which has IF NOT EXISTS: leave IF NOT"
                    " EXISTS out of the up",
                    object=what,
                )


def _maybe_made(step: Step) -> Iterator[tuple[Name, str]]:
    match step.statement.node:
        case ast.CreateStmt(relation=ast.RangeVar() as relation, if_not_exists=True):
            yield step.name(relation), ""
        case ast.CreateTableAsStmt(into=ast.IntoClause(rel=ast.RangeVar() as relation), if_not_exists=True):
            yield step.name(relation), ""
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands):
            for command in commands or ():
                if command.subtype == AlterTableType.AT_AddColumn and command.missing_ok:
                    column = command.def_
                    if isinstance(column, ast.ColumnDef):
                        yield step.name(relation), column.colname or ""


def _dropped(change: Change, migration: Migration) -> Iterator[tuple[Name, str, Location]]:
    if migration.down is None:
        return
    for step in chain(change).steps(migration.down):
        match step.statement.node:
            case ast.DropStmt(removeType=ObjectType.OBJECT_TABLE, objects=objects):
                for thing in objects or ():
                    yield step.before.resolve(words(thing)), "", step.statement.location
            case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands):
                for command in commands or ():
                    if command.subtype == AlterTableType.AT_DropColumn:
                        place = command_place(step.statement, command)
                        yield step.before.resolve(relation), command.name or "", place

"""An up destroys data that no down can bring back.

## Why

A down can make the column or the table again, and not what was in it. The way back then looks open and is
not.

## How to fix

Keep the data until nobody wants them back: rename the column, or copy the rows to a table that the down
reads. Otherwise say at the top of the file that there is no way back:

```sql
-- db-verify: irreversible reason="titles were empty since 2024, counted on 2026-02-01"
begin;
alter table app.note drop column title;
commit;
```

## Not reported

- Migrations that are declared irreversible, with a reason.
- Tables and columns that the same migration makes, and temporary tables.
- Views, materialized views, and generated columns, which are made of other data.
- DELETE with a WHERE.
- Layouts without downs.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, DropBehavior, ObjectType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import existed, migration_steps
from checker.rules._tree import words
from checker.rules.reversibility._words import wants_down
from checker.state import Name, Step, made_by


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each DROP TABLE, DROP COLUMN, TRUNCATE and DELETE of all rows of what was there before."""
    for migration, step in migration_steps(change):
        if not wants_down(migration):
            continue
        for name in _destroyed(step):
            yield Hit(
                step.statement.location,
                f"no down can bring back what was in {name}: keep the data, or declare the migration irreversible with"
                ' -- db-verify: irreversible reason="…"',
                object=name,
            )


def _destroyed(step: Step) -> Iterator[str]:
    """Tables and columns whose data are gone after the statement."""
    match step.statement.node:
        case ast.DropStmt(removeType=ObjectType.OBJECT_TABLE, objects=objects):
            for thing in objects or ():
                name = step.before.resolve(words(thing))
                if _had_data(step, name):
                    yield str(name)
        case ast.DropStmt(
            removeType=ObjectType.OBJECT_SCHEMA, behavior=DropBehavior.DROP_CASCADE, objects=objects
        ):
            gone = {str(thing.sval) for thing in objects or ()}
            for one in step.before.tables():
                if one.name.schema in gone and _had_data(step, one.name):
                    yield str(one.name)
        case ast.AlterTableStmt(relation=ast.RangeVar() as relation, cmds=commands):
            name = step.before.resolve(relation)
            table = step.before.table(name)
            for command in commands or ():
                if command.subtype != AlterTableType.AT_DropColumn or command.name is None:
                    continue
                column = table.columns.get(command.name) if table else None
                if column is not None and (column.generated or made_by(step.script, column.made)):
                    continue
                if _had_data(step, name):
                    yield f"{name}.{quote(command.name)}"
        case ast.TruncateStmt(relations=relations):
            for relation in relations or ():
                name = step.before.resolve(relation)
                if _had_data(step, name):
                    yield str(name)
        case ast.DeleteStmt(relation=ast.RangeVar() as relation, whereClause=None, usingClause=None):
            name = step.before.resolve(relation)
            if _had_data(step, name):
                yield str(name)


def _had_data(step: Step, name: Name) -> bool:
    table = step.before.table(name)
    return existed(step, name) and not (table is not None and table.kind == "foreign")

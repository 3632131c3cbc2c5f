"""SET NOT NULL reads a whole existing table while everybody waits.

## Why

PostgreSQL looks for NULLs with the table locked for readers and writers. A valid CHECK that says the same
spares it that.

## How to fix

First a constraint that is validated without the lock, in a migration of its own; then SET NOT NULL:

```sql
alter table app.note add constraint note_title_not_null check (title is not null) not valid;
```

```sql
alter table app.note validate constraint note_title_not_null;
```

```sql
alter table app.note alter column title set not null;
alter table app.note drop constraint note_title_not_null;
```

## Not reported

- Tables that the same migration makes, and columns that it adds with a default.
- Tables that another new migration of the change makes, and nothing fills before: they are deployed together, so nobody uses them yet.
- Columns for which a valid `CHECK (column IS NOT NULL)` stands.
- Columns that are NOT NULL already.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType
from pglast.enums.primnodes import BoolExprType, NullTestType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._commands import command_place
from checker.rules.locks._alter import commands_on_rows
from checker.rules.locks.access_exclusive_held import HELD_BEFORE
from checker.state import Table


@rule(Severity.WARNING, seen="scanned", explains=HELD_BEFORE)
def check(change: Change) -> Iterator[Hit]:
    """Each SET NOT NULL that nothing spares the reading of the table."""
    for step, name, command in commands_on_rows(change):
        if command.subtype != AlterTableType.AT_SetNotNull or command.name is None:
            continue
        table = step.before.table(name)
        column = table.columns.get(command.name) if table else None
        if column is not None and column.not_null:
            continue
        if table is not None and _is_checked(table, command.name):
            continue
        yield Hit(
            command_place(step.statement, command),
            f"all of {name} is read for NULLs in {quote(command.name)} while everybody waits: validate a CHECK"
            f" ({quote(command.name)} IS NOT NULL) before, then set it",
            object=f"{name}.{quote(command.name)}",
        )


def _is_checked(table: Table, column: str) -> bool:
    return any(
        constraint.kind == "check" and constraint.validated and _says(constraint.condition, column)
        for constraint in table.constraints.values()
    )


def _says(condition: object, column: str) -> bool:
    match condition:
        case ast.NullTest(nulltesttype=NullTestType.IS_NOT_NULL, arg=ast.ColumnRef(fields=fields)):
            last = (fields or (None,))[-1]
            return isinstance(last, ast.String) and last.sval == column
        case ast.BoolExpr(boolop=BoolExprType.AND_EXPR, args=parts):
            return any(_says(part, column) for part in parts or ())
    return False

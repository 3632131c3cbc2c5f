"""A column gets or loses its time zone, and the session's decides what its values become.

## Why

PostgreSQL converts each value by the TimeZone of the session that happens to run the migration. In UTC, as in a test, nothing
moves; with the server's or the role's setting in production all values are off by some hours, and in the summer by one more.

## How to fix

Say which time zone the values are, or shall be, in:

```sql
alter table app.note alter column made_at type timestamptz using made_at at time zone 'UTC';
```

## Not reported

- A change with USING, which says what the values become.
- Columns of a type that the files do not tell.
- Columns that the same migration makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._commands import command_place
from checker.rules.locks._alter import commands
from checker.state import made_by, type_name

_MOMENT = re.compile(r"date|timestamp(?:\(\d\))? with(?:out)? time zone")


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each ALTER COLUMN TYPE between what has a time zone and what has none, without USING."""
    for step, name, command in commands(change):
        if command.subtype != AlterTableType.AT_AlterColumnType or not isinstance(
            command.def_, ast.ColumnDef
        ):
            continue
        table = step.before.table(name)
        column = table.columns.get(command.name or "") if table else None
        if column is None or command.def_.raw_default or made_by(step.script, column.made):
            continue
        new = type_name(command.def_.typeName)
        if not (_MOMENT.fullmatch(column.type) and _MOMENT.fullmatch(new)):
            continue
        if _has_zone(column.type) != _has_zone(new):
            quoted = quote(column.name)
            yield Hit(
                command_place(step.statement, command),
                f"the TimeZone of the session decides what the values of {name}.{quoted} become, from {column.type} to {new}: add"
                f" USING {_said(quoted, column.type, new)}, or the zone that they are in",
                object=f"{name}.{quoted}",
            )


def _has_zone(type: str) -> bool:
    return type.endswith(" with time zone")


def _said(column: str, was: str, now: str) -> str:
    """The conversion that names a zone; of a date, AT TIME ZONE would itself ask the session's."""
    if was == "date":
        return f"{column}::timestamp AT TIME ZONE 'UTC'"
    return f"({column} AT TIME ZONE 'UTC')::date" if now == "date" else f"{column} AT TIME ZONE 'UTC'"

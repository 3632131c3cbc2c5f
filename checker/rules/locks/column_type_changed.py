"""A column of an existing table gets another type.

## Why

PostgreSQL writes the whole table and its indexes anew, with the table locked for readers and writers; the
application's prepared statements and the views on the column fail.

## How to fix

Add a column of the new type, fill it, and let readers change over; drop the old one in a later release:

```sql
alter table app.note add column size_bytes bigint;
```

## Not reported

- Tables that the same migration makes.
- Changes that PostgreSQL does without touching a row: a longer varchar, varchar to text, a larger precision of
  the same scale, and the type that the column has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules.locks._alter import commands
from checker.state import type_name

_MODIFIED = re.compile(r"(character varying|bit varying|numeric)(?:\((\d+)(?:,(\d+))?\))?")


@rule(Severity.WARNING, seen="rewritten")
def check(change: Change) -> Iterator[Hit]:
    """Each ALTER COLUMN TYPE that is not known to leave the rows alone."""
    for step, name, command in commands(change):
        if command.subtype != AlterTableType.AT_AlterColumnType or not isinstance(
            command.def_, ast.ColumnDef
        ):
            continue
        table = step.before.table(name)
        column = table.columns.get(command.name or "") if table else None
        new = type_name(command.def_.typeName)
        same = column is not None and column.made and not command.def_.raw_default
        if same and column is not None and _is_free(column.type, new):
            continue
        was = f" from {column.type}" if column else ""
        yield Hit(
            step.statement.location,
            f"all rows of {name} are written anew to change {quote(command.name or '')}{was} to {new}, while everybody"
            " waits: add a new column, and let readers change over",
            object=f"{name}.{quote(command.name or '')}",
        )


# Binary coercible, and without a length to look at (pg_cast).
_COERCED = frozenset({("text", "character varying"), ("cidr", "inet")})


def _is_free(old: str, new: str) -> bool:
    """Whether PostgreSQL changes the catalog only (ATColumnChangeRequiresRewrite)."""
    if old == new or (old, new) in _COERCED or (old.startswith("character varying") and new == "text"):
        return True
    was, now = _MODIFIED.fullmatch(old), _MODIFIED.fullmatch(new)
    if not was or not now or was[1] != now[1]:
        return False
    if now[2] is None:
        return True
    if was[2] is None:
        return False
    return int(now[2]) >= int(was[2]) and (was[3] or "0") == (now[3] or "0")

"""A statement stands outside the transaction that its script opens.

## Why

What stands before BEGIN or after COMMIT is done on its own: when the transaction fails, it stays.

## How to fix

Move it between BEGIN and COMMIT. What PostgreSQL refuses there goes into a migration of its own, with
`-- db-verify: no-transaction reason="…"` at its top.

```sql
begin;
create table app.note (id bigint primary key);
create index note_id on app.note (id);
commit;
```

## Not reported

- SET, RESET and SHOW before BEGIN, which leave nothing behind.
- A script without any BEGIN: that is [transaction-missing](transaction-missing.md).
- What stands between two transactions is reported here, the second BEGIN by
  [transaction-split](transaction-split.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import control, directions, without_transaction


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each statement before the first BEGIN or after a COMMIT."""
    for direction in directions(change):
        migration, steps = direction.migration, direction.steps
        if migration is not None and without_transaction(migration):
            continue
        if not any(step.begins for step in steps):
            continue
        for step in steps:
            statement = step.statement
            if step.place == "inside" or control(statement) is not None:
                continue
            if isinstance(statement.node, ast.VariableSetStmt | ast.VariableShowStmt):
                continue
            place = "before BEGIN" if step.place == "before" else "after COMMIT"
            whose = f"of the {direction.name} " if migration else ""
            yield Hit(
                statement.location,
                f"this statement stands {place} {whose}and stays when the transaction fails: move it between BEGIN"
                " and COMMIT",
                object=direction.object,
            )

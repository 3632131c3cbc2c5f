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
from checker.rules._transactions import begins, control, judged_scripts, walk, without_transaction


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each statement before the first BEGIN or after a COMMIT."""
    for migration, direction, script in judged_scripts(change):
        if not begins(script) or (migration is not None and without_transaction(migration)):
            continue
        for step in walk(script.statements):
            statement = step.statement
            if step.place == "inside" or control(statement) is not None:
                continue
            if isinstance(statement.node, ast.VariableSetStmt | ast.VariableShowStmt):
                continue
            place = "before BEGIN" if step.place == "before" else "after COMMIT"
            whose = f"of the {direction} " if migration else ""
            yield Hit(
                statement.location,
                f"this statement stands {place} {whose}and stays when the transaction fails: move it between BEGIN"
                " and COMMIT",
                object=f"{migration.id} {direction}" if migration else script.path,
            )

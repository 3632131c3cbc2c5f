"""An index is dropped while readers and writers wait.

## Why

DROP INDEX needs the table for itself: it waits for every query on it, and every later query waits for it.

## How to fix

```sql
-- db-verify: no-transaction reason="an index of a table that is in use"
drop index concurrently app.note_title;
```

## Not reported

- Indexes that the same migration makes.
- CONCURRENTLY, which PostgreSQL has for one index at a time.
- Downs.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import ObjectType

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._apart import concurrently
from checker.rules._state import migration_steps
from checker.rules.locks._strong import strongly_locked


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each DROP INDEX without CONCURRENTLY of an index that was there before."""
    for migration, step in migration_steps(change, ast.DropStmt):
        node = step.statement.node
        if (
            isinstance(node, ast.DropStmt)
            and node.removeType == ObjectType.OBJECT_INDEX
            and not node.concurrent
        ):
            guard = None if node.missing_ok else "DROP INDEX IF EXISTS"
            how, severity = concurrently(migration, "DROP INDEX CONCURRENTLY", guard)
            for name in strongly_locked(step):
                yield Hit(
                    step.statement.location,
                    f"everybody who uses the table waits while the index {name} is dropped: {how}",
                    object=str(name),
                    severity=severity,
                )

"""An index on an existing table is built while writers wait.

## Why

CREATE INDEX lets nobody write to the table until it is built: on a large table that is minutes.

## How to fix

Build it concurrently, in a migration of its own, since PostgreSQL refuses that in a transaction:

```sql
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_title on app.note (title);
```

## Not reported

- Tables that the same migration makes, and temporary ones.
- `ON ONLY` a partitioned table, which builds nothing.
- CONCURRENTLY.
- Materialized views that the same migration makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import migration_steps
from checker.rules.locks._strong import strongly_locked


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE INDEX without CONCURRENTLY on a relation that was there before."""
    for _, step in migration_steps(change):
        node = step.statement.node
        if not isinstance(node, ast.IndexStmt) or node.concurrent or node.relation is None:
            continue
        table = step.before.table(step.before.resolve(node.relation))
        partitioned = table is not None and table.kind == "partitioned"
        if partitioned and not node.relation.inh:
            continue
        for name in strongly_locked(step):
            how = (
                "build it ON ONLY this table, CONCURRENTLY on each partition, and attach those"
                if partitioned
                else "write CREATE INDEX CONCURRENTLY, in a migration of its own without a transaction"
            )
            yield Hit(
                step.statement.location,
                f"nobody can write to {name} while this index is built: {how}",
                object=str(name),
            )

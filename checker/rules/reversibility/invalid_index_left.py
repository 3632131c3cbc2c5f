"""An index is there and invalid once the migration has run.

## Why

A `CREATE INDEX CONCURRENTLY` or `REINDEX CONCURRENTLY` that fails leaves an index behind that no query uses,
that every write pays for, and that a second attempt with IF NOT EXISTS takes for the real one.

## How to fix

Drop it, and make it again in the next migration:

```sql
-- db-verify: no-transaction reason="an index of a table that is in use"
drop index concurrently if exists app.note_author;
```

```sql
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_author on app.note (author);
```

## Not reported

- The index of a partitioned table that is made ON ONLY it, and is completed by attaching.
- An index that was invalid before.
- A migration that failed at the index itself: that is [migration-fails](migration-fails.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Severity, Statement, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame, place_of
from checker.rules._ups import applied_ups


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each index or constraint that a first up left invalid."""
    for step, _, before, after in applied_ups(trial):
        if step.migration is None:
            continue
        only = {statement.location for statement in step.migration.up.statements if _on_only(statement)}
        for one in step.differences:
            key = one.object
            now, was = after.objects.get(key), before.objects.get(key)
            if key.kind not in ("index", "constraint") or not now or now.get("valid") != "no":
                continue
            if was and was.get("valid") == "no":
                continue
            blamed = blame([step.migration.up], one, before, after, removed=False)
            if blamed and blamed.location in only:
                continue
            yield Hit(
                place_of(blamed, step.migration.up),
                f"{key} is invalid once migration {step.migration.id} has run, so that no query uses it;"
                " drop it and make it again",
                object=key.name,
            )


def _on_only(statement: Statement) -> bool:
    """Whether a statement leaves the partitions out, so that what it makes waits for their indexes."""
    match statement.node:
        case (
            ast.IndexStmt(relation=ast.RangeVar(inh=False))
            | ast.AlterTableStmt(relation=ast.RangeVar(inh=False))
        ):
            return True
    return False

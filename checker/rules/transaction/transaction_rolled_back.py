"""ROLLBACK undoes what a script has done.

## Why

Left over from trying things out, it makes the tool report a migration as applied of which nothing is
in the database.

## How to fix

COMMIT instead:

```sql
begin;
create table app.note (id bigint primary key);
commit;
```

## Not reported

- ROLLBACK TO SAVEPOINT.
- ROLLBACK in a procedure's body.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import directions


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each ROLLBACK of a whole transaction."""
    for direction in directions(change):
        migration = direction.migration
        tool = migration is not None and migration.transaction_of(direction.script) == "tool"
        for step in direction.steps:
            if step.rolls_back and (step.place == "inside" or tool):
                yield Hit(
                    step.statement.location,
                    "ROLLBACK undoes everything above it, so nothing of this stays: write COMMIT;",
                    object=direction.object,
                )

"""COMMIT ends the transaction half-way, so that a direction can be half done.

## Why

A script of two transactions can stop between them: the first half is in the database, the migration
counts as failed, and running it again meets what is there already. Where the tool opens the
transaction, a COMMIT in the file ends the tool's.

## How to fix

One transaction for each direction. What must be committed first is a migration of its own.

```sql
begin;
alter table app.note add column title text;
alter table app.note add column body text;
commit;
```

## Not reported

- BEGIN as the first and COMMIT as the last statement of a file whose tool opens a transaction too.
- A migration with the directive `no-transaction`, which may commit batch by batch.
- COMMIT in a procedure's body.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import control, directions, without_transaction


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each COMMIT after which more is done in another transaction, or in the tool's."""
    for direction in directions(change):
        migration, steps = direction.migration, direction.steps
        if migration is not None and without_transaction(migration):
            continue
        own = migration is None or migration.transaction == "file"
        for index, step in enumerate(steps):
            if not step.commits or (own and step.place != "inside"):
                continue
            rest = steps[index + 1 :]
            more = any(later.begins for later in rest) or (own and step.chains)
            if not own and not more:
                more = any(control(later.statement) is None for later in rest)
            if more:
                yield Hit(
                    step.statement.location,
                    "COMMIT stands half-way: when what follows fails, what stands above stays. Keep each direction in"
                    " one transaction, or make two migrations of it",
                    object=direction.object,
                )

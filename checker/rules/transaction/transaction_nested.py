"""BEGIN stands inside a transaction.

## Why

PostgreSQL has no nested transactions: the second BEGIN only warns, and the first COMMIT ends
everything, so that what follows it runs on its own.

## How to fix

One BEGIN and one COMMIT; a part that may fail goes between SAVEPOINT and RELEASE.

```sql
begin;
savepoint before_backfill;
update app.note set title = '' where title is null;
release before_backfill;
commit;
```

## Not reported

- SAVEPOINT.
- BEGIN in a function's body or a DO block.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import directions


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each BEGIN that meets an open transaction."""
    for direction in directions(change):
        for step in direction.steps:
            if step.begins and step.place == "inside":
                yield Hit(
                    step.statement.location,
                    "a transaction is open already, so this BEGIN does nothing and the next COMMIT ends everything:"
                    " remove it, or use SAVEPOINT",
                    object=direction.object,
                )

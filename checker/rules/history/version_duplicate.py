"""Two migrations have the same id.

## Why

A tool remembers what it has applied by the id: of two that share one, the second is never applied, or the
order of the two depends on the machine.

## How to fix

Give the newer one an id of its own; `db-verify new NAME` makes one.

```text
db/migrations/eng/202511230901__add_owner.sql
```

## Not reported

- The same name after different ids.
- Two that were both merged before this change.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each migration whose id another one has, the newer of the two."""
    for migration in change.migrations if change.everything else change.changed:
        for problem in migration.problems:
            if problem.kind == "version":
                yield Hit(problem.location, problem.message, object=migration.id)

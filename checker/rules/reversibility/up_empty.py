"""A migration's up does nothing.

## Why

It is recorded as applied and changes nothing: usually the statements were forgotten, commented out, or
stand below the marker.

## How to fix

Write the statements above the marker, or delete the file.

```sql
begin;
create table app.note (id bigint primary key);
commit;
```

## Not reported

- An up with any statement that may do something, as SELECT of a function.
- Files that cannot be read: that is [syntax-error](syntax-error.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.reversibility._words import is_empty


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each up without a statement that does anything."""
    for migration in change.judged:
        if is_empty(migration.up):
            # What is merged is neither edited nor deleted.
            remedy = (
                "write what it should do, or delete the file"
                if migration.changed
                else "leave it, and write what it should have done in a new one"
            )
            yield Hit(
                migration.up.location,
                f"the up of migration {migration.id} does nothing: {remedy}",
                object=migration.id,
            )

"""A new migration sorts before one that is merged already.

## Why

Databases that have applied the merged one meet the new one in another order than a fresh database does.
Some tools refuse it, others pass it over, and the two databases part.

## How to fix

Give the file a version that sorts after that of the last merged migration:

```text
git mv db/migrations/eng/202510010900__add_owner.sql db/migrations/eng/202511230900__add_owner.sql
```

## Not reported

- New migrations among each other; where the change is compared with nothing, all are new.
- Migrations of other folders, which have an order of their own.
- A merged migration that has another name: that is [migration-edited-after-merge](migration-edited-after-merge.md).
- An id that is taken already: that is [version-duplicate](version-duplicate.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Migration, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each added or renamed migration before the last one that the base has."""
    last: dict[str, Migration] = {}
    left = sum(_is_new(change, migration) for migration in change.changed)
    for migration in reversed(change.migrations):
        # What stands before all that is new says nothing about it.
        if not left:
            return
        left -= _is_new(change, migration)
        if _is_merged(change, migration):
            last.setdefault(migration.folder, migration)
        elif _is_new(change, migration) and migration.folder in last:
            merged = last[migration.folder]
            if merged.id == migration.id:
                continue
            yield Hit(
                migration.location,
                f"migration {migration.id} sorts before {merged.id}, which is merged: give it a version that sorts after it",
                object=migration.id,
            )


def _is_new(change: Change, migration: Migration) -> bool:
    if migration.status == "renamed":
        return migration.id not in change.base_ids
    return migration.status == "added"


def _is_merged(change: Change, migration: Migration) -> bool:
    return migration.status in ("unchanged", "modified") and migration.id in change.base_ids

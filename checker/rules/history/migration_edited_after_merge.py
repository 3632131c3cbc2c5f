"""A migration that is merged has been edited.

## Why

Databases that have applied it will never see the edit, and a fresh one will: the two are different, with
the same version. Tools that keep checksums refuse to go on.

## How to fix

Take the edit back, and write what it should do as a new migration: `db-verify new NAME`.

```text
git checkout origin/main -- db/migrations/eng/202511230900__add_owner.sql
```

## Not reported

- A migration that this change adds, however often it is edited before the merge.
- Repeatable scripts (policies, views), which are there to be edited.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each migration of the base whose text is another one now."""
    modified = {file.path for file in change.files if file.status == "modified"}
    renamed = {
        file.path: file.old_path for file in change.files if file.status == "renamed" and file.old_path
    }
    for migration in change.changed:
        for source in migration.sources:
            if source.path in modified and migration.id in change.base_ids:
                yield Hit(
                    source.line_location(1),
                    f"migration {migration.id} is merged, and databases that have applied it will not see this edit:"
                    " take it back and write a new migration",
                    object=migration.id,
                )
            elif source.path in renamed and migration.id in change.base_ids:
                yield Hit(
                    source.line_location(1),
                    f"migration {migration.id} was merged as {renamed[source.path]}: rename it back",
                    object=migration.id,
                )

"""A migration that is merged has been deleted.

## Why

Databases that have applied it keep what it did; a fresh one will not have it. Tools that compare what is
applied with what is there refuse to go on.

## How to fix

Bring the file back, and undo what it did by a new migration:

```text
git checkout origin/main -- db/migrations/eng/202511230900__add_owner.sql
```

A repeatable migration, as Flyway's `R__name.sql`, is run again once it is edited, so let it take away itself what it made:

```sql
drop view if exists app.note_titles;
```

## Not reported

- Files in the migrations' folders that are not SQL, or that their tool runs elsewhere than in the chain, as Flyway's callbacks.
- A rename that keeps the id: that is [migration-edited-after-merge](migration-edited-after-merge.md).
- Migrations that a schema dump stands for: the config's `start_from` names the last of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Location, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each SQL file of a migrations folder that is gone, or has gone elsewhere under another id."""
    folders = [folder.path.rstrip("/") + "/" for folder in change.config.migrations]
    repeatable = {script.path for script in change.base_scripts}
    start = change.config.start_from
    for file in change.files:
        old = file.path if file.status == "deleted" else file.old_path if file.status == "renamed" else None
        if old is None or not old.lower().endswith(".sql"):
            continue
        if old in change.base_aside or not any(old.startswith(folder) for folder in folders):
            continue
        name = old.rsplit("/", 1)[-1]
        if start is not None and name.split("_")[0].split(".")[0] <= start.id:
            continue
        now = change.history.at(file.path) if file.status == "renamed" else None
        if now is not None and now.id in change.base_ids:
            continue
        remedy = (
            "bring it back, and let it drop what it made (DROP … IF EXISTS) instead of making it"
            if old in repeatable
            else "bring it back, and undo what it did by a new migration"
        )
        where = "" if file.status == "deleted" else f" (it is {file.path} now)"
        yield Hit(
            Location(old) if file.status == "deleted" else Location(file.path),
            f"{old} is merged, and databases that have applied it keep what it did{where}: {remedy}",
            object=old,
        )

"""A migration's file name is not what its layout asks for.

## Why

The name carries the id and the order. A tool passes over a file whose name it does not know, and says
nothing: the migration is reviewed, merged, and never applied.

## How to fix

Rename the file; `db-verify new NAME` makes names that are right. In the house layout:

```text
db/migrations/eng/202511230900__add_owner.sql
```

## Not reported

- Files that are not SQL.
- Files that the config names as seeds, policies, views, bootstrap or `start_from`, though they lie among the migrations.
- Names that other layouts use, where the config names that layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from checker.model import Change, Migration, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each migration whose name its layout does not know, or whose timestamp is no time."""
    migrations = change.migrations if change.everything else change.changed
    scripts = {one.path for one in (*change.foundation, *change.repeatable, *change.seeds)}
    passed_over = [
        one for one in change.passed_over if one.path not in scripts and (change.everything or one.changed)
    ]
    for migration in (*passed_over, *migrations):
        named = True
        for problem in migration.problems:
            if problem.kind == "name":
                named = False
                yield Hit(problem.location, problem.message, object=problem.location.path)
        if named and migration.layout == "marker" and not _is_time(migration):
            yield Hit(
                migration.location,
                f"{migration.id} is no time: the digits are year, month, day, hour and minute; rename the file",
                object=migration.path,
            )


def _is_time(migration: Migration) -> bool:
    try:
        datetime.fromisoformat(f"{migration.id[:8]}T{migration.id[8:]}")
    except ValueError:
        return False
    return True

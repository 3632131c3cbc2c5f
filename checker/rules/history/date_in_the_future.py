"""A migration's timestamp is a day that has not come yet.

## Why

The next migration, written with the clock's time, sorts before it: the order that reviewers saw is not the one
in which they are applied, or the tool refuses the later one.

## How to fix

Rename the file with today's time; `db-verify new NAME` makes such names.

```text
git mv db/migrations/eng/209911230900__add_owner.sql db/migrations/eng/202511230900__add_owner.sql
```

## Not reported

- Tomorrow: a colleague's clock may be ahead by a time zone.
- Versions that are numbers and no timestamps.
- Migrations that were merged before this change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from checker.model import Change, Severity
from checker.rule import Hit, rule

_TIMESTAMP = re.compile(r"(19|20|21)(\d\d)(\d\d)(\d\d)(?:\d{4}|\d{6})")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each new migration whose version is a timestamp later than tomorrow."""
    for migration in change.changed:
        found = _TIMESTAMP.fullmatch(migration.id)
        if found is None or migration.status not in ("added", "renamed"):
            continue
        try:
            day = date(int(found[1] + found[2]), int(found[3]), int(found[4]))
        except ValueError:
            continue
        if day > change.as_of + timedelta(days=1):
            yield Hit(
                migration.location,
                f"migration {migration.id} is dated {day.isoformat()}, which has not come yet: give it today's time",
                object=migration.id,
            )

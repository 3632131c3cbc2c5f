"""An up destroys data that no down can bring back.

## Why

A down can make the column or the table again, and not what was in it. The way back then looks open and is
not. A repeatable script has none, and runs again with each deployment.

## How to fix

Keep the data until nobody wants them back: rename the column, or copy the rows to a table that the down
reads. Otherwise leave the down out, and say at the top of the file that there is no way back:

```sql
-- db-verify: irreversible reason="titles were empty since 2024, counted on 2026-02-01"
begin;
alter table app.note drop column title;
commit;
```

## Not reported

- Migrations that are declared irreversible, with a reason.
- Tables and columns that the same migration makes, and temporary tables.
- Views, materialized views, and generated columns, which are made of other data.
- DELETE with a WHERE that some row might not meet.
- A column or table that the up reads into another place first: the trial then compares the rows
  ([down-loses-data](down-loses-data.md)).
- Layouts without downs, but for TRUNCATE, a DELETE of all rows and an UPDATE of all rows to NULL, which are a warning there, and
  an UPDATE of all rows to another constant, a note: what is dropped, [drop-breaks-readers](drop-breaks-readers.md) tells.
- There, and in repeatable scripts, a table that the same script fills again; there, a column that the change makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Finding, Severity
from checker.rule import Explains, Hit, rule
from checker.rules.reversibility._lost import emptied, losses, lost_each_time, overwritten
from checker.rules.reversibility._words import NOT_GIVEN_BACK


def _explains(mine: Finding, other: Finding) -> str:
    same = (other.object, other.migration) == (mine.object, mine.migration)
    return f"({NOT_GIVEN_BACK} either)" if same and NOT_GIVEN_BACK in other.message else ""


@rule(Severity.ERROR, explains=Explains(("down-incomplete",), _explains))
def check(change: Change) -> Iterator[Hit]:
    """Each DROP TABLE, DROP COLUMN, TRUNCATE, and DELETE or UPDATE of all rows, of what was there before."""
    for _, place, name in losses(change):
        yield Hit(
            place,
            f"no down can bring back what was in {name}: keep the data, or leave the down out and declare the migration irreversible with"
            ' -- db-verify: irreversible reason="…"',
            object=name,
        )
    for place, name in lost_each_time(change):
        yield Hit(
            place,
            f"each run of this script takes away what is in {name}, and there is no down: do it once, in a migration, or keep the data",
            object=name,
        )
    for place, name in emptied(change):
        yield Hit(
            place,
            f"all rows of {name} go, and there is no down: keep them in another table first, or allow this with a reason",
            object=name,
            severity=Severity.WARNING,
        )
    for place, name, is_null in overwritten(change):
        value = "NULL" if is_null else "one value"
        yield Hit(
            place,
            f"every row gets {value} in {name}, whatever was there, and there is no down: say in a WHERE which rows are meant, keep"
            " the old values in another place first, or allow this with a reason",
            object=name,
            severity=Severity.WARNING if is_null else Severity.NOTE,
        )

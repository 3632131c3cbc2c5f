"""A migration has no down.

## Why

When a release has to be taken back, the way back must be there, written by who knew what the up did, and
tried: nobody writes a good one at night.

## How to fix

Write the part that undoes the up. In the house layout it stands in the same file:

```sql
begin;
create table app.note (id bigint primary key);
commit;

/* DOWN */

begin;
drop table app.note;
commit;
```

`db-verify fix` writes the mechanical part. A migration that can't be undone says so at its top:
`-- db-verify: irreversible reason="…"`.

## Not reported

- A migration that is declared irreversible, with a reason.
- An up with nothing to undo: VALIDATE CONSTRAINT, REFRESH MATERIALIZED VIEW, ANALYZE, VACUUM, REINDEX.
- Layouts whose tool has no downs.
- A marker that is misspelt or stands twice: that is [down-marker-ambiguous](down-marker-ambiguous.md).
- `/* DOWN */` in a string or a function's body does not count as the marker.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.reversibility._down import write_down
from checker.rules.reversibility._words import leaves_nothing_to_undo, wants_down


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each migration without a down whose up does something."""
    for migration in change.judged:
        if migration.down is None and wants_down(migration) and not leaves_nothing_to_undo(migration.up):
            how = (
                "write /* DOWN */ on a line of its own and below it"
                if migration.layout == "marker"
                else "write"
            )
            yield Hit(
                migration.up.location,
                f"migration {migration.id} has no down: {how} what undoes the up, or declare it irreversible",
                object=migration.id,
                fix=write_down(change, migration),
            )

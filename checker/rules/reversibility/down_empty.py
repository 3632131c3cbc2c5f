"""A migration's down does nothing.

## Why

An empty down is worse than none: the tool reports that the migration was taken back, and everything it did
is still there.

## How to fix

Write what undoes the up:

```sql
begin;
drop table app.note;
commit;
```

A migration that can't be undone says so at its top: `-- db-verify: irreversible reason="…"`.

## Not reported

- A migration that is declared irreversible, with a reason.
- An up that does nothing either: that is [up-empty](up-empty.md).
- An up with nothing to undo: VALIDATE CONSTRAINT, REFRESH MATERIALIZED VIEW, ANALYZE, VACUUM, REINDEX.
- BEGIN, COMMIT, SET, a SELECT that only reads and an empty DO block do nothing; a comment does not either.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Finding, Severity
from checker.rule import Explains, Hit, rule
from checker.rules.reversibility._down import write_down
from checker.rules.reversibility._words import is_empty, leaves_nothing_to_undo, wants_down


def _explains(mine: Finding, other: Finding) -> str:
    return f"({other.message.partition(':')[0]})" if other.migration == mine.migration else ""


@rule(Severity.ERROR, explains=Explains(("down-loses-data",), _explains))
def check(change: Change) -> Iterator[Hit]:
    """Each down without a statement that does anything."""
    for migration in change.judged:
        if migration.down is None or not wants_down(migration):
            continue
        if is_empty(migration.down) and not leaves_nothing_to_undo(migration.up):
            yield Hit(
                migration.markers[0] if migration.markers else migration.down.location,
                f"the down of migration {migration.id} does nothing: write what undoes the up, or declare it"
                " irreversible",
                object=migration.id,
                fix=write_down(change, migration),
            )

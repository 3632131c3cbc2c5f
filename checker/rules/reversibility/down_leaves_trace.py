"""The database is not what it was before the up, once the down has run.

## Why

A down that runs without an error and leaves a type, a grant or a default behind has not taken the migration
back: the next up fails on what is still there, or the database drifts away from what its history says. The
trial runs up and down for real and compares the whole catalog, object by object.

## How to fix

Write what the message shows into the down; undo things in the reverse order of the up:

```sql
drop index app.note_author;
drop type app.mood;
alter table app.note alter column body set default '';
```

What can't be undone is declared at the migration's top: `-- db-verify: irreversible reason="…"`.

## Not reported

- Another order of a table's columns, a name that the server made up with another number, white space in
  a function's body: see [down-restores-inexactly](down-restores-inexactly.md).
- An extension that the up makes IF NOT EXISTS: see [down-restores-inexactly](down-restores-inexactly.md).
- A constraint that the up validates, and that is known to hold ever after: nobody has to take that back.
- What comes and goes with what is reported: the columns of a table, the sequence of a column.
- A down that is empty ([down-empty](down-empty.md)), missing, or that fails ([down-fails](down-fails.md)).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame
from checker.rules._causes import causes
from checker.rules.reversibility._restored import hits, sentence
from checker.rules.reversibility._words import is_empty


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each difference between before the up and after the down, for each migration and for the whole way back."""
    for step in trial.steps:
        migration = step.migration
        if (
            step.direction != "down"
            or step.status != "applied"
            or migration is None
            or migration.down is None
        ):
            continue
        if step.after is None or is_empty(migration.down):
            continue
        if step.run == "down":
            up = trial.of(migration)["up"]
            if up.before is not None and up.after is not None:
                expected = (up.before, up.after, step.after)
                yield from hits(step, expected, migration.up, migration.down)
        elif step.run == "chain down":
            first = trial.of(migration)["up"].before
            if first is None:
                continue
            downs = [
                m.down for m in trial.change.migrations if m.down is not None and "chain down" in trial.of(m)
            ]
            for one in causes(step.differences, first, step.after):
                blamed = blame(downs, one, first, step.after, removed=one.before is not None)
                yield Hit(
                    (blamed or migration.down).location,
                    f"after all downs in a row: {sentence(one, (first, first, step.after))}",
                    object=one.object.name,
                )

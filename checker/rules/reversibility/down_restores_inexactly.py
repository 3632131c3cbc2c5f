"""After the down the database is the same but for an order, a made-up name, or an extension that may have been there before.

## Why

A column that is dropped and added again comes last; a sequence that is made while the old name is taken gets
a number. Nothing breaks, but `select *`, `insert` without column names and dumps show it. An extension that the up makes IF NOT
EXISTS stays where the down does not drop it, and that may be meant: whether the migration made it, or an administrator did, and
whether others need it, no file tells.

## How to fix

Where it matters, name the columns and give the names yourself:

```sql
alter table app.note add constraint note_author_key unique (author);
```

## Not reported

- Differences that count: those are [down-leaves-trace](down-leaves-trace.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame
from checker.rules._causes import describe, value


@rule(Severity.NOTE)
def check(trial: Trial) -> Iterator[Hit]:
    """Each difference of a lesser class that a down leaves."""
    for step in trial.steps:
        migration = step.migration
        if step.run != "down" or step.status != "applied" or migration is None or migration.down is None:
            continue
        before, after = trial.of(migration)["up"].before, step.after
        if before is None or after is None:
            continue
        for one in step.differences:
            if one.kind in ("differs", "constraint that is validated now"):
                continue
            script = migration.down
            harm = "that is harmless unless somebody relies on it"
            if one.kind == "extension that was made sure of":
                script = migration.up
                what = f"{describe(one)} is still there, which the up makes IF NOT EXISTS"
                harm = "drop it in the down where nothing else needs it"
            elif one.kind == "column order only":
                what = f"the columns of {one.object.name} are in another order: {value(one.after)}"
            elif one.kind == "generated name only":
                what = f"{describe(one)} comes back under another generated name: {value(one.after)}"
            else:
                what = f"the body of {describe(one)} comes back with other white space"
            blamed = blame([script], one, before, after, removed=False)
            yield Hit(
                (blamed or script).location,
                f"after the down {what}; {harm}",
                object=one.object.name,
            )

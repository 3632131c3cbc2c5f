"""A migration's second up, after its down, makes another database than the first.

## Why

The down restored what was there, and the same up then made something else. So what the migration makes
depends on more than the database it finds: on the order of runs, on a counter, on a temporary state.

## How to fix

Make the up say what it wants, whatever was there before; name what the server would name:

```sql
alter table app.note add constraint note_author_key unique (author);
```

## Not reported

- A second up after a down that left something behind ([down-leaves-trace](down-leaves-trace.md)).
- `now()`, `random()` and other values that differ with each run.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame, place_of
from checker.rules._causes import causes, describe, value


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each difference between the first up's catalog and the second's."""
    for step in trial.steps:
        if step.run not in ("up again", "chain up") or step.migration is None or step.status != "applied":
            continue
        down = trial.of(step.migration).get("down" if step.run == "up again" else "chain down")
        first = trial.of(step.migration)["up"].after
        if down is None or down.lasting or first is None or step.after is None:
            continue
        for one in causes(step.differences, first, step.after):
            blamed = blame([step.migration.up], one, first, step.after, removed=one.before is not None)
            what = "" if one.property is None else f"the {one.property} of "
            yield Hit(
                place_of(blamed, step.migration.up),
                f"{what}{describe(one)} is {value(one.before)} after the first up and {value(one.after)} after the"
                " second; make the up's result the same each time",
                object=one.object.name,
            )

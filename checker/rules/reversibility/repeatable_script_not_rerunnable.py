"""A script of policies or views can't be run twice.

## Why

Repeatable scripts are applied after every migration, whether they changed or not. One that fails the second
time, or makes something else of the database, stops the next deployment.

## How to fix

Replace, or drop first:

```sql
drop policy if exists note_reader on app.note;
create policy note_reader on app.note for select to reader using (owner = current_user);
create or replace view app.note_titles as select id, title from app.note;
```

## Not reported

- A script that fails the first time already
  ([repeatable-script-fails](repeatable-script-fails.md)).
- Seeds.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame
from checker.rules._causes import causes, describe, value
from checker.rules.reversibility._failures import failure


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """The statement that fails in a second run, and each difference that a second run makes."""
    scripts = trial.change.repeatable
    for step in trial.steps:
        if step.run != "up again" or step.migration is not None:
            continue
        if failed := failure(step):
            yield Hit(
                failed[0], f"{step.path} fails here when it is run again: {failed[1]}", object=step.path
            )
        if step.before is None or step.after is None or step.status != "applied":
            continue
        for one in causes(step.differences, step.before, step.after):
            blamed = blame(scripts, one, step.before, step.after, removed=False)
            what = "" if one.property is None else f"the {one.property} of "
            script = next(script for script in scripts if script.path == step.path)
            yield Hit(
                (blamed or script).location,
                f"run again, the scripts make something else: {what}{describe(one)} was {value(one.before)} and is"
                f" {value(one.after)}; make the result the same each time",
                object=one.object.name,
            )

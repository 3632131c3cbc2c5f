"""A script of policies, views or seeds fails when it is run.

## Why

Policies and views are applied after the migrations, each time. One that fails leaves tables without their
protection, or readers without their views.

## How to fix

Read what the server said at the statement. A view or policy on something that a migration of this change
removed or renamed must change with it:

```sql
drop view if exists app.note_titles;
create view app.note_titles as select id, title from app.note;
```

The scripts are run upon what the base's have made as well, which is how production meets them: CREATE OR REPLACE VIEW takes no
column away and gives none another name or type.

## Not reported

- Scripts after the one that failed: they were not run.
- A script that fails only the second time
  ([repeatable-script-not-rerunnable](repeatable-script-not-rerunnable.md)).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.reversibility._failures import failure, wants_right


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """The statement that failed in a script, the first time that it was run, or upon what the base's scripts have made."""
    for step in trial.steps:
        if step.run == "up" and step.migration is None and (failed := failure(step)):
            text = f"{step.path} fails here: {failed[1]}{wants_right(step.error)}"
            yield Hit(failed[0], text, object=step.path)
    for step in trial.before.steps:
        if step.migration is None and (failed := failure(step)):
            yield Hit(
                failed[0],
                f"{step.path} fails here where the base's scripts have been run, as they have in production: {failed[1]} Drop what"
                " they have made before this, by DROP … IF EXISTS",
                object=step.path,
            )

"""A migration's down fails when it is run.

## Why

A down is needed on the worst day, and is run for the first time then. The trial runs it after the up, with
rows in the tables and with what the policies and views scripts had made taken away first, as a way back does.

## How to fix

Read what the server said at the statement. Most often the order is wrong; undo in the reverse order:

```sql
drop view app.note_titles;
drop table app.note;
```

## Not reported

- A down of a migration whose up already failed.
- What is declared irreversible.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.reversibility._failures import failure, wants_right


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """The statement that failed in a down, alone or on the whole way back."""
    for step in trial.steps:
        if step.direction == "down" and step.migration is not None and (failed := failure(step)):
            where = "" if step.run == "down" else ", once the downs after it have run"
            yield Hit(
                failed[0],
                f"the down of migration {step.migration.id} fails here{where}: {failed[1]}{wants_right(step.error)}",
                object=step.migration.id,
            )

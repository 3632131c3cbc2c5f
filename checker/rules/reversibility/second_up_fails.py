"""A migration's up works once, and fails after its own down.

## Why

A migration that was taken back is applied again, mended or not. Where that fails although the catalog is what
it was, the two directions disagree about something that only shows when they run: the rows, most often.

## How to fix

Make the down put the rows back as well as the tables:

```sql
delete from app.note_kind where code = 'draft';
```

## Not reported

- A second up that fails because the down left something behind
  ([down-leaves-trace](down-leaves-trace.md)): that is the cause.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.reversibility._failures import failure


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """The statement that failed in a second up, where the down had restored the catalog."""
    for step in trial.steps:
        if step.run not in ("up again", "chain up") or step.migration is None:
            continue
        down = trial.of(step.migration).get("down" if step.run == "up again" else "chain down")
        failed = failure(step)
        if failed and down is not None and not down.lasting:
            yield Hit(
                failed[0],
                f"migration {step.migration.id} fails here when it is applied again after its down: {failed[1]}",
                object=step.migration.id,
            )

"""A migration's rows are there twice after its down and a second up.

## Why

The up inserts rows and the down does not take them away, and nothing in the table keeps the second up from
inserting them again: lists show entries twice, sums are wrong.

## How to fix

Take away in the down what the up inserted, and only that:

```sql
delete from app.note_kind where code in ('draft', 'final');
```

## Not reported

- Rows that the second up finds and leaves (`ON CONFLICT DO NOTHING`).
- A second up that fails on them: that is [second-up-fails](second-up-fails.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Difference, ObjectId, Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import blame, place_of


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each table with more rows after the second up than after the first."""
    for step in trial.steps:
        if step.run != "up again" or step.status != "applied" or step.migration is None:
            continue
        first = trial.of(step.migration)["up"]
        for table, before in first.rows_after.items():
            after = step.rows_after.get(table)
            if after is None or after.rows <= before.rows or first.before is None or first.after is None:
                continue
            one = Difference(ObjectId("table", table), None, None, "")
            blamed = blame([step.migration.up], one, first.before, first.after, removed=False, rows=True)
            yield Hit(
                place_of(blamed, step.migration.up),
                f"{table} has {before.rows} rows after the first up and {after.rows} after the second: take away in"
                " the down what the up inserts",
                object=table,
            )

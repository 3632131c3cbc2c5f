"""A statement was seen to write an existing table anew.

## Why

The trial saw the table get a new file. Everybody who uses it waits until the last row is copied, and it needs its
size in disk space once more. The file alone did not give it away: it is in a DO block or a function, or depends
on what a function or an operator turned out to be.

## How to fix

Make what is new beside the old one, fill it in batches, and let readers change over:

```sql
alter table app.note add column size_bytes bigint;
```

## Not reported

- What a rule has found in the file already, and the trial has confirmed.
- Tables that the same migration makes, or another new one of the change that nothing fills before.
- TRUNCATE.
- Statements outside a transaction, whose effect on the file is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.locks._observed import first_ups, table_locks


@rule(Severity.WARNING, seen="rewritten")
def check(trial: Trial) -> Iterator[Hit]:
    """Each table that a statement of a first up wrote anew."""
    for step in first_ups(trial):
        for number, outcome in enumerate(step.outcomes, 1):
            for lock in table_locks(trial, step, outcome):
                if lock.rewritten:
                    yield Hit(
                        outcome.statement.location,
                        f"statement {number} takes {lock.sql} on {lock.relation} (blocks {lock.blocks}) and writes it anew:"
                        " make what is new beside the old one, and fill it in batches",
                        object=lock.relation,
                    )

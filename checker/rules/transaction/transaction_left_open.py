"""A script begins a transaction and never commits it.

## Why

When the session ends, an open transaction is rolled back: the tool reports success, and nothing is there.

## How to fix

```sql
begin;
alter table app.note add column title text;
commit;
```

## Not reported

- ROLLBACK at the end: that is [transaction-rolled-back](transaction-rolled-back.md).
- SAVEPOINT without RELEASE: COMMIT ends it too.
- BEGIN inside a function's body or a DO block, where it opens a block and no transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Edit, Fix, Script, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import directions


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """The BEGIN that is still open where a direction or a repeatable script ends."""
    for direction in directions(change):
        opened = None
        for step in direction.steps:
            if step.begins and step.place != "inside":
                opened = step.statement
            elif (step.commits or step.rolls_back) and not step.chains:
                opened = None
        if opened is not None:
            migration, script = direction.migration, direction.script
            what = f"the {direction.name} of migration {migration.id}" if migration else script.path
            yield Hit(
                opened.location,
                f"this transaction is never committed, so nothing of {what} stays: end it with COMMIT;",
                object=direction.object,
                fix=_commit(script),
            )


def _commit(script: Script) -> Fix:
    source, last = script.source, script.statements[-1]
    newline = source.newline
    rest = source.text[last.end : script.end]
    ended = rest.lstrip().startswith(";")
    end = last.end + (rest.index(";") + 1 if ended else 0)
    text = f"{'' if ended else ';'}{newline}{newline}COMMIT;"
    return Fix("add COMMIT at the end", (Edit(source.location(end, end), text),))

"""A table that holds rows is made UNLOGGED.

## Why

What is not in the write-ahead log is gone after a crash: the server empties an unlogged table when it starts again. Nor
is it on a standby, or in a backup that is taken from the log (PostgreSQL's manual, CREATE TABLE, UNLOGGED). A table that was
safe until now holds rows that somebody counts on.

## How to fix

Leave it logged. To load many rows quickly, load them into a table of its own, and take them over from there:

```sql
create unlogged table app.note_load (like app.note);
insert into app.note select * from app.note_load;
drop table app.note_load;
```

## Not reported

- A table that is made UNLOGGED from the start, as a cache is.
- A migration that makes it LOGGED again.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.locks._alter import commands


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each SET UNLOGGED on a table that was there before, and stays so."""
    changed = [
        (step, name, command.subtype)
        for step, name, command in commands(change)
        if command.subtype in (AlterTableType.AT_SetLogged, AlterTableType.AT_SetUnLogged)
    ]
    for place, (step, name, subtype) in enumerate(changed):
        last = all(
            later.script is not step.script or other != name for later, other, _ in changed[place + 1 :]
        )
        if subtype == AlterTableType.AT_SetUnLogged and last:
            yield Hit(
                step.statement.location,
                f"the rows of {name} are gone after a crash, and are on no standby: leave it logged",
                object=str(name),
            )

"""TRUNCATE … CASCADE empties tables that it does not name.

## Why

Every table with a foreign key to the one that is named is emptied too, and every one with a foreign key to those. Which
they are depends on what others have added since; the statement does not say.

## How to fix

Name the tables that are to be empty: PostgreSQL then refuses where one was forgotten.

```sql
truncate app.note, app.note_tag;
```

## Not reported

- TRUNCATE without CASCADE.
- Tables that the same script makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import DropBehavior

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import existed, up_nodes


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each table that a TRUNCATE … CASCADE names and that was there before."""
    for step, node in up_nodes(change, ast.TruncateStmt):
        if node.behavior != DropBehavior.DROP_CASCADE:
            continue
        for relation in node.relations or ():
            name = step.before.resolve(relation)
            if existed(step, name):
                yield Hit(
                    step.statement.at(relation),
                    f"CASCADE empties every table that refers to {name}, whichever they are: name those that are meant",
                    object=str(name),
                )

"""ALTER SYSTEM changes the configuration of the whole server.

## Why

It is for every database of the server and for good; it needs a superuser, cannot be rolled back, and no
down gives back what was there.

## How to fix

Change the server's configuration where it is managed. What this database alone needs:

```sql
alter role eng_owner set statement_timeout = '30s';
```

## Not reported

- SET, ALTER ROLE … SET and ALTER DATABASE … SET.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_node


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each ALTER SYSTEM."""
    for statement, node in every_node(change, ast.AlterSystemStmt):
        name = node.setstmt.name if node.setstmt else None
        yield Hit(
            statement.location,
            f"ALTER SYSTEM changes {name or 'the configuration'} for every database of the server, and no down"
            " gives it back: change the configuration where it is managed",
            object=name,
        )

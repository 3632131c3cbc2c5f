"""COPY runs a program on the database server.

## Why

COPY … PROGRAM starts a shell on the server with the rights of the operating system's user that runs
PostgreSQL. Whoever may merge such a line has that machine.

## How to fix

Bring the data as rows, or load them from the client:

```sql
insert into app.note (id, title) values (1, 'first');
```

## Not reported

- COPY FROM STDIN and TO STDOUT.
- COPY with a file: that is [server-file-access](server-file-access.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._scripts import every_node


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each COPY with PROGRAM, in either direction."""
    for statement, node in every_node(change, ast.CopyStmt):
        if node.is_program:
            yield Hit(
                statement.location,
                "COPY … PROGRAM runs a shell command on the database server: remove it and bring the data as rows",
                object=node.filename,
            )

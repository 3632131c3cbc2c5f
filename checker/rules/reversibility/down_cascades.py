"""A down drops with CASCADE.

## Why

CASCADE takes what hangs on the object, and not only what the up made: a view that somebody added since, a
foreign key of another table. Nothing says what went, and nothing brings it back.

## How to fix

Drop by name what the up made, the last first:

```sql
begin;
drop view app.v_note;
drop table app.note;
commit;
```

## Not reported

- CASCADE in an up.
- RESTRICT, and no word at all.
- `ON DELETE CASCADE` of a foreign key.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import DropBehavior

from checker.model import Change, Severity
from checker.rule import Hit, rule


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each DROP, ALTER TABLE … DROP and TRUNCATE of a down with CASCADE."""
    for migration in change.judged:
        for statement in migration.down.statements if migration.down else ():
            node = statement.node
            cascades = getattr(node, "behavior", None) == DropBehavior.DROP_CASCADE
            if isinstance(node, ast.AlterTableStmt):
                cascades = any(command.behavior == DropBehavior.DROP_CASCADE for command in node.cmds or ())
            if cascades and isinstance(
                node, ast.DropStmt | ast.AlterTableStmt | ast.TruncateStmt | ast.DropOwnedStmt
            ):
                yield Hit(
                    statement.location,
                    "CASCADE takes whatever hangs on it, also what this migration did not make: drop by name what the up"
                    " made",
                    object=migration.id,
                )

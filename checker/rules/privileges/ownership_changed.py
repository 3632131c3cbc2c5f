"""An object has another owner after the migration, and no statement says so.

## Why

The owner has every right on an object, and a view or a SECURITY DEFINER function runs with its owner's rights. What
is dropped and made again belongs to whoever ran the script, with all that follows for what its readers see.

## How to fix

Make it as its owner, or give it back:

```sql
drop view app.note_titles;
create view app.note_titles as select id, title from app.note;
alter view app.note_titles owner to app_views;
```

## Not reported

- `ALTER … OWNER TO` and `REASSIGN OWNED`: there it is said.
- New objects.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules._blame import value
from checker.rules.privileges._remade import changed, remade, said


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each object that changed hands by being made again."""
    for one, step, scripts in changed(trial, "owner"):
        statement = remade(one, step, scripts)
        if statement is None or said(one, step, scripts, "owner", ast.AlterOwnerStmt, ast.AlterTableStmt):
            continue
        if any(
            isinstance(each.node, ast.ReassignOwnedStmt) for script in scripts for each in script.statements
        ):
            continue
        yield Hit(
            statement.location,
            f"{one.object} belongs to {value(one.after)} now and belonged to {value(one.before)}, since it is made"
            f" again: make it as {value(one.before)}, or ALTER … OWNER TO {value(one.before)}",
            object=one.object.name,
        )

"""Grants are lost because an object is dropped and made again.

## Why

DROP takes an object's grants with it, and CREATE does not bring them back: the readers of a view get an
error after the deployment, although nothing was revoked.

## How to fix

Replace the object where that is possible, or grant again right after it is made:

```sql
drop view app.note_titles;
create view app.note_titles as select id, title from app.note;
grant select on app.note_titles to reader;
```

## Not reported

- Grants that a REVOKE on the object takes away: that is meant.
- The grants of the object's own owner.
- An object that does not come back.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.privileges._remade import changed, remade, said
from checker.undo import short, undo


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each object of an up that lost grants by being made again."""
    for one, step, scripts in changed(trial, "grants"):
        before, after = step.before, step.after
        if before is None or after is None:
            continue
        owner = before.objects[one.object].get("owner")
        lost = [
            line
            for line in (one.before or "").split("\n")
            if line and line not in (one.after or "").split("\n") and not line.endswith(f" to {owner}")
        ]
        statement = remade(one, step, scripts)
        if not lost or statement is None:
            continue
        revokes = any(
            isinstance(each.node, ast.GrantStmt) and not each.node.is_grant
            for script in scripts
            for each in script.statements
        )
        if said(one, step, scripts, "revoke", *((ast.GrantStmt,) if revokes else ())):
            continue
        yield Hit(
            statement.location,
            f"{one.object} is made again without its grants: {'; '.join(lost)}. Add: {short(undo(one, before, after))}",
            object=one.object.name,
        )

"""A constraint that held stays in the catalog, and holds no more.

## Why

Since PostgreSQL 18, `ALTER CONSTRAINT … NOT ENFORCED` keeps a constraint and checks it no longer: orphans come in, and whoever reads the
table's definition believes that there are none. The way back looks at all rows again, and fails as soon as one is wrong
(PostgreSQL's manual, "ALTER TABLE").

## How to fix

Leave it enforced. Where it is in the way of a large import, enforce it again in the same migration:

```sql
alter table app.remark alter constraint remark_note_id_fkey not enforced;
insert into app.remark select * from app.remark_import;
alter table app.remark alter constraint remark_note_id_fkey enforced;
```

What is no longer wanted is dropped: `DROP CONSTRAINT`.

## Not reported

- A constraint that the same script enforces again.
- A new constraint that says NOT ENFORCED from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast, enums

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import up_nodes

_ALTERS = enums.AlterTableType.AT_AlterConstraint


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each ALTER CONSTRAINT … NOT ENFORCED that its script does not take back."""
    loose: dict[tuple[str, str, str], Hit] = {}
    for step, node in up_nodes(change, ast.AlterTableStmt):
        if node.relation is None:
            continue
        for command in node.cmds or ():
            alters = command.def_
            if command.subtype != _ALTERS or not isinstance(alters, ast.ATAlterConstraint):
                continue
            table, name = step.name(node.relation), str(alters.conname)
            key = (step.script.path, str(table), name)
            if alters.alterEnforceability and not alters.is_enforced:
                loose[key] = Hit(
                    step.statement.location,
                    f"the constraint {quote(name)} of {table} holds no more, and stays in the catalog as if it did: leave it"
                    " enforced, or enforce it again in this script",
                    object=f"{table} {quote(name)}",
                )
            elif alters.alterEnforceability:
                loose.pop(key, None)
    yield from loose.values()

"""Rows are changed in a transaction that holds a table for itself.

## Why

ALTER TABLE keeps its lock until COMMIT. An UPDATE of many rows after it makes everybody wait for as long as
it takes, where the ALTER TABLE alone takes a moment.

## How to fix

Two migrations: one that changes the table, one that fills it, in batches where the table is large. Where it was altered only
to lift FORCE ROW LEVEL SECURITY for its owner, few rows at a time, or a role that a policy admits.

```sql
begin;
set local lock_timeout = '5s';
alter table app.note add column title text;
commit;
```

## Not reported

- Tables that the same migration makes.
- Rows of a table that the transaction does not hold.
- Rows that are changed before the table is.
- INSERT.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast, enums

from checker.model import Change, Migration, Severity
from checker.rule import Hit, rule
from checker.rules._apart import place_of
from checker.rules._state import existed, migrations_with
from checker.rules._transactions import control, ends_before, together
from checker.rules.locks._strong import strongly_locked
from checker.state import Name, chain

_FEW = "where they are many, become a role that a policy admits instead, or change them by their keys in several such migrations"


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each UPDATE and DELETE of a table that an earlier statement of the transaction has locked."""
    for migration in migrations_with(change, ast.UpdateStmt, ast.DeleteStmt):
        held: set[Name] = set()
        lifted: set[Name] = set()
        kept = together(migration)
        for step in chain(change).steps(migration.up):
            node = step.statement.node
            if control(step.statement) is not None or ends_before(migration, step.statement):
                held, lifted = set(), set()
                continue
            if id(step.statement) not in kept:
                continue
            if isinstance(node, ast.UpdateStmt | ast.DeleteStmt) and node.relation is not None:
                name = step.before.resolve(node.relation)
                if name in held and existed(step, name):
                    yield Hit(
                        step.statement.location,
                        f"{name} is locked since it was altered above, so everybody waits until these rows are changed:"
                        f" {_FEW if name in lifted else _apart(migration)}",
                        object=str(name),
                    )
            elif not isinstance(node, ast.CreatePolicyStmt | ast.CreateStmt):
                locked = {*strongly_locked(step)}
                lifted = (lifted | locked - held) if _lifts_force(node) else lifted - locked
                held |= locked


def _apart(migration: Migration) -> str:
    when = (
        "a migration of its own"
        if place_of(migration)
        else "a later release, since Drizzle runs all that is pending in one transaction"
    )
    return f"change them in {when}"


def _lifts_force(node: object) -> bool:
    return isinstance(node, ast.AlterTableStmt) and all(
        command.subtype == enums.AlterTableType.AT_NoForceRowSecurity for command in node.cmds or ()
    )

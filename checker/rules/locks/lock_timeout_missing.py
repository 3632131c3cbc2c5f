"""A migration waits for a lock for as long as it takes.

## Why

An ALTER TABLE waits behind a long query, and everybody who comes after it waits behind the ALTER TABLE: one
report that runs for an hour stops the application for an hour. With a timeout the migration fails, nothing
has happened, and it is run again.

## How to fix

Begin with a timeout:

```sql
begin;
set local lock_timeout = '5s';
alter table app.note add column title text;
commit;
```

## Not reported

- Migrations that touch only what they make themselves.
- A lock_timeout that is set above the first statement that waits, by SET or set_config.
- Statements that readers and writers do not wait for, as VALIDATE CONSTRAINT and CREATE INDEX CONCURRENTLY.
- Downs and repeatable scripts.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._transactions import begins, without_transaction
from checker.rules.locks._strong import strongly_locked
from checker.rules.statements._settings import settings
from checker.state import chain


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """The first statement of each up that may wait for a lock on something that was there before."""
    for migration in change.judged:
        # Outside a transaction, SET LOCAL sets nothing (PostgreSQL's manual, SET); a file that is sent as one string is in one.
        none = without_transaction(migration) or migration.transaction == "none"
        alone = none and migration.unit == "statement" and not begins(migration.up)
        for step in chain(change).steps(migration.up):
            if any(
                name == "lock_timeout" and value not in (None, "0") and not (alone and _is_local(node))
                for name, value, node in settings(step.statement)
            ):
                break
            name = next(strongly_locked(step), None)
            if name is not None:
                yield Hit(
                    step.statement.location,
                    f"this waits for a lock on {name} for as long as it takes, and everybody else waits behind it: add"
                    f" SET {'' if alone else 'LOCAL '}lock_timeout = '5s'; above it",
                    object=str(name),
                )
                break


def _is_local(node: ast.Node) -> bool:
    return isinstance(node, ast.VariableSetStmt) and bool(node.is_local)

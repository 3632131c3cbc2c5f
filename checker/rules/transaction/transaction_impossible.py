"""A statement that cannot run inside a transaction stands inside one.

## Why

PostgreSQL refuses it (25001, active_sql_transaction), and the migration fails.

## How to fix

Give it a migration of its own without a transaction, which says so at its top:

```sql
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_title on app.note (title);
```

The Supabase CLI runs such a statement on its own, from a version on that the finding names: there it is a note. It is a
warning where the file has other statements, since the file is then no longer done whole or not at all. Drizzle has no such way.

## Not reported

- Such a statement outside BEGIN and COMMIT, in a layout whose tool opens no transaction.
- CREATE INDEX, REINDEX TABLE, CLUSTER of one table and ANALYZE, which may run in a transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.alone import refused, says_alone
from checker.model import Change, Migration, Script, Severity, Statement
from checker.rule import Hit, rule
from checker.rules._apart import TOGETHER, place_of
from checker.rules._beside import fails_with
from checker.rules._transactions import Direction, directions, is_wrapped


@rule(Severity.ERROR, explains=fails_with("25001"))
def check(change: Change) -> Iterator[Hit]:
    """Each such statement inside BEGIN and COMMIT, or inside the tool's transaction."""
    for direction in directions(change):
        migration = direction.migration
        tool = is_wrapped(migration, direction.script)
        for step in direction.steps:
            what = refused(step.statement.node)
            if what and (tool or step.place == "inside"):
                yield Hit(
                    step.statement.location,
                    f"PostgreSQL refuses {what} inside a transaction: {_remedy(migration, direction.script)}",
                    object=direction.object,
                )
            elif what and migration is not None and migration.layout == "supabase":
                yield _by_itself(direction, step.statement, what)


def _remedy(migration: Migration | None, script: Script) -> str:
    """What helps in the layout; where nobody opens the transaction, it is the other statements that make it one."""
    place = place_of(migration)
    if migration is not None and migration.unit == "file" and migration.transaction_of(script) == "none":
        return f"put it into {place if place and place.startswith(TOGETHER) else TOGETHER}"
    return (
        f"put it into {place}"
        if place
        else "Drizzle has no way around it; leave CONCURRENTLY out, or run it by hand"
    )


# supabase/cli, pull requests 5671, 6276 and 6354.
_FIRST = (
    "CREATE INDEX CONCURRENTLY",
    "REINDEX CONCURRENTLY",
    "VACUUM",
    "ALTER SYSTEM",
    "CLUSTER without a table",
)


def _by_itself(direction: Direction, statement: Statement, what: str) -> Hit:
    """What the Supabase CLI takes out of its transaction, in the versions that do."""
    since = "2.109.0" if what in _FIRST else "a version of September 2026"
    others = not says_alone(direction.script.source.text) and any(
        one is not statement and not isinstance(one.node, ast.VariableSetStmt)
        for one in direction.script.statements
    )
    split = ", and what stands above it is then committed before: put it into a migration of its own"
    return Hit(
        statement.location,
        f"PostgreSQL refuses {what} inside a transaction; the Supabase CLI runs it by itself since {since}, and fails here"
        f" before{split if others else ''}",
        object=direction.object,
        severity=Severity.WARNING if others else Severity.NOTE,
    )

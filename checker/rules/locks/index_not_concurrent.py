"""An index on an existing table is built while writers wait.

## Why

CREATE INDEX lets nobody write to the table until it is built: on a large table that is minutes.

## How to fix

Build it concurrently, in a migration of its own, since PostgreSQL refuses that in a transaction:

```sql
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_title on app.note (title);
```

## Not reported

- Tables that the same migration makes, and temporary ones.
- Tables that another new migration of the change makes, and nothing fills before: they are deployed together, so nobody uses them yet.
- `ON ONLY` a partitioned table, which builds nothing.
- CONCURRENTLY.
- Materialized views that the same migration makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Edit, Fix, Migration, Severity, Statement
from checker.rule import Hit, rule
from checker.rules._apart import concurrently
from checker.rules._state import migration_steps
from checker.rules._transactions import control, wraps_itself
from checker.rules.locks._empty import is_empty_yet
from checker.rules.locks._strong import strongly_locked
from checker.rules.locks.access_exclusive_held import HELD_BEFORE


@rule(Severity.WARNING, seen="scanned", explains=HELD_BEFORE)
def check(change: Change) -> Iterator[Hit]:
    """Each CREATE INDEX without CONCURRENTLY on a relation that was there before."""
    for migration, step in migration_steps(change, ast.IndexStmt):
        node = step.statement.node
        if not isinstance(node, ast.IndexStmt) or node.concurrent or node.relation is None:
            continue
        table = step.before.table(step.before.resolve(node.relation))
        partitioned = table is not None and table.kind == "partitioned"
        if partitioned and not node.relation.inh:
            continue
        for name in strongly_locked(step):
            if is_empty_yet(change, step.script, name):
                continue
            how, severity = (
                ("build it ON ONLY this table, CONCURRENTLY on each partition, and attach those", None)
                if partitioned
                else concurrently(
                    migration,
                    "CREATE INDEX CONCURRENTLY",
                    None if node.if_not_exists else "CREATE INDEX IF NOT EXISTS",
                )
            )
            yield Hit(
                step.statement.location,
                f"nobody can write to {name} while this index is built: {how}",
                object=str(name),
                fix=None if partitioned else _concurrently(migration, step.statement),
                severity=severity,
            )


def _concurrently(migration: Migration, statement: Statement) -> Fix | None:
    """CONCURRENTLY with its directive, where the up does nothing else and the file opens the transaction."""
    source = migration.sources[0]
    others = [one for one in migration.up.statements if one is not statement]
    if not wraps_itself(migration) or any(
        control(one) is None and not isinstance(one.node, ast.VariableSetStmt) for one in others
    ):
        return None
    word = re.match(r"create\s+(?:unique\s+)?index", statement.text, re.IGNORECASE)
    if word is None:
        return None
    at = statement.start + word.end()
    text = " concurrently" if word[0].islower() else " CONCURRENTLY"
    newline = source.newline
    directive = f'-- db-verify: no-transaction reason="an index on a table that is in use"{newline}{newline}'
    edits = [Edit(source.location(0, 0), directive), Edit(source.location(at, at), text)]
    for one in others:
        end = source.text.index(";", one.end) + 1
        if source.text.startswith(newline, end):
            end += len(newline)
        edits.append(Edit(source.location(one.start, end), ""))
    if any(edit.location == edits[0].location for edit in edits[1:]):
        return None
    return Fix("build it concurrently, without a transaction", tuple(edits))

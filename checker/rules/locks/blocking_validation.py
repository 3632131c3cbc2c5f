"""A statement reads all of an existing table while nobody can write to it.

## Why

To validate a constraint, to set a column NOT NULL, to attach a partition or to build an index, PostgreSQL
reads every row, under a lock that others wait for. The trial saw it happen: in a DO block, in a function, or
in a form that the file does not give away.

## How to fix

Look at the old rows under a lock that lets writers go on, in a migration of its own:

```sql
alter table app.note validate constraint note_title_check;
```

A new partition is looked for in the default one, and an attached table is looked through, unless a valid CHECK constraint
proves beforehand that nothing is to be found. Each of these is a migration of its own; later the constraint can go:

```sql
alter table app.day_rest add constraint not_day_2025 check (at < '2025-01-01' or at >= '2026-01-01') not valid;
```

```sql
alter table app.day_rest validate constraint not_day_2025;
```

```sql
create table app.day_2025 partition of app.day for values from ('2025-01-01') to ('2026-01-01');
```

## Not reported

- What a rule has found in the file already, and the trial has confirmed.
- Tables that the same migration makes, or another new one of the change that nothing fills before.
- VALIDATE CONSTRAINT in a transaction that holds no stronger lock on the table; where it holds ACCESS EXCLUSIVE,
  [access-exclusive-held](access-exclusive-held.md) says so.
- Statements that write the table anew: those are [table-rewritten-in-trial](table-rewritten-in-trial.md).
- INSERT, UPDATE, DELETE, MERGE, COPY and SELECT: see [access-exclusive-held](access-exclusive-held.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums import AlterTableType

from checker.model import Severity, Trial
from checker.names import enumerated
from checker.rule import Hit, rule
from checker.rules.locks._observed import first_ups, table_locks
from checker.rules.locks._partitions import remedy
from checker.rules.locks._rows import moves_rows

_REMEDY = (
    "take the form that lets writers go on (NOT VALID and VALIDATE, CONCURRENTLY), in a migration of its own"
)

# So many tables of one statement are named.
_MOST = 3
_OF_A_TYPE = "to change a type so that writers go on, add a column of the new type beside it, fill that, and drop the old one later"


@rule(Severity.WARNING, seen="scanned")
def check(trial: Trial) -> Iterator[Hit]:
    """Each table that a statement of a first up read through under a lock that writers wait for."""
    for step in first_ups(trial):
        for number, outcome in enumerate(step.outcomes, 1):
            node = outcome.statement.node
            if moves_rows(node) or isinstance(node, ast.CreateTableAsStmt) or _is_concurrent(node):
                continue
            # A block may do the same to a table of each tenant: it is one statement to mend.
            alike: dict[tuple[bool, str, str, str], list[str]] = {}
            for lock in table_locks(trial, step, outcome):
                # A block that only reads does so under the lock that an earlier statement took.
                if isinstance(node, ast.DoStmt | ast.CallStmt) and not lock.added:
                    continue
                held = _validates(node) and not lock.added
                if held and lock.mode == "AccessExclusiveLock":
                    continue
                if lock.scanned and not lock.rewritten and lock.blocks in ("writes", "reads and writes"):
                    how = "put it into a migration of its own" if held else remedy(step, node, lock.relation)
                    how = how or (_OF_A_TYPE if _changes_a_type(node) else _REMEDY)
                    alike.setdefault((held, lock.sql, lock.blocks, how), []).append(lock.relation)
            for (held, mode, blocks, how), relations in alike.items():
                told = _named(relations)
                what = f"{mode} on {told} (blocks {blocks})"
                yield Hit(
                    outcome.statement.location,
                    f"statement {number} reads all of {told} while an earlier one holds {what}: {how}"
                    if held
                    else f"statement {number} takes {what} and reads all of {'it' if len(relations) == 1 else 'them'}: {how}",
                    object=relations[0],
                )


def _named(relations: list[str]) -> str:
    more = len(relations) - _MOST
    return f"{', '.join(relations[:_MOST])} and {more} more" if more > 0 else enumerated(relations)


def _validates(node: ast.Node) -> bool:
    """Whether an ALTER TABLE validates constraints and does nothing else, for which it lets writers go on."""
    return isinstance(node, ast.AlterTableStmt) and all(
        command.subtype == AlterTableType.AT_ValidateConstraint for command in node.cmds or ()
    )


def _changes_a_type(node: ast.Node) -> bool:
    return isinstance(node, ast.AlterTableStmt) and any(
        command.subtype == AlterTableType.AT_AlterColumnType for command in node.cmds or ()
    )


def _is_concurrent(node: ast.Node) -> bool:
    return isinstance(node, ast.RefreshMatViewStmt) and bool(node.concurrent)

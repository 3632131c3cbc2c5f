"""A constraint builds its index while everybody waits.

## Why

ADD UNIQUE and ADD PRIMARY KEY build an index with the table locked for readers and writers; EXCLUDE does
too.

## How to fix

Build the index concurrently in a migration of its own, then give it to the constraint:

```sql
-- db-verify: no-transaction reason="an index on a table that is in use"
create unique index concurrently note_title_key on app.note (title);
```

```sql
alter table app.note add constraint note_title_key unique using index note_title_key;
```

A partitioned table takes neither CONCURRENTLY nor USING INDEX: add the constraint `ONLY` to it, which builds nothing, then to each
partition USING INDEX, and `ALTER INDEX … ATTACH PARTITION` those.

What EXCLUDE and WITHOUT OVERLAPS need is built by the constraint alone. Add them while the table is small, or at an hour when hardly
anybody uses it.

## Not reported

- Tables that the same migration makes.
- Tables that another new migration of the change makes, and nothing fills before: they are deployed together, so nobody uses them yet.
- USING INDEX.
- `ONLY` a partitioned table, which builds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ConstrType

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.locks._alter import commands_on_rows
from checker.rules.locks.access_exclusive_held import HELD_BEFORE

_WORDS = {
    ConstrType.CONSTR_UNIQUE: "UNIQUE",
    ConstrType.CONSTR_PRIMARY: "PRIMARY KEY",
    ConstrType.CONSTR_EXCLUSION: "EXCLUDE",
}


@rule(Severity.WARNING, seen="scanned", explains=HELD_BEFORE)
def check(change: Change) -> Iterator[Hit]:
    """Each such constraint without USING INDEX, also where ADD COLUMN brings it."""
    for step, name, command in commands_on_rows(change):
        constraints: tuple[Any, ...] = ()
        if command.subtype == AlterTableType.AT_AddConstraint:
            constraints = (command.def_,)
        elif command.subtype == AlterTableType.AT_AddColumn and isinstance(command.def_, ast.ColumnDef):
            constraints = command.def_.constraints or ()
        table = step.before.table(name)
        partitioned = table is not None and table.kind == "partitioned"
        node = step.statement.node
        if partitioned and isinstance(node, ast.AlterTableStmt) and node.relation and not node.relation.inh:
            continue
        for constraint in constraints:
            if constraint.contype in _WORDS and not constraint.indexname:
                yield Hit(
                    step.statement.at(constraint),
                    f"everybody who uses {name} waits while {_WORDS[constraint.contype]} builds its index: "
                    f"{_remedy(constraint, partitioned=partitioned, new=command.subtype == AlterTableType.AT_AddColumn)}",
                    object=str(name),
                )


def _remedy(constraint: ast.Constraint, *, partitioned: bool, new: bool) -> str:
    """What spares the wait, as PostgreSQL's manual has it (ALTER TABLE, ADD table_constraint_using_index)."""
    if constraint.contype == ConstrType.CONSTR_EXCLUSION or constraint.without_overlaps:
        return "it takes no index that is there already, so add it while the table is small or hardly used"
    if partitioned:
        return (
            "add it ONLY to this table, to each partition USING INDEX with an index that was built CONCURRENTLY before, and attach"
            " those indexes"
        )
    later = "build a unique index CONCURRENTLY before, and add the constraint USING INDEX"
    return f"add the column alone, then {later.replace(' before', '')}" if new else later

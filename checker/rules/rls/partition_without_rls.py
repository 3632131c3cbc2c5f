"""A partition, or a child of a table, is left without row-level security.

## Why

The parent's policies are asked when the parent is read. A partition is a table of its own: read by its own
name, only its own policies count, and without row-level security there are none.

## How to fix

```sql
create table app.note_2026 partition of app.note for values from ('2026-01-01') to ('2027-01-01');
alter table app.note_2026 enable row level security;
alter table app.note_2026 force row level security;
```

## Not reported

- Partitions of a schema that is not exposed, as long as nobody but the owner is given anything on them.
- Partitions that were there before the change, and were partitions then.
- Foreign tables: those are [foreign-table-exposed](foreign-table-exposed.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Location, Severity
from checker.rule import Hit, rule
from checker.rules._state import can_have_rls, is_exposed, opened_at, touched_tables, up_nodes
from checker.state import Table, chain


@rule(Severity.ERROR, twin="table-open-after-up")
def check(change: Change) -> Iterator[Hit]:
    """Each partition or child of the end state that is open and that the judged scripts made, attached or exposed."""
    end = chain(change).end
    for table in touched_tables(change):
        parents = (table.parent,) if table.parent else table.inherits
        if table.rls or not parents or not can_have_rls(table) or not is_exposed(change, end, table):
            continue
        place = opened_at(change, table) or _attached_at(change, table)
        if place is not None:
            kind = "partition" if table.parent else "child"
            yield Hit(
                place,
                f"the {kind} {table.name} of {parents[0]} has no row-level security of its own: add ALTER TABLE"
                f" {table.name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
                object=str(table.name),
                undecided=end.undecided("rls", table.name),
            )


def _attached_at(change: Change, table: Table) -> Location | None:
    for step, node in up_nodes(change, ast.AlterTableStmt):
        if any(
            command.subtype in (AlterTableType.AT_AttachPartition, AlterTableType.AT_AddInherit)
            for command in node.cmds or ()
        ):
            before, after = step.before.table(table.name), step.after.table(table.name)
            if before and after and (before.parent, before.inherits) != (after.parent, after.inherits):
                return step.statement.location
    return None

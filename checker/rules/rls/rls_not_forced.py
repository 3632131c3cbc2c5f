"""A table's row-level security is not forced on its owner.

## Why

Policies do not hold for a table's owner unless they are forced. The owner is who migrates, who runs
backfills, and whose rights views and SECURITY DEFINER functions have: each of them gets round the policies.

## How to fix

```sql
alter table app.note enable row level security;
alter table app.note force row level security;
```

`db-verify fix` adds the second line.

## Not reported

- Tables without row-level security: those are [table-without-rls](table-without-rls.md).
- Tables whose owner is known to have BYPASSRLS or to be a superuser, for whom FORCE changes nothing.
- Tables whose row-level security was enabled before the change, those of the platform among them.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Change, Edit, Fix, Location, Severity, Statement
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_tables, up_nodes
from checker.state import Name, State, Table, chain


@rule(Severity.ERROR, twin="rls-not-forced-after-up")
def check(change: Change) -> Iterator[Hit]:
    """Each table of the end state that is protected, not forced, and protected by a judged script."""
    end, enabled = chain(change).end, _enabled(change)
    for table in touched_tables(change):
        mine = not (table.temporary or table.of_platform)
        if not table.rls or table.force or not mine or _owner_is_above(change, end, table):
            continue
        statement = enabled.get(table.name)
        place: Location | None = statement.location if statement else table.made
        if is_judged(change, place) and place is not None:
            yield Hit(
                place,
                f"row-level security of {table.name} is not forced, so its owner gets round it: add ALTER TABLE"
                f" {table.name} FORCE ROW LEVEL SECURITY;",
                object=str(table.name),
                fix=_force(statement) if statement else None,
                undecided=end.undecided("force", table.name),
            )


def _owner_is_above(change: Change, end: State, table: Table) -> bool:
    owner = table.owner or change.config.trial.owner
    if owner is None:
        return change.config.platform == "supabase"
    role = end.role(owner)
    return role is not None and (role.superuser or role.bypassrls)


def _enabled(change: Change) -> dict[Name, Statement]:
    """The first judged statement that plainly enables it, for each table that has one."""
    found: dict[Name, Statement] = {}
    for step, node in up_nodes(change, ast.AlterTableStmt):
        if node.relation is not None:
            commands = node.cmds or ()
            if any(command.subtype == AlterTableType.AT_EnableRowSecurity for command in commands):
                found.setdefault(step.name(node.relation), step.statement)
    return found


def _force(statement: Statement) -> Fix | None:
    node = statement.node
    if not isinstance(node, ast.AlterTableStmt) or node.relation is None or len(node.cmds or ()) != 1:
        return None
    source = statement.source
    semicolon = source.text.find(";", statement.end)
    if semicolon < 0 or source.text[statement.end : semicolon].strip():
        return None
    written = source.text[statement.start : statement.end]
    index = written.lower().rfind("enable")
    if index < 0:
        return None
    word = "force" if written[index : index + 6].islower() else "FORCE"
    line = source.text.rfind("\n", 0, statement.start) + 1
    indent = source.text[line : statement.start]
    newline = source.newline
    text = f"{newline}{indent if not indent.strip() else ''}{written[:index]}{word}{written[index + 6 :]};"
    place = source.location(semicolon + 1, semicolon + 1)
    return Fix("force it on the owner too", (Edit(place, text),))

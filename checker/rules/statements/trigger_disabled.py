"""A trigger is switched off and stays off.

## Why

Triggers write the audit history and keep life cycles; ALL also names the ones that keep foreign keys. A
table whose triggers are off looks like any other. ENABLE REPLICA reads like the opposite and does the same: such a trigger fires
only where `session_replication_role` is `replica` (PostgreSQL's manual, ALTER TABLE).

## How to fix

Switch it on again in the same direction of the same migration, after what needed it off:

```sql
alter table app.note disable trigger note_touch;
update app.note set title = '' where title is null;
alter table app.note enable trigger note_touch;
```

What is no longer wanted is dropped: `DROP TRIGGER`.

## Not reported

- A trigger that the same script switches on again, by its name or by ALL.
- ENABLE ALWAYS.
- ENABLE REPLICA of a trigger that the same script makes, and in a down, which may put back what was.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType as Alter

from checker.model import Change, Script, Severity, Statement
from checker.rule import Hit, rule
from checker.rules._inside import with_inside
from checker.rules._scripts import judged_scripts

_OFF = {
    Alter.AT_DisableTrig, Alter.AT_DisableTrigAll, Alter.AT_DisableTrigUser, Alter.AT_EnableReplicaTrig,
}  # fmt: skip
_ON = {
    Alter.AT_EnableTrig, Alter.AT_EnableTrigAll, Alter.AT_EnableTrigUser, Alter.AT_EnableAlwaysTrig,
}  # fmt: skip


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each DISABLE TRIGGER, and each ENABLE REPLICA, that its script does not take back."""
    for _, direction, script in judged_scripts(change):
        for statement, table, trigger, subtype in _left_off(script):
            replica = subtype == Alter.AT_EnableReplicaTrig
            # A down may put back what was.
            if replica and (direction == "down" or _makes(script, trigger)):
                continue
            if replica:
                text = (
                    f"the trigger {trigger} of {table} fires only where session_replication_role is replica: switch it on by ENABLE"
                    " TRIGGER or ENABLE ALWAYS TRIGGER, or drop it"
                )
            elif trigger:
                text = f"the trigger {trigger} of {table} stays switched off: enable it again in this script, or drop it"
            else:
                text = f"the triggers of {table} stay switched off: enable them again in this script"
            yield Hit(statement.location, text, object=f"{table} {trigger}" if trigger else table)


def _makes(script: Script, trigger: str) -> bool:
    return any(
        isinstance(one.node, ast.CreateTrigStmt) and one.node.trigname == trigger for one in script.statements
    )


def _left_off(script: Script) -> list[tuple[Statement, str, str, Alter]]:
    off: dict[tuple[str, str], tuple[Statement, Alter]] = {}
    for statement in (one for each in script.statements for one in with_inside(each)):
        node = statement.node
        if not isinstance(node, ast.AlterTableStmt) or node.relation is None:
            continue
        table = ".".join(part for part in (node.relation.schemaname, node.relation.relname) if part)
        for command in node.cmds or ():
            name = command.name or ""
            if command.subtype in _OFF:
                off[table, name] = statement, Alter(command.subtype)
            elif command.subtype in _ON:
                for key in [key for key in off if key[0] == table and (not name or key[1] == name)]:
                    del off[key]
    return [(statement, *key, subtype) for key, (statement, subtype) in off.items()]

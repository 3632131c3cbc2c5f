"""A constraint is added to an existing table and looked at row by row at once.

## Why

PostgreSQL reads the whole table while nobody can write to it (a foreign key: to neither table). Without
looking at the old rows, the constraint holds for new ones from a moment on.

## How to fix

Add it NOT VALID, and validate it in the next migration, which lets readers and writers go on:

```sql
alter table app.note add constraint note_title_check check (title <> '') not valid;
```

```sql
alter table app.note validate constraint note_title_check;
```

## Not reported

- Tables that the same migration makes.
- NOT VALID.
- UNIQUE, PRIMARY KEY and EXCLUDE: those are [constraint-builds-index](constraint-builds-index.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import ast
from pglast.enums.parsenodes import AlterTableType, ConstrType

from checker.model import Change, Edit, Fix, Severity, Statement
from checker.rule import Hit, rule
from checker.rules.locks._alter import commands

_WORDS = {ConstrType.CONSTR_CHECK: "check", ConstrType.CONSTR_FOREIGN: "foreign key"}


@rule(Severity.WARNING, seen="scanned")
def check(change: Change) -> Iterator[Hit]:
    """Each CHECK and FOREIGN KEY that is valid from the start, also where ADD COLUMN brings it."""
    for step, name, command in commands(change):
        for constraint in _constraints(command):
            if constraint.contype in _WORDS and not constraint.skip_validation:
                alone = command.subtype == AlterTableType.AT_AddConstraint
                remedy = (
                    "add NOT VALID, and VALIDATE CONSTRAINT in the next migration"
                    if alone
                    else "add the column without it, then the constraint NOT VALID"
                )
                yield Hit(
                    step.statement.at(constraint),
                    f"all of {name} is read for this {_WORDS[ConstrType(constraint.contype)]} while nobody can write to"
                    f" it: {remedy}",
                    object=str(name),
                    fix=_not_valid(step.statement) if alone else None,
                )


def _constraints(command: ast.AlterTableCmd) -> tuple[Any, ...]:
    if command.subtype == AlterTableType.AT_AddConstraint:
        return (command.def_,)
    if command.subtype == AlterTableType.AT_AddColumn and isinstance(command.def_, ast.ColumnDef):
        return command.def_.constraints or ()
    return ()


def _not_valid(statement: Statement) -> Fix | None:
    """NOT VALID at the end of a statement that adds nothing but the constraint."""
    node = statement.node
    if not isinstance(node, ast.AlterTableStmt) or len(node.cmds or ()) != 1:
        return None
    text = " not valid" if statement.text.islower() else " NOT VALID"
    place = statement.source.location(statement.end, statement.end)
    return Fix("look at the old rows later", (Edit(place, text),))

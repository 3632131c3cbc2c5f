"""An object has another owner after the migration, and no statement says so.

## Why

The owner has every right on an object, and a view or a SECURITY DEFINER function runs with its owner's rights. What
is dropped and made again belongs to whoever ran the script, with all that follows for what its readers see. What a DO block or a
function gives away, no review of the statements shows.

## How to fix

Make it as its owner, or give it back:

```sql
drop view app.note_titles;
create view app.note_titles as select id, title from app.note;
alter view app.note_titles owner to app_views;
```

## Not reported

- `ALTER … OWNER TO` and `REASSIGN OWNED` as statements of their own: see [ownership-given-away](ownership-given-away.md).
- What a block gives to the role that migrates, to one of the config's `view_owners`, or to a superuser.
- New objects.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import AlterTableType

from checker.model import Difference, Severity, Statement, Step, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._blame import hidden, mentioned, names_of
from checker.rules._causes import value
from checker.rules.privileges._grants import migrator
from checker.rules.privileges._remade import changed, remade

# A sequence goes with its table.
_FOLLOWS = ("owned by", "identity of")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each object that changed hands by being made again, or in a block."""
    for one, step, scripts in changed(trial, "owner"):
        properties = step.after.objects.get(one.object, {}) if step.after else {}
        own, _ = names_of(one.object, properties)
        statements = [statement for script in scripts for statement in script.statements]
        if any(_says(statement, own) for statement in statements) or any(map(properties.get, _FOLLOWS)):
            continue
        giving = [each for each in statements if _gives_in_a_block(each, own)]
        statement = remade(one, step, scripts)
        if statement is not None and not giving:
            yield Hit(
                statement.location,
                f"{one.object} belongs to {value(one.after)} now and belonged to {value(one.before)}, since it is made"
                f" again: make it as {value(one.before)}, or ALTER … OWNER TO {value(one.before)}",
                object=one.object.name,
            )
            continue
        block = giving[-1] if giving else hidden(scripts, own)
        if block is not None and not _is_fine(trial, one, step):
            yield Hit(
                block.location,
                f"{one.object} belonged to {value(one.before)} and belongs to {value(one.after)} now, who may then do everything with"
                " it: leave it with the role that migrates, and grant what is needed",
                object=one.object.name,
            )


def _gives_in_a_block(statement: Statement, own: frozenset[str]) -> bool:
    named = mentioned(statement)
    return isinstance(statement.node, ast.DoStmt) and own <= named and "owner" in map(str.lower, named)


def _says(statement: Statement, own: frozenset[str]) -> bool:
    """Whether a statement of its own gives the thing of these names another owner, for all to read."""
    node = statement.node
    gives = isinstance(node, ast.AlterOwnerStmt) or (
        isinstance(node, ast.AlterTableStmt)
        and any(one.subtype == AlterTableType.AT_ChangeOwner for one in node.cmds or ())
    )
    return isinstance(node, ast.ReassignOwnedStmt) or (gives and own <= mentioned(statement))


def _is_fine(trial: Trial, one: Difference, step: Step) -> bool:
    """Whether a new owner is one that may have it: who migrates, who owns views, and who is above all rights anyway."""
    owner = one.after or ""
    fine = {migrator(trial.change), *(() if one.object.kind == "table" else trial.change.config.view_owners)}
    role = (step.after.get("role", owner) if step.after else None) or {}
    return owner in {quote(name) for name in fine if name} or bool(role.get("superuser"))

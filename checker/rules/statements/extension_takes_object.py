"""Something of one's own is made a part of an extension, where nobody looks for it.

## Why

What belongs to an extension comes and goes with it: `pg_dump` leaves it out, DROP EXTENSION takes it along, and whoever looks at a database's
own tables and functions, as this trial does, passes over it. A table that ALTER EXTENSION … ADD has taken can lose its row-level security,
and a grant on it can open it, unseen.

## How to fix

Leave it out. Where it has been done, take the thing out again:

```sql
alter extension citext drop table app.note;
```

## Not reported

- What CREATE EXTENSION and ALTER EXTENSION … UPDATE make themselves.
- ALTER EXTENSION … DROP.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Difference, Location, Script, Severity, Step, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._blame import hidden
from checker.rules._ups import judged_ups


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each ALTER EXTENSION … ADD of a judged up, or a repeatable script, and what hides one."""
    for step, ran, _, _ in judged_ups(trial):
        scripts = [script for script in ran if script.path == step.path]
        shown = {str(node.extname): place for node, place in _added(scripts)}
        for name, place in shown.items():
            yield _hit(place, name)
        for one in step.differences:
            if one.object.kind == "extension" and one.object.name not in map(quote, shown):
                unseen = hidden(scripts) if _grows(one, step) else None
                if unseen is not None:
                    yield _hit(unseen.location, one.object.name)


def _added(scripts: list[Script]) -> Iterator[tuple[ast.AlterExtensionContentsStmt, Location]]:
    for script in scripts:
        for statement in script.statements:
            node = statement.node
            if isinstance(node, ast.AlterExtensionContentsStmt) and (node.action or 0) > 0:
                yield node, statement.location


def _grows(one: Difference, step: Step) -> bool:
    """Whether an extension has more parts than before, and is of the same version."""
    updated = any(other.object == one.object and other.property == "version" for other in step.differences)
    return one.property == "members" and not updated and int(one.after or 0) > int(one.before or 0)


def _hit(place: Location, extension: str) -> Hit:
    return Hit(
        place,
        f"something is made a part of the extension {extension} here, where no check, dump or review looks for it: leave that out",
        object=extension,
    )

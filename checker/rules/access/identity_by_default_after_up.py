"""In the catalog, sessions begin as somebody, and no statement shows it.

## Why

What a DO block sets for a role or the database is there in each new session, as what ALTER ROLE … SET says openly; see
[identity-by-default](identity-by-default.md). This looks at what the catalog holds after the up, and at the functions and views
through which policies ask.

## How to fix

Leave it unset, and say it in each transaction:

```sql
set local app.tenant_id = '42';
```

## Not reported

- An empty value, and what was set before.
- What the file shows, which [identity-by-default](identity-by-default.md) finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pglast import ast

from checker.model import ObjectId, Script, Severity, Snapshot, Statement, Trial
from checker.rule import Hit, rule
from checker.rules._blame import hidden
from checker.rules.access._asked import settings_asked
from checker.rules.access._identity import REQUEST, is_nobody, said
from checker.rules.access.identity_by_default import identifies

_PROPERTIES = ("settings", "settings here")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each such default that an up, or a repeatable script, has made and the static rule does not tell."""
    scripts = (*trial.change.policies, *trial.change.views)
    for step in trial.steps:
        if step.run != "up" or step.status != "applied" or step.before is None or step.after is None:
            continue
        ran = (step.migration.up,) if step.migration else scripts
        for key in dict.fromkeys(
            one.object for one in step.differences if one.object.kind in ("role", "database")
        ):
            for name, value in _new(step.before, step.after, key).items():
                statement, shown = _statement(ran, name)
                told = shown and (name == "role" or identifies(trial.change, name))
                why = None if told or is_nobody(name, value) else _why(step.after, name)
                if statement is not None and why is not None:
                    yield Hit(statement.location, said(_whose(key), name, value, why), object=key.name)


def _whose(key: ObjectId) -> str:
    return "the database" if key.kind == "database" else "every role" if key.name == "all" else key.name


def _new(before: Snapshot, after: Snapshot, key: ObjectId) -> Mapping[str, str]:
    """The settings of a role or the database that it did not have before, or had with another value."""
    new = sorted({*_lines(after, key)} - {*_lines(before, key)})
    return {name.lower(): value for name, _, value in (line.partition("=") for line in new)}


def _lines(catalog: Snapshot, key: ObjectId) -> Iterator[str]:
    properties = catalog.objects.get(key, {})
    for name in _PROPERTIES:
        yield from (properties.get(name) or "").split("\n")


def _statement(scripts: tuple[Script, ...], name: str) -> tuple[Statement | None, bool]:
    """The last statement that sets it openly, else the last that hides what it does; and whether it is the first of the two."""
    for script in reversed(scripts):
        for statement in reversed(script.statements):
            node = statement.node
            changed = (
                node.setstmt if isinstance(node, ast.AlterRoleSetStmt | ast.AlterDatabaseSetStmt) else None
            )
            if changed is not None and (changed.name or "").lower() == name:
                return statement, True
    return hidden(scripts), False


def _why(catalog: Snapshot, name: str) -> str | None:
    """Why a setting says who the caller is, as the catalog has it; None where nothing takes it for that."""
    if name == "role":
        return ""
    if name.startswith(REQUEST):
        return "the claims of a request are read from there"
    tables = {policy.get("table") or "" for policy in catalog.of_kind("policy").values()}
    return "policies go by it" if name in settings_asked(catalog, tables) else None

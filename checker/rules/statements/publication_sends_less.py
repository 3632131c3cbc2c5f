"""A publication leaves out what it sent before.

## Why

Nobody tells a subscriber. Its copy of a table that is left out stays as it is that day, and looks like one that hardly changes; a listener,
as Supabase's Realtime, hears nothing any more. To make a publication anew leaves out all that the statement does not name. Where the
publication is dropped, its subscribers stop with an error, and the server keeps for them what they have not had, until its disk is full.

## How to fix

Name what is to be sent as well, one table at a time:

```sql
alter publication changes add table app.note;
```

Where it is meant, let the subscribers go first (DROP SUBSCRIPTION, or REFRESH PUBLICATION once nobody reads the copy), and say so in the comment
that [directive-invalid](directive-invalid.md) describes.

## Not reported

- Tables that the same change drops or renames.
- What is left out and named again before the end of the change, also with its schema or by FOR ALL TABLES.
- Publications that the same change makes.
- Another list of columns or another WHERE in the place of one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial

from pglast import ast
from pglast.enums.parsenodes import AlterPublicationAction, ObjectType

from checker.model import Difference, Location, Severity, Snapshot, Trial
from checker.names import enumerated, quote, split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import cause
from checker.state import words

Properties = Mapping[str, str | None]
_ACTS = {
    "pubinsert": "INSERT",
    "pubupdate": "UPDATE",
    "pubdelete": "DELETE",
    "pubtruncate": "TRUNCATE",
}


@rule(Severity.WARNING)
def check(trial: Trial) -> Iterator[Hit]:
    """Each publication of the base that the change drops, and each table or kind of change that one does not send any more."""
    before, after = trial.before.catalog or trial.start, trial.end
    if before is None or after is None:
        return
    for name, was in before.of_kind("publication").items():
        for what, text in _said(after, name, was, after.get("publication", name)):
            place = _place(trial, name, what)
            if place is not None:
                yield Hit(place, text, object=what)


def _place(trial: Trial, publication: str, what: str) -> Location | None:
    """The last statement of the change that leaves it out, else what the catalog blames."""
    scripts = [*(one.up for one in trial.change.changed), *trial.change.scripts]
    found = [
        statement.location
        for script in scripts
        for statement in script.statements
        if _leaves_out(statement.node, publication, what)
    ]
    return found[-1] if found else cause(trial, partial(_concerns, publication))


def _leaves_out(node: ast.Node, publication: str, what: str) -> bool:
    match node:
        case ast.DropStmt(removeType=ObjectType.OBJECT_PUBLICATION, objects=objects):
            return publication in map(quote, words(objects))
        case ast.AlterPublicationStmt(pubname=str(name), action=action, pubobjects=objects, options=options):
            if quote(name) != publication:
                return False
            if options:
                return what == publication
            named = {one.pubtable.relation.relname if one.pubtable else one.name for one in objects or ()}
            left = split_qualified(what)[-1] in named
            return (
                left
                if action == AlterPublicationAction.AP_DropObjects
                else action == AlterPublicationAction.AP_SetObjects
            )
    return False


def _said(after: Snapshot, name: str, was: Properties, now: Properties | None) -> Iterator[tuple[str, str]]:
    """What is not sent any more, and what that means in words."""
    if now is None:
        yield (
            name,
            f"the publication {name} is gone, so that its subscribers stop, and the server keeps the log for them: let them go first",
        )
        return
    for line in _lines(was, "tables"):
        table = line.split(" ")[0]
        if after.get("table", table) is None:
            continue
        if not _sends(now, table):
            yield (
                table,
                f"{name} does not send the changes of {table} any more, and no subscriber is told: add ALTER PUBLICATION {name} ADD TABLE"
                f" {table}, or let them go first",
            )
        elif line == table and table not in _lines(now, "tables") and _is_narrowed(now, table):
            yield (
                table,
                f"{name} sends less of {table}, and no subscriber is told: leave out the list of columns, or the WHERE",
            )
    gone = [act for key, act in _ACTS.items() if _publishes(was).get(key) and not _publishes(now).get(key)]
    if gone:
        yield (
            name,
            f"{name} does not send {enumerated(gone)} any more, and no subscriber is told: leave publish as it was",
        )
    for schema in _lines(was, "schemas"):
        if schema not in _lines(now, "schemas") and not _publishes(now).get("puballtables"):
            left = [each for each in after.of_kind("table") if split_qualified(each)[0] == schema]
            if any(not _sends(now, each) for each in left):
                yield (
                    schema,
                    f"{name} does not send the changes of the schema {schema} any more, and no subscriber is told: add ALTER PUBLICATION"
                    f" {name} ADD TABLES IN SCHEMA {schema}, or let them go first",
                )


def _sends(now: Properties, table: str) -> bool:
    """Whether a publication has a table, by name, with its schema or with all."""
    named = any(line.split(" ")[0] == table for line in _lines(now, "tables"))
    return named or not _is_narrowed(now, table)


def _is_narrowed(now: Properties, table: str) -> bool:
    """Whether neither its schema nor all tables are published, which has every column and row."""
    return not _publishes(now).get("puballtables") and split_qualified(table)[0] not in _lines(now, "schemas")


def _lines(properties: Properties, name: str) -> list[str]:
    return (properties.get(name) or "").split("\n") if properties.get(name) else []


def _publishes(properties: Properties) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(properties.get("publishes") or "{}")
    return found


def _concerns(publication: str, one: Difference, properties: Properties) -> bool:  # noqa: ARG001
    return one.object.kind == "publication" and one.object.name == publication

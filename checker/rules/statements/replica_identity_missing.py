"""A table whose changes are published has nothing to tell its rows apart by, so that each UPDATE and DELETE fails.

## Why

A publication sends the old row's key with each UPDATE and DELETE. A table without a primary key, or whose key is dropped, has none
unless it is told otherwise, and PostgreSQL then refuses the statement itself: "cannot update table … because it does not have a replica
identity and publishes updates". INSERT works, so that tests which only fill the table stay green.

## How to fix

Give the table a primary key, or say what else tells its rows apart; the whole row does, at a price:

```sql
alter table app.note replica identity full;
```

A table that is only added to can be in a publication of its own, `with (publish = 'insert')`.

## Not reported

- Publications that leave UPDATE and DELETE out.
- Tables with a primary key, another index as their identity, or the whole row.
- What was so before the change.

Where no role but the owner may UPDATE or DELETE, it is a warning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial

from checker.model import Difference, Severity, Snapshot, Trial
from checker.names import split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import cause

_CHANGES = re.compile(r"(?:UPDATE|DELETE) to (.+?)(?: with grant option)?")
Properties = Mapping[str, str | None]


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each table of the end state for which that is so, and was not on the base."""
    before, after = trial.before.catalog or trial.start, trial.end
    if before is None or after is None:
        return
    was = _refusing(before)
    for table, publication in _refusing(after).items():
        place = cause(trial, partial(_concerns, table, publication)) if table not in was else None
        if place is not None:
            yield Hit(
                place,
                f"each UPDATE and DELETE of {table} fails, since {publication} publishes them and nothing tells its rows apart: give"
                f" it a primary key, or add ALTER TABLE {table} REPLICA IDENTITY FULL",
                object=table,
                severity=None if _is_changed(after, table) else Severity.WARNING,
            )


def _refusing(catalog: Snapshot) -> dict[str, str]:
    """The tables that publish what they have no identity for, each with its first such publication."""
    tables = catalog.of_kind("table")
    keyed = {
        one.get("table") for one in catalog.of_kind("constraint").values() if one.get("kind") == "primary key"
    }
    found: dict[str, str] = {}
    for publication, properties in catalog.of_kind("publication").items():
        said = json.loads(properties.get("publishes") or "{}")
        if not (said.get("pubupdate") or said.get("pubdelete")):
            continue
        for table, one in tables.items():
            identity = one.get("replica identity")
            has_none = identity == "nothing" or (identity is None and table not in keyed)
            if has_none and _is_sent(said, properties, table, one):
                found.setdefault(table, publication)
    return found


def _is_sent(said: Mapping[str, object], publication: Properties, table: str, one: Properties) -> bool:
    """Whether a publication has a table, by name or with its schema; of a partitioned one it has the partitions."""
    if one.get("partitioned by") or one.get("persistence"):
        return False
    names = [name for name in (table, (one.get("partition of") or "").split(" ")[0]) if name]
    listed = (publication.get("tables") or "").split("\n")
    schemas = (publication.get("schemas") or "").split("\n")
    return bool(said.get("puballtables")) or any(
        split_qualified(name)[0] in schemas
        or any(line == name or line.startswith(f"{name} ") for line in listed)
        for name in names
    )


def _is_changed(catalog: Snapshot, table: str) -> bool:
    """Whether a role other than the owner may change its rows."""
    properties = catalog.get("table", table) or {}
    columns = [
        one.get("grants") for name, one in catalog.of_kind("column").items() if name.startswith(f"{table}.")
    ]
    lines = "\n".join(one or "" for one in (properties.get("grants"), *columns)).split("\n")
    return any((found := _CHANGES.fullmatch(line)) and found[1] != properties.get("owner") for line in lines)


def _concerns(table: str, publication: str, one: Difference, properties: Properties) -> bool:
    """Whether a difference may be why: the publication's, the table's own, or that of its primary key."""
    match one.object.kind:
        case "publication":
            return one.object.name == publication
        case "table":
            return one.object.name == table and one.property in (None, "replica identity")
        case "constraint":
            return properties.get("table") == table and properties.get("kind") == "primary key"
    return False

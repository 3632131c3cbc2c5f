"""A role may insert into a table, and may not take the next number of a sequence that a column's default asks for.

## Why

A `serial` column, or a default of `nextval(…)`, asks the sequence with the rights of the role that inserts. INSERT on the table is not
enough: each row that leaves the column to its default ends in "permission denied for sequence". Tests that insert as the owner, or
say the number themselves, do not meet that.

## How to fix

Grant the sequence too, or make the column an identity, which asks for no privilege of its own:

```sql
grant usage on sequence app.note_id_seq to writer;
```

## Not reported

- Identity columns.
- A role that may use it by a membership, or as PUBLIC.
- A role whose members may use it, each by itself.
- Superusers and owners.
- What was so before the change.

Where `access:` does not promise the INSERT to the role, which may say the number itself, it is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model import Difference, Location, Severity, Snapshot, Trial
from checker.names import quote, split_qualified
from checker.rule import Hit, rule
from checker.rules._blame import cause
from checker.rules.access._declared import declared
from checker.rules.privileges._grants import given

_NEXT = re.compile(r"\bnextval\('((?:[^']|'')+)'::regclass\)")
_GRANT = re.compile(r"(\w+) to (.+?)(?: with grant option)?")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each table, column, sequence and role of the end state for which that is so, and was not on the base."""
    before, after = trial.before.catalog or trial.start, trial.end
    if before is None or after is None:
        return
    for table, column, sequence, role in sorted(_refused(after) - _refused(before)):
        place = _changed_at(trial, table, column, sequence)
        if role not in _may((before.get("table", table) or {}).get("grants"), "INSERT"):
            place = _granted_at(trial, table, role) or place
        if place is not None:
            yield Hit(
                place,
                f"{role} may INSERT into {table}, and may not take the next number of {sequence}, which the default of"
                f" {column} asks for: add GRANT USAGE ON SEQUENCE {sequence} TO {role}",
                object=f"{table} {role}",
                severity=None if _is_promised(trial, table, role) else Severity.WARNING,
            )


def _is_promised(trial: Trial, table: str, role: str) -> bool:
    """Whether `access:` says that the role can insert there."""
    plain = ".".join(split_qualified(table))
    return declared(trial.change).promises(role, plain, "insert", "own")


def _refused(catalog: Snapshot) -> set[tuple[str, str, str, str]]:
    """Each table, column, sequence and role that may insert into the first and not use the third."""
    columns, tables, sequences = (catalog.of_kind(kind) for kind in ("column", "table", "sequence"))
    writers = {table: _may(properties.get("grants"), "INSERT") for table, properties in tables.items()}
    asking: list[tuple[str, str, str]] = []
    for name, properties in columns.items():
        column = quote(split_qualified(name)[-1])
        table = name.removesuffix(f".{column}")
        if table not in tables:
            continue
        writers[table] |= _may(properties.get("grants"), "INSERT")
        asking += [(table, column, one) for one in _NEXT.findall(properties.get("default") or "")]
    return {
        (table, column, sequence, role)
        for table, column, sequence in asking
        for role in (writers[table] if sequence in sequences else ())
        if not _is_above(catalog, role)
        and not _may(sequences[sequence].get("grants"), "USAGE", "UPDATE") & _around(catalog, role)
    }


def _may(grants: str | None, *privileges: str) -> set[str]:
    """The roles that were granted one of the privileges; an owner is among them."""
    found = (_GRANT.fullmatch(line) for line in (grants or "").split("\n"))
    return {one[2] for one in found if one and one[1] in privileges}


def _is_above(catalog: Snapshot, role: str) -> bool:
    return bool((catalog.get("role", role) or {}).get("superuser"))


def _around(catalog: Snapshot, role: str) -> set[str]:
    """A role, those that it is a member of, at whatever remove, PUBLIC, and its own members."""
    pairs = [name.partition(" in ")[::2] for name in catalog.of_kind("membership")]
    found = ["public", role]
    for group in found:
        found += [above for member, above in pairs if member == group and above not in found]
    members = [role]
    for one in members:
        members += [below for below, group in pairs if group == one and below not in members]
    return {*found, *members}


def _granted_at(trial: Trial, table: str, role: str) -> Location | None:
    """The first GRANT of the change that gives INSERT on the table to the role, by name."""
    places = [
        one.statement.location
        for one in given(trial.change)
        if one.kind == "table"
        and not one.default
        and {"insert", "all"} & {*one.privileges}
        and {table, f"all tables of {split_qualified(table)[0]}"} & {*one.names}
        and role in map(quote, one.roles)
    ]
    return places[0] if places else None


def _changed_at(trial: Trial, table: str, column: str, sequence: str) -> Location | None:
    """What else of the change made it so: another default, a REVOKE, default privileges, or a block."""
    names = {table, sequence, f"{table}.{column}"}

    def concerns(one: Difference, _: object) -> bool:
        return one.object.name in names and one.property in (None, "grants", "default")

    return cause(trial, concerns)

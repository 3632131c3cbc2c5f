"""Which differences have one cause, and what one is called in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from checker.model import Difference, ObjectId, Snapshot
from checker.objects import own_name, table_of

# `public.note "Note Title"`: a table, and the name of what is its own.
OF_TABLE = re.compile(r'(?P<table>(?:[^\s"]|"(?:[^"]|"")*")+) (?P<own>.+)', re.DOTALL)
# A constraint's definition says these as well.
_TOLD_BY_DEFINITION = frozenset({"validated", "index", "valid"})
_WORD = re.compile(r'"((?:[^"]|"")*)"|([\w$]+)')


def causes(differences: Sequence[Difference], before: Snapshot, after: Snapshot) -> Iterator[Difference]:
    """The differences without those that another one brings with it: a table's columns with the table."""
    lasting = [one for one in differences if one.kind == "differs"]
    whole = {one.object for one in lasting if one.property is None}
    whole_names = {key.name for key in whole}
    changed = {(one.object, one.property) for one in lasting}
    schemas = {f"{key.name}." for key in whole if key.kind == "schema"}
    for one in lasting:
        key = one.object
        properties = after.objects.get(key) or before.objects.get(key) or {}
        table = table_of(key, properties)
        holder = properties.get("owned by") or properties.get("identity of")
        if table in whole_names or any(
            key.name.startswith(schema) for schema in schemas if key.kind != "schema"
        ):
            continue
        if key.kind == "sequence" and holder and _follows(holder, whole, changed):
            continue
        if key.kind == "membership" and any(
            f"{role.name} in " in f"{key.name} in " for role in whole if role.kind == "role"
        ):
            continue
        if one.property in _TOLD_BY_DEFINITION and (key, "definition") in changed:
            continue
        if (
            key.kind == "type"
            and one.property == "columns"
            and any(each.kind == "column" and table_of(each, {}) == key.name for each, _ in changed)
        ):
            continue
        if one.property == "grants" and (key, "owner") in changed and _follow_owner(one, before, after):
            continue
        if one.property == "inherited" and not changed.isdisjoint(
            (ObjectId("table", str(table)), each) for each in ("partition of", "inherits")
        ):
            continue
        not_null = key.kind == "constraint" and properties.get("kind") == "not null"
        if not_null and _column_says_so(properties, whole, changed):
            continue
        if key.kind == "constraint" and one.property is None and _of_column(properties, table, whole):
            continue
        if key.kind == "column" and not changed.isdisjoint(
            (ObjectId(kind, str(table)), "definition") for kind in ("view", "materialized view")
        ):
            continue
        yield one


def _follow_owner(one: Difference, before: Snapshot, after: Snapshot) -> bool:
    """Whether grants differ only in that the owner's own are another owner's now."""
    old, new = (str(each.objects[one.object].get("owner")) for each in (before, after))
    was = {line for line in (one.before or "").split("\n") if not line.endswith(f" to {old}")}
    now = {line for line in (one.after or "").split("\n") if not line.endswith(f" to {new}")}
    return was == now


def _follows(column: str, whole: set[ObjectId], changed: set[tuple[ObjectId, str | None]]) -> bool:
    """Whether a sequence came or went with its column, or with the column's being an identity."""
    key = ObjectId("column", column)
    return (
        key in whole or column.rpartition(".")[0] in {k.name for k in whole} or (key, "identity") in changed
    )


def _of_column(properties: Mapping[str, str | None], table: str | None, whole: set[ObjectId]) -> bool:
    """Whether a constraint came or went with a column that its definition names."""
    named = names_in(properties.get("definition") or "")
    return any(
        one.kind == "column" and table_of(one, {}) == table and {*names_in(own_name(one, {}))} <= {*named}
        for one in whole
    )


def _column_says_so(
    properties: Mapping[str, str | None],
    whole: set[ObjectId],
    changed: set[tuple[ObjectId, str | None]],
) -> bool:
    """PostgreSQL 18 has a constraint beside each NOT NULL column: the column's own property says the same."""
    definition = (properties.get("definition") or "").removeprefix("NOT NULL ").removesuffix(" NO INHERIT")
    column = ObjectId("column", f"{properties.get('table')}.{definition}")
    return column in whole or (column, "not null") in changed


def names_in(text: str) -> list[str]:
    """The words of a definition, or the parts of a name, without their quotes."""
    return [
        quoted.replace('""', '"') if quoted else plain
        for quoted, plain in _WORD.findall(text)
        if quoted or plain
    ]


def describe(one: Difference) -> str:
    """An object in a sentence: `column public.t.c`, `policy reader on public.t`."""
    key = one.object
    match = OF_TABLE.fullmatch(key.name) if key.kind in ("policy", "trigger", "rule", "constraint") else None
    if match:
        return f"{key.kind} {match['own']} on {match['table']}"
    return "the database" if key.kind == "database" else str(key)


def value(text: str | None) -> str:
    """A property's value in a sentence."""
    if text is None:
        return "unset"
    line = "; ".join(text.split("\n")) if "\n" in text.strip() else text.strip()
    line = " ".join(line.split())
    return line if len(line) <= 120 else f"{line[:120].rstrip()} …"

"""Rows for tables that have none, made up from what the catalog says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checker.model import Snapshot
from checker.trial.values import suggestions, value

if TYPE_CHECKING:
    from psycopg import Connection

Properties = Mapping[str, str | None]
_NAMES = r'(?:"(?:[^"]|"")*"|[^"(),\s]+)'
_FOREIGN = re.compile(rf"FOREIGN KEY \((.*?)\) REFERENCES ({_NAMES})\((.*?)\)(.*)", re.DOTALL)
_KEY = re.compile(
    r"(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \((.*?)\)|CREATE UNIQUE INDEX .*? USING \w+ \((.*?)\)(?: INCLUDE.*)?(?: WHERE.*)?$",
    re.DOTALL,
)
_ROWS = 3
_ATTEMPTS = 24


@dataclass(slots=True)
class _Table:
    """What a table wants of a row: its columns, keys, references, and the texts of its checks."""

    name: str
    columns: dict[str, Properties] = field(default_factory=dict)
    unique: set[str] = field(default_factory=set)
    references: list[tuple[list[str], str, list[str]]] = field(default_factory=list)
    checks: dict[str, str] = field(default_factory=dict)
    bound: tuple[list[str], str] | None = None

    @property
    def needs(self) -> set[str]:
        """The other tables that must have a row before."""
        return {
            parent
            for columns, parent, _ in self.references
            if parent != self.name and all(self.columns[column].get("not null") for column in columns)
        }


def empty_tables(connection: Connection[Any], tables: Sequence[str]) -> list[str]:
    """Which of these tables hold no row; those that can't be read count as not empty."""
    from psycopg import Error

    if not tables:
        return []
    parts = [
        f"SELECT {number} WHERE NOT EXISTS (SELECT FROM ONLY {name})"  # noqa: S608
        for number, name in enumerate(tables)
    ]
    with suppress(Error):
        return [tables[number] for (number,) in connection.execute(" UNION ALL ".join(parts).encode())]
    return []


def fill(connection: Connection[Any], catalog: Snapshot, names: Sequence[str]) -> dict[str, str]:
    """Make rows up for tables, those that others refer to first; gives those that got none, each with the reason.

    `connection` is in autocommit mode, as a role that is no superuser and is not governed by row-level security.
    """
    tables = _tables(catalog, set(names))
    failed: dict[str, str] = {}
    waiting = dict(sorted(tables.items()))
    while waiting:
        ready = [name for name, table in waiting.items() if not table.needs & waiting.keys()] or list(
            waiting
        )[:1]
        for name in ready:
            table = waiting.pop(name)
            reasons = [_insert(connection, catalog, table, number) for number in range(_ROWS)]
            if all(reasons):
                failed[name] = str(reasons[0])
    return failed


def _insert(connection: Connection[Any], catalog: Snapshot, table: _Table, number: int) -> str | None:
    """One row, mended after each refusal as the refusal says; gives the last refusal where none was taken."""
    from psycopg import Error

    row = _row(catalog, table, number)
    more: dict[str, Iterator[str]] = {}
    reason = "no value is known for its columns"
    for _ in range(_ATTEMPTS):
        columns = ", ".join(row)
        values = ", ".join(row.values())
        text = f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})"  # noqa: S608
        if not row:
            text = f"INSERT INTO {table.name} DEFAULT VALUES"
        try:
            connection.execute(text.encode())
        except Error as error:
            reason = error.diag.message_primary or str(error)
            if not _mend(catalog, table, number, row, error, more):
                return reason
        else:
            return None
    return reason


def _row(catalog: Snapshot, table: _Table, number: int) -> dict[str, str]:
    """What a row begins with: the first is full, the second holds NULL where it may, the third repeats the first."""
    row: dict[str, str] = {}
    for place, (column, properties) in enumerate(table.columns.items()):
        if properties.get("generated"):
            continue
        if number == 1 and not properties.get("not null"):
            continue
        unique = column in table.unique
        seed = 1 + place + (number * 100 if unique else 0)
        literal = _literal(catalog, properties, seed, key=unique)
        if literal is not None:
            row[column] = literal
    if table.bound:
        columns, bound = table.bound
        literals = re.findall(r"'(?:[^']|'')*'|-?\d+(?:\.\d+)?", bound)
        row.update(zip(columns, literals, strict=False))
    for columns, parent, keys in table.references:
        if any(column not in row for column in columns):
            continue
        single = any(column in table.unique for column in columns)
        for column, key in zip(columns, keys, strict=True):
            if parent == table.name:
                row[column] = row.get(key, "NULL")
            else:
                order = ", ".join(keys)
                offset = number if single else 0
                row[column] = f"(SELECT {key} FROM {parent} ORDER BY {order} OFFSET {offset} LIMIT 1)"  # noqa: S608
    return row


def _mend(
    catalog: Snapshot,
    table: _Table,
    number: int,
    row: dict[str, str],
    error: Any,
    more: dict[str, Iterator[str]],
) -> bool:
    """Change a refused row for the next attempt; whether there is anything left to try."""
    state, name = error.diag.sqlstate, error.diag.constraint_name
    if state == "23514" and name:
        definition = table.checks.get(name) or _domain_check(catalog, name)
        if definition is None:
            return False
        words = set(re.findall(r'"(?:[^"]|"")*"|\w+', definition))
        columns = [column for column in row if column in words and not row[column].startswith("(SELECT")]
        columns = columns or [
            column
            for column in row
            if error.diag.datatype_name and "." in str(table.columns[column].get("type"))
        ]
        for column in columns:
            tries = more.setdefault(f"{name} {column}", suggestions(definition, number + 1))
            for text in tries:
                type_name = str(table.columns[column].get("type"))
                row[column] = f"{_quote(text)}::{type_name}"
                return True
        optional = [
            column
            for column in columns
            if not table.columns[column].get("not null") and row[column] != "NULL"
        ]
        for column in optional:
            row[column] = "NULL"
        return bool(optional)
    if state in ("22P02", "22007", "22008", "22003", "22001", "42804", "22026"):
        # A suggestion that is no value of the column's type: the next one is tried.
        for key, tries in more.items():
            column = key.rpartition(" ")[2]
            for text in tries:
                row[column] = f"{_quote(text)}::{table.columns[column].get('type')}"
                return True
        return False
    if state == "23502":
        missing = next((each for each in table.columns if each.strip('"') == error.diag.column_name), None)
        if missing is None or missing in row:
            return False
        literal = _literal(catalog, table.columns[missing], number + 1, key=missing in table.unique)
        if literal is not None:
            row[missing] = literal
        return literal is not None
    return False


def _literal(catalog: Snapshot, properties: Properties, number: int, *, key: bool) -> str | None:
    type_name = str(properties.get("type"))
    text = value(type_name, number, key=key, catalog=catalog)
    return None if text is None else f"{_quote(text)}::{type_name}"


def _quote(text: str) -> str:
    body = text.replace("'", "''")
    return "E'" + body.replace("\\", "\\\\") + "'" if "\\" in body else f"'{body}'"


def _domain_check(catalog: Snapshot, name: str) -> str | None:
    for key, properties in catalog.of_kind("domain constraint").items():
        if key.rpartition(" ")[2].strip('"') == name:
            return properties.get("definition")
    return None


def _tables(catalog: Snapshot, names: set[str]) -> dict[str, _Table]:
    tables = {name: _Table(name) for name in names}
    parents: dict[str, str] = {}
    for key, properties in catalog.objects.items():
        if key.kind == "column":
            table, _, column = _split(key.name)
            if table in tables:
                tables[table].columns[column] = properties
        elif key.kind == "table" and key.name in tables and (bound := properties.get("partition of")):
            parents[key.name] = bound
    for key, properties in catalog.objects.items():
        found = tables.get(str(properties.get("table"))) if key.kind in ("constraint", "index") else None
        if found is None:
            continue
        definition = properties.get("definition") or ""
        if match := _FOREIGN.match(definition):
            found.references.append((_list(match[1]), match[2], _list(match[3])))
        elif match := _KEY.match(definition):
            found.unique.update(_list(match[1] or match[2]))
        elif definition.startswith("CHECK"):
            found.checks[key.name[len(found.name) + 1 :].strip('"')] = definition
        elif definition.startswith("EXCLUDE"):
            found.unique.update(
                column for column in found.columns if re.search(rf"\b{re.escape(column)}\b", definition)
            )
    for name, bound in parents.items():
        parent, _, text = bound.partition(" ")
        by = re.search(r"\((.*)\)", (catalog.get("table", parent) or {}).get("partitioned by") or "")
        if by:
            tables[name].bound = ([column for column in _list(by[1]) if column in tables[name].columns], text)
    for found in tables.values():
        order = ((catalog.get("table", found.name) or {}).get("columns") or "").split("\n")
        found.columns = {column: found.columns[column] for column in order if column in found.columns}
        found.references = [
            each for each in found.references if all(column in found.columns for column in each[0])
        ]
    return tables


def _split(name: str) -> tuple[str, str, str]:
    match = re.fullmatch(r'(.*)\.("(?:[^"]|"")*"|[^".]+)', name, re.DOTALL)
    return (match[1], ".", match[2]) if match else (name, "", "")


def _list(text: str) -> list[str]:
    return re.findall(_NAMES, text)

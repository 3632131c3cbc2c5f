"""What the tables hold at one moment, by table and column, in a form that two moments can be compared in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zlib import crc32

from checker.model import Snapshot, TablePrint
from checker.trial.catalog import around_today

if TYPE_CHECKING:
    from psycopg import Connection


def row_tables(catalog: Snapshot) -> list[str]:
    """The tables that hold rows of their own, in order: a partitioned one has none."""
    return [
        name for name, properties in catalog.of_kind("table").items() if not properties.get("partitioned by")
    ]


class RowReader:
    """Reads the prints of tables over a session in autocommit mode.

    The session's role is no superuser and is not governed by row-level security. Most tables hold from
    one moment to the next what they held: their prints are kept.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._kept: dict[str, tuple[object, TablePrint]] = {}

    def read(
        self, catalog: Snapshot, keys: Mapping[str, Sequence[str]]
    ) -> tuple[dict[str, TablePrint], dict[str, str]]:
        """Prints of all tables, and those that could not be read, each with the reason.

        `keys` are the columns that tell rows apart, by table: prints that are compared have the same ones.
        """
        from psycopg import Error

        tables = row_tables(catalog)
        if not tables:
            return {}, {}
        rows: dict[str, list[str]] = {name: [] for name in tables}
        unread: dict[str, str] = {}
        try:
            for number, text in self._read(tables):
                rows[tables[number]].append(text)
        except Error:
            # One that can't be read must not hide the others.
            for name in tables:
                try:
                    rows[name] = [text for _, text in self._read([name])]
                except Error as error:
                    unread[name] = error.diag.message_primary or str(error)
                    del rows[name]
        days = frozenset(around_today())
        return {
            name: self._print(name, found, keys.get(name, ()), days) for name, found in rows.items()
        }, unread

    def _read(self, tables: Sequence[str]) -> list[tuple[int, str]]:
        parts = [
            f"SELECT {number}, pg_catalog.to_jsonb(t.*)::pg_catalog.text FROM ONLY {name} AS t"  # noqa: S608
            for number, name in enumerate(tables)
        ]
        found: list[tuple[int, str]] = self._connection.execute(" UNION ALL ".join(parts).encode()).fetchall()
        return found

    def _print(self, name: str, texts: list[str], key: Sequence[str], days: frozenset[str]) -> TablePrint:
        made_of = (sorted(texts), tuple(key), days)
        kept = self._kept.get(name)
        if kept is None or kept[0] != made_of:
            kept = self._kept[name] = made_of, _print([json.loads(text) for text in texts], key, days)
        return kept[1]


def _print(rows: Sequence[Mapping[str, Any]], key: Sequence[str], days: frozenset[str]) -> TablePrint:
    """A digest for each column: of its values, each beside its row's key, in no order."""
    columns: dict[str, list[str]] = {}
    recent: set[str] = set()
    for row in rows:
        identity = json.dumps([row.get(column) for column in key])
        for column, value in row.items():
            columns.setdefault(column, []).append(f"{identity} {json.dumps(value, sort_keys=True)}")
            if isinstance(value, str) and value[:10] in days:
                recent.add(column)
    return TablePrint(
        len(rows),
        {
            column: sha256("\n".join(sorted(values)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
            for column, values in columns.items()
        },
        frozenset(recent),
        tuple(key),
        {
            column: tuple(sorted(crc32(value.encode("utf-8", "surrogatepass")) for value in values))
            for column, values in columns.items()
        },
    )


def primary_keys(catalog: Snapshot) -> dict[str, list[str]]:
    """The primary key's columns by table, as their plain names."""
    found = {}
    for properties in catalog.of_kind("constraint").values():
        match = re.match(r"PRIMARY KEY \((.*?)\)", properties.get("definition") or "")
        if match:
            names = re.findall(r'"((?:[^"]|"")*)"|([^",\s]+)', match[1])
            found[str(properties.get("table"))] = [
                quoted.replace('""', '"') or plain for quoted, plain in names
            ]
    return found

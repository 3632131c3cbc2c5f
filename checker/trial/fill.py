"""Rows for tables that have none, made up from what the catalog says of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from checker.model import Snapshot
from checker.names import literal, split_last, unquoted
from checker.trial.candidates import Values, check_of, words_of

if TYPE_CHECKING:
    from psycopg import Connection, Error

Properties = Mapping[str, str | None]
_NAMES = r'(?:"(?:[^"]|"")*"|[^"(),\s]+)'
_FOREIGN = re.compile(rf"FOREIGN KEY \((.*?)\) REFERENCES ({_NAMES}(?:\.?{_NAMES})?)\((.*?)\)(.*)", re.DOTALL)
_KEY = re.compile(
    r"(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \((.*?)\)|CREATE UNIQUE INDEX .*? USING \w+ \((.*?)\)(?: INCLUDE.*)?(?: WHERE.*)?$",
    re.DOTALL,
)
_ROWS = 3
_ATTEMPTS = 24
# So many tables' rows are sent in one message, which is one transaction: what is refused takes the others back with it.
_TOGETHER = 64
# From one unique value to the next: odd, and with other last digits, for types that hold few values.
_STEP = 101


class _Table(Struct):
    """What a table wants of a row: its columns, keys, references, and the texts of its checks.

    One that is `plain` gets rows that hold no NULL and nothing twice, as far as its references allow that; one that is
    `distinct` nothing twice.
    """

    name: str
    plain: bool = False
    distinct: bool = False
    columns: dict[str, Properties] = field(default_factory=dict)
    unique: set[str] = field(default_factory=set)
    references: list[tuple[list[str], str, list[str]]] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)

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


def fill(
    connection: Connection[Any],
    catalog: Snapshot,
    names: Sequence[str],
    plain: Collection[str] = (),
    distinct: Collection[str] = (),
) -> dict[str, str]:
    """Make rows up for tables, those that others refer to first; gives those that got none, each with the reason.

    Rows of the tables that are `plain` hold neither NULL nor anything twice, of those that are `distinct` nothing twice.
    `connection` is in autocommit mode, as a role that is no superuser and is not governed by row-level security.
    """
    return _Filler(connection, catalog, _tables(catalog, {*names}, plain, distinct)).fill()


class _Filler:
    """Makes the rows of some tables, one after another."""

    def __init__(self, connection: Connection[Any], catalog: Snapshot, tables: Mapping[str, _Table]) -> None:
        self._connection = connection
        self._catalog = catalog
        self._values = Values(connection, catalog)
        self._tables = tables

    def fill(self) -> dict[str, str]:
        failed: dict[str, str] = {}
        waiting = dict(sorted(self._tables.items()))
        while waiting:
            ready = [name for name, table in waiting.items() if not table.needs & waiting.keys()]
            if not ready and (filled := self._circle(waiting)):
                for name in filled:
                    del waiting[name]
                continue
            tables = [waiting.pop(name) for name in ready or list(waiting)[:1]]
            for table in self._insert_all(tables):
                reasons = [self._insert(table, number) for number in range(_ROWS)]
                if all(reasons):
                    failed[table.name] = str(reasons[0])
        return {name: reason for name, reason in failed.items() if not self._holds_rows(name)}

    def _holds_rows(self, name: str) -> bool:
        """Whether a table that took no row of ours holds some: a trigger of another table may have filled it."""
        from psycopg import Error

        with suppress(Error):
            return self._connection.execute(f"SELECT FROM ONLY {name} LIMIT 1".encode()).rowcount > 0
        return False

    def _circle(self, waiting: Mapping[str, _Table]) -> list[str]:
        """Rows of tables that all need one another, where their foreign keys can wait for the transaction's end.

        Gives the tables; none where no order of them is taken.
        """
        from psycopg import Error

        circle = min((_needed(name, waiting) for name in waiting), key=lambda names: (len(names), names))
        tables = {name: waiting[name] for name in circle}
        for first in range(len(circle)):
            order = [*circle[first:], *circle[:first]]
            try:
                with self._connection.transaction():
                    self._connection.execute("SET CONSTRAINTS ALL DEFERRED")
                    for number in range(_ROWS):
                        for name in order:
                            row = self._row(tables[name], number, tables)
                            self._connection.execute(_statement(tables[name], row).encode())
            except Error as error:
                if error.sqlstate is None:
                    raise
            else:
                return circle
        return []

    def _insert_all(self, tables: Sequence[_Table]) -> Iterator[_Table]:
        """All rows of tables, many at once, as most of them take them; gives the tables that have not, in order.

        What comes after such a table is inserted when the caller has dealt with it.
        """
        from psycopg import Error

        if not tables:
            return
        if len(tables) > _TOGETHER:
            for start in range(0, len(tables), _TOGETHER):
                yield from self._insert_all(tables[start : start + _TOGETHER])
            return
        statements = [
            _statement(table, self._row(table, number)) for table in tables for number in range(_ROWS)
        ]
        try:
            self._connection.execute("; ".join(statements).encode())
        except Error as error:
            if error.sqlstate is None:
                raise
            if len(tables) == 1:
                yield tables[0]
                return
            half = len(tables) // 2
            yield from self._insert_all(tables[:half])
            yield from self._insert_all(tables[half:])

    def _insert(self, table: _Table, number: int) -> str | None:
        """One row, mended after each refusal as the refusal says; gives the last refusal where none was taken."""
        from psycopg import Error

        row = self._row(table, number)
        attempts = _Attempts(number)
        reason = "no value is known for its columns"
        for _ in range(_ATTEMPTS):
            try:
                self._connection.execute(_statement(table, row).encode())
            except Error as error:
                reason = error.diag.message_primary or str(error)
                mended = self._mend(table, row, attempts, error)
                if mended is None or mended == row:
                    return reason
                row = mended
            else:
                return None
        return reason

    def _row(self, table: _Table, number: int, circle: Mapping[str, _Table] | None = None) -> dict[str, str]:
        """What a row begins with: the first is full, the second holds NULL where it may, the third repeats the first.

        What tables of a `circle` refer to in one another are values that their rows will have.
        """
        row: dict[str, str] = {}
        for column, properties in table.columns.items():
            null = number % _ROWS == 1 and not properties.get("not null") and not table.plain
            if properties.get("generated") or null:
                continue
            value = self._literal(table, column, number)
            if value is not None:
                row[column] = value
        for columns, parent, keys in table.references:
            if any(column not in row for column in columns):
                continue
            single = any(column in table.unique for column in columns)
            for column, key in zip(columns, keys, strict=True):
                if parent == table.name:
                    row[column] = row.get(key, "NULL")
                elif circle and parent in circle:
                    row[column] = self._literal(circle[parent], key, number) or "NULL"
                else:
                    order = ", ".join(keys)
                    offset = number if single else 0
                    row[column] = f"(SELECT {key} FROM {parent} ORDER BY {order} OFFSET {offset} LIMIT 1)"  # noqa: S608
        return row

    def _literal(self, table: _Table, column: str, number: int) -> str | None:
        unique = column in table.unique
        seed = 1 + list(table.columns).index(column) + (number * _STEP if unique else 0)
        return self._values.literal(table.columns[column], seed, key=unique)

    def _mend(
        self, table: _Table, row: dict[str, str], attempts: _Attempts, error: Error
    ) -> dict[str, str] | None:
        """A refused row as it may be taken; None where there is nothing left to try."""
        match error.sqlstate:
            case "23514":
                conditions = self._conditions(table)
                solved = self._solve(table, row, conditions, attempts.number)
                attempts.solved = conditions
                return None if solved is None else {**row, **solved}
            case "23505" | "23P01":
                # That value is taken: as many numbers on as there are rows.
                attempts.number += _ROWS
                again = self._row(table, attempts.number)
                solved = (
                    self._solve(table, again, attempts.solved, attempts.number) if attempts.solved else {}
                )
                return None if solved is None else {**again, **solved}
            case "23502":
                missing = next(
                    (each for each in table.columns if unquoted(each) == error.diag.column_name), None
                )
                if missing is None or missing in row or table.columns[missing].get("generated"):
                    return None
                value = self._literal(table, missing, attempts.number + 1)
                return None if value is None else {**row, missing: value}
            case "P0001":
                # What a trigger demands stands in its function's text.
                if attempts.demanded is None:
                    attempts.demanded = self._demanded(table, dict(row))
                return next(attempts.demanded, None)
            case _:
                return None

    def _conditions(self, table: _Table) -> list[str]:
        """What rows must be like: the table's checks, and what makes them a partition's."""
        query = (
            f"SELECT pg_catalog.pg_get_partition_constraintdef({literal(table.name)}::pg_catalog.regclass)"
        )
        (partition,) = self._connection.execute(query.encode()).fetchone() or (None,)
        return [*table.checks, *([partition] if partition else [])]

    def _solve(
        self, table: _Table, row: Mapping[str, str], conditions: Collection[str], skip: int
    ) -> dict[str, str] | None:
        """Values with which all conditions hold, those that share a column looked at together; None where none do.

        A column that the row leaves out is NULL where the conditions allow that.
        """
        solved: dict[str, str] = {}
        given = {
            **{
                each: f"NULL::{properties.get('type')}"
                for each, properties in table.columns.items()
                if not properties.get("not null") and not properties.get("generated")
            },
            **row,
        }
        for columns, together in _components(conditions, [each for each in table.columns if each in given]):
            wanted = {column: table.columns[column] for column in columns}
            found = self._values.satisfying(wanted, given, together, skip)
            if found is None:
                return None
            solved.update(found)
        return solved

    def _demanded(self, table: _Table, row: dict[str, str]) -> Iterator[dict[str, str]]:
        """The row with one text or label after another that the table's triggers speak of."""
        bodies = []
        for properties in self._catalog.of_kind("trigger").values():
            called = re.search(r"EXECUTE FUNCTION (.*)\(", properties.get("definition") or "")
            if properties.get("table") == table.name and called:
                function = self._catalog.get("function", f"{called[1]}()")
                bodies.append((function or {}).get("body") or "")
        words = list(dict.fromkeys(re.findall(r"'((?:[^']|'')*)'", " ".join(bodies))))
        for column in row:
            properties, kind = table.columns[column], str(table.columns[column].get("type"))
            labels = ((self._catalog.get("type", kind) or {}).get("labels") or "").split("\n")
            texts = labels if labels != [""] else [f"'{word}'" for word in words]
            if labels != [""] or kind.partition("(")[0] in ("text", "character varying", "character"):
                yield from ({**row, column: f"{text}::{properties.get('type')}"} for text in texts)


class _Attempts(Struct):
    """What has been tried for one row: its number, the conditions that were looked at, what a trigger may want."""

    number: int
    solved: list[str] = field(default_factory=list)
    demanded: Iterator[dict[str, str]] | None = None


def _needed(name: str, waiting: Mapping[str, _Table]) -> list[str]:
    """A table and all that it needs of those that wait, in order."""
    found: set[str] = set()
    pending = [name]
    while pending:
        each = pending.pop()
        if each not in found:
            found.add(each)
            pending += waiting[each].needs & waiting.keys()
    return sorted(found)


def _statement(table: _Table, row: Mapping[str, str]) -> str:
    if not row:
        return f"INSERT INTO {table.name} DEFAULT VALUES"
    columns, values = ", ".join(row), ", ".join(row.values())
    return f"INSERT INTO {table.name} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})"  # noqa: S608


def _components(conditions: Collection[str], columns: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    """Conditions and the columns that they name, in groups that have no column in common."""
    groups: list[tuple[set[str], list[str]]] = []
    for condition in conditions:
        named, together = words_of(condition) & set(columns), [condition]
        for group in [group for group in groups if group[0] & named]:
            groups.remove(group)
            named, together = named | group[0], [*group[1], *together]
        groups.append((named, together))
    return [([each for each in columns if each in named], together) for named, together in groups if named]


def _tables(
    catalog: Snapshot, names: set[str], plain: Collection[str], distinct: Collection[str]
) -> dict[str, _Table]:
    tables = {name: _Table(name, plain=name in plain, distinct=name in distinct) for name in names}
    for name, properties in catalog.of_kind("column").items():
        table, column = split_last(name)
        if table in tables:
            tables[table].columns[column] = properties
    for properties in (*catalog.of_kind("index").values(), *catalog.of_kind("constraint").values()):
        found = tables.get(str(properties.get("table")))
        if found is None:
            continue
        definition = properties.get("definition") or ""
        if match := _FOREIGN.match(definition):
            found.references.append((_list(match[1]), match[2], _list(match[3])))
        elif match := _KEY.match(definition):
            found.unique.update(_list(match[1] or match[2]))
        elif definition.startswith("CHECK"):
            found.checks.append(check_of(definition))
        elif definition.startswith("EXCLUDE"):
            found.unique.update(
                column for column in found.columns if re.search(rf"\b{re.escape(column)}\b", definition)
            )
    for found in tables.values():
        order = ((catalog.get("table", found.name) or {}).get("columns") or "").split("\n")
        found.columns = {column: found.columns[column] for column in order if column in found.columns}
        found.references = [
            each for each in found.references if all(column in found.columns for column in each[0])
        ]
        if found.distinct:
            found.unique.update(found.columns)
        elif found.plain:
            referring = {column for columns, *_ in found.references for column in columns}
            found.unique.update(found.columns.keys() - referring)
    return tables


def _list(text: str) -> list[str]:
    return re.findall(_NAMES, text)

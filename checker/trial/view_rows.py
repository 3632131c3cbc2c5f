"""What the rows of a published view come to: numbers, promises, examples, and what stands there twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from checker.model import Contract, PublishedView, Quality, QualityResult
from checker.names import literal, quote, split_qualified
from checker.shape.page import digest_of_rows

if TYPE_CHECKING:
    from psycopg import Connection

_JSON_VALUES = 1000
_EXAMPLES = 3
_DIGESTED = 1000
_TIMEOUT = "10s"


def read_rows(
    rows: Connection[Any], view: PublishedView, contract: Contract, not_proven: list[str]
) -> PublishedView:
    """The view with what its seeded rows say; what they can't say goes to `not_proven`."""
    import psycopg

    there = {column.name for column in view.shape.columns}
    name = view.shape.view
    try:
        with look(rows, name, read_only=True):
            view = _count(rows, view)
            if not view.rows:
                not_proven.append(f"what the contract of {name} says of rows: no seeded row is in it")
                return view
            values = _json(rows, contract, there)
            not_proven += [
                f"what the JSON Schema says of {name}.{quote(column)} beyond its first {_JSON_VALUES} values"
                for column, found in values.items()
                if len(found) == _JSON_VALUES
            ]
            return replace(
                view,
                duplicates=duplicates(rows, name, keys_of(contract, there)),
                json=values,
                examples=_examples(rows, view),
                rows_digest=_rows_digest(rows, view),
                results=tuple(
                    quality_result(rows, contract, quality, there, view.rows)
                    for quality in contract.all_quality()
                ),
            )
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        said = (error.diag.message_primary or "").strip()
        not_proven.append(f"what the contract of {name} says of rows: reading it failed ({said})")
        return replace(view, unread=said, sqlstate=error.sqlstate)


def read_any(rows: Connection[Any], view: PublishedView) -> PublishedView:
    """A view that no contract speaks of, with the number of its rows and of its NULLs."""
    import psycopg

    try:
        with look(rows, view.shape.view, read_only=True):
            return _count(rows, view)
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        return replace(view, unread=(error.diag.message_primary or "").strip(), sqlstate=error.sqlstate)


@contextmanager
def look(rows: Connection[Any], name: str, *, read_only: bool) -> Iterator[None]:
    """A transaction that leaves nothing behind; unqualified names in a promise's query are the view's neighbours."""
    schema = quote(split_qualified(name)[0])
    rows.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if read_only else "BEGIN")
    try:
        rows.execute("SELECT pg_catalog.set_config('statement_timeout', %s, true)", (_TIMEOUT,))
        rows.execute("SELECT pg_catalog.set_config('search_path', %s, true)", (schema,))
        yield
    finally:
        rows.execute("ROLLBACK")


def query(rows: Connection[Any], text: str) -> list[tuple[Any, ...]]:
    """Run a query made of quoted names; without parameters, since a name may hold a `%`."""
    return rows.execute(text).fetchall()


def keys_of(contract: Contract, there: set[str]) -> list[tuple[str, ...]]:
    """The columns that the contract says tell rows apart, as far as they are `there`."""
    found: list[tuple[str, ...]] = [(column.name,) for column in contract.columns if column.unique]
    if contract.primary_key:
        found.insert(0, contract.primary_key)
    return [key for key in dict.fromkeys(found) if set(key) <= there]


def _count(rows: Connection[Any], view: PublishedView) -> PublishedView:
    columns = view.shape.columns
    parts = ["count(*)", *(f"count(*) FILTER (WHERE v.{quote(c.name)} IS NULL)" for c in columns)]
    counts = query(rows, f"SELECT {', '.join(parts)} FROM {view.shape.view} AS v")[0]  # noqa: S608
    nulls = {column.name: count for column, count in zip(columns, counts[1:], strict=True) if count}
    return replace(view, rows=counts[0], nulls=nulls)


def duplicates(rows: Connection[Any], name: str, keys: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """Of some keys of a view those that are not unique in its rows, each with values that stand there more than once."""
    found = {}
    for key in keys:
        columns = ", ".join(f"v.{quote(column)}" for column in key)
        there = " AND ".join(f"v.{quote(column)} IS NOT NULL" for column in key)
        texts = ", ".join(f"v.{quote(column)}::text" for column in key)
        hits = query(
            rows,
            f"SELECT {texts}, count(*) FROM {name} AS v WHERE {there} "  # noqa: S608
            f"GROUP BY {columns} HAVING count(*) > 1 ORDER BY {texts} LIMIT 1",
        )
        if hits:
            *values, count = hits[0]
            found[", ".join(key)] = f"({', '.join(values)}) stands there {count} times"
    return found


def _examples(rows: Connection[Any], view: PublishedView) -> tuple[tuple[str | None, ...], ...]:
    """The first rows in the order of all columns' texts, so that every run shows the same ones."""
    texts = [f"v.{quote(column.name)}::text" for column in view.shape.columns]
    numbers = ", ".join(str(number) for number in range(1, len(texts) + 1))
    select = f"SELECT {', '.join(texts)} FROM {view.shape.view} AS v ORDER BY {numbers} LIMIT {_EXAMPLES}"  # noqa: S608
    return tuple(tuple(row) for row in query(rows, select))


def _rows_digest(rows: Connection[Any], view: PublishedView) -> str:
    """A digest of the rows, in no order; empty where they are many."""
    if view.rows is None or view.rows > _DIGESTED:
        return ""
    texts = ", ".join(f"v.{quote(column.name)}::text" for column in view.shape.columns)
    return digest_of_rows(query(rows, f"SELECT {texts} FROM {view.shape.view} AS v"))  # noqa: S608


def _json(rows: Connection[Any], contract: Contract, there: set[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for column in contract.columns:
        if column.json_schema is not None and column.name in there:
            name = f"v.{quote(column.name)}"
            values = query(
                rows,
                f"SELECT DISTINCT {name}::text FROM {contract.view} AS v "  # noqa: S608
                f"WHERE {name} IS NOT NULL ORDER BY 1 LIMIT {_JSON_VALUES}",
            )
            found[column.name] = tuple(value for (value,) in values)
    return found


def quality_result(
    rows: Connection[Any], contract: Contract, quality: Quality, there: set[str], count: int
) -> QualityResult:
    """What a promise comes to in a transaction of `rows`: `there` are the view's columns, `count` its rows."""
    import psycopg

    if quality.type in ("text", "custom") or (quality.column is not None and quality.column not in there):
        return QualityResult(quality, error="")
    rows.execute("SAVEPOINT promise")
    try:
        # In the protocol that gives binary results the server takes one statement only: a promise's second one
        # could end the transaction.
        hits = rows.execute(_question(contract, quality), binary=True).fetchall()
    except psycopg.Error as error:
        if error.sqlstate is None:
            raise
        rows.execute("ROLLBACK TO SAVEPOINT promise")
        return QualityResult(quality, error=(error.diag.message_primary or "").strip())
    value = hits[0][0] if hits else None
    if quality.percent and isinstance(value, int | float | Decimal):
        value = 100 * value / count
    return QualityResult(quality, _plain(value))


def _plain(value: Any) -> int | float | str | None:
    if isinstance(value, int | float | Decimal):
        return int(value) if isfinite(value) and value == int(value) else float(value)
    if value is None:
        return None
    return str(value)


def _question(contract: Contract, quality: Quality) -> str:
    """The query whose one value a promise speaks of (metrics: ODCS 3.1, Data quality)."""
    view, column = contract.view, f"v.{quote(quality.column or '')}"
    if quality.type == "sql":
        return fill(quality.query, view, quality.column)
    select = f"SELECT count(*) FROM {view} AS v"  # noqa: S608
    match quality.metric:
        case "rowCount":
            return select
        case "nullValues":
            return f"{select} WHERE {column} IS NULL"
        case "missingValues":
            texts = [_literal(value) for value in quality.missing if value is not None]
            empty = f"{column}::text IN ({', '.join(texts)})" if texts else "false"
            return (
                f"{select} WHERE {column} IS NULL OR {empty}"
                if None in quality.missing
                else f"{select} WHERE {empty}"
            )
        case "invalidValues":
            tests = []
            if quality.valid:
                numbers = all(
                    isinstance(value, int | float) and not isinstance(value, bool) for value in quality.valid
                )
                type_, valid = (
                    ("numeric", map(repr, quality.valid))
                    if numbers
                    else ("text", map(_literal, quality.valid))
                )
                tests.append(f"{column}::{type_} NOT IN ({', '.join(valid)})")
            if quality.pattern:
                tests.append(f"{column}::text !~ {_literal(quality.pattern)}")
            return f"{select} WHERE {column} IS NOT NULL AND ({' OR '.join(tests)})"
    names = [f"v.{quote(name)}" for name in quality.columns] or [column]
    there = " AND ".join(f"{name} IS NOT NULL" for name in names)
    return (
        f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {view} AS v WHERE {there} "  # noqa: S608
        f"GROUP BY {', '.join(names)}) AS g"
    )


def fill(query: str, view: str, column: str | None) -> str:
    """A promise's SQL with its placeholders filled in: `${table}`, `${column}` and their other names."""
    values = dict.fromkeys(("table", "object", "model"), view)
    if column is not None:
        values |= dict.fromkeys(("column", "property", "field"), quote(column))
    for name, value in values.items():
        query = query.replace("${" + name + "}", value).replace("{" + name + "}", value)
    return query


def _literal(value: Any) -> str:
    return literal(str(value).lower() if isinstance(value, bool) else str(value))

"""Rows that try to break a promise of uniqueness: each row of a table doubled, as far as its constraints let it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from checker.names import quote

if TYPE_CHECKING:
    from psycopg import Connection

_ROWS = 50
_COLUMNS = """
SELECT a.attname, t.typname, a.attgenerated <> '', NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '',
  EXISTS (
    SELECT FROM pg_catalog.pg_index AS i
    WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey::int2[])
  ),
  EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS k
    WHERE k.conrelid = a.attrelid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)
  )
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_type AS y ON y.oid = a.atttypid
JOIN pg_catalog.pg_type AS t ON t.oid = CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""


def add_twins(
    rows: Connection[Any], catalog: Connection[Any], tables: Sequence[tuple[int, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Double the rows of `tables` (OID and qualified name) in the transaction that `rows` has open.

    A twin is equal in every column but those of a primary key or unique index that are no foreign key:
    these get fresh values. Where that is refused (rows have a life cycle, say), the twin has what a row must
    have and its foreign keys, and the defaults for the rest. So a table whose rows a view joins to is
    there twice wherever the database allows that. Gives the tables that got twins, and in words those
    that refused them.
    """
    import psycopg

    done: list[str] = []
    refused: list[str] = []
    for oid, name in tables:
        columns = catalog.execute(_COLUMNS, (oid,)).fetchall()
        said = ""
        for words, whole in (("numbered", True), ("numbered", False), ("marked", True), ("marked", False)):
            rows.execute("SAVEPOINT twins")
            try:
                count = rows.execute(_insert(name, columns, words, whole=whole)).rowcount
            except psycopg.Error as error:
                if error.sqlstate is None:
                    raise
                rows.execute("ROLLBACK TO SAVEPOINT twins")
                said = said or (error.diag.message_primary or "").strip()
                continue
            if count > 0:
                done.append(name)
                break
            said = said or "none was let in"
        else:
            refused.append(f"{name} has a second row like one it has ({said})")
    return tuple(done), tuple(refused)


def _insert(table: str, columns: Sequence[tuple[Any, ...]], words: str, *, whole: bool) -> str:
    names, values = [], []
    for name, type_, generated, optional, unique, foreign in columns:
        if generated or (optional and not whole and not unique and not foreign):
            continue
        names.append(quote(name))
        values.append(
            _fresh(table, quote(name), type_, words) if unique and not foreign else f"t.{quote(name)}"
        )
    return (
        f"INSERT INTO {table} ({', '.join(names)}) OVERRIDING SYSTEM VALUE "  # noqa: S608
        f"SELECT {', '.join(values)} FROM {table} AS t LIMIT {_ROWS} ON CONFLICT DO NOTHING"
    )


def _fresh(table: str, column: str, type_: str, words: str) -> str:
    """An expression for a value that the column does not have yet."""
    number = "pg_catalog.row_number() OVER ()"
    match type_:
        case "uuid":
            return "pg_catalog.gen_random_uuid()"
        case "int2" | "int4" | "int8" | "numeric" | "float4" | "float8":
            return f"(SELECT max(m.{column}) FROM {table} AS m) + {number}"  # noqa: S608
        case "date" | "timestamp" | "timestamptz":
            return f"(SELECT max(m.{column}) FROM {table} AS m) + pg_catalog.make_interval(days => {number}::int)"  # noqa: S608
        case "text" | "varchar" | "bpchar" | "citext" if words == "numbered":
            # Keys are often a word and a number, and a CHECK knows it: ABC-012 becomes ABC-912.
            return (
                f"CASE WHEN t.{column} ~ '[0-9]$' THEN pg_catalog.regexp_replace(t.{column}, '[0-9]+$', '') || "
                f"pg_catalog.lpad((900 + {number})::text, greatest(3, length(substring(t.{column} from '[0-9]+$'))), '9') "
                f"ELSE t.{column} || {number}::text END"
            )
        case "text" | "varchar" | "bpchar" | "citext":
            return f"t.{column} || '~' || {number}::text"
    return f"t.{column}"

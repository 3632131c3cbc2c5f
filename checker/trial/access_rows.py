"""A row for tables that the seeds leave empty, so that who can read them is seen and not guessed.

Made in a copy of the database that nothing else is tried in. A table that takes no such row stays empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

# Empty tables with what a plain row needs: a value for each column that must have one and has no default.
# A column of a foreign key takes the value of a row that is there, an enum its first label.
_EMPTY = """
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), ARRAY(
    SELECT pg_catalog.json_build_array(
      pg_catalog.quote_ident(a.attname),
      coalesce(
        (SELECT pg_catalog.format('(SELECT r.%I FROM %I.%I AS r LIMIT 1)', f.attname, rn.nspname, rc.relname)
         FROM pg_catalog.pg_constraint AS k
         JOIN pg_catalog.pg_class AS rc ON rc.oid = k.confrelid
         JOIN pg_catalog.pg_namespace AS rn ON rn.oid = rc.relnamespace
         JOIN pg_catalog.pg_attribute AS f
           ON f.attrelid = k.confrelid AND f.attnum = k.confkey[pg_catalog.array_position(k.conkey, a.attnum)]
         WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid AND a.attnum = ANY (k.conkey)
         ORDER BY k.conname LIMIT 1),
        (SELECT pg_catalog.quote_literal(e.enumlabel) FROM pg_catalog.pg_enum AS e
         WHERE e.enumtypid = coalesce(nullif(t.typbasetype, 0), t.oid) ORDER BY e.enumsortorder LIMIT 1),
        CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN '''{}''' END,
        CASE pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL)
          WHEN 'uuid' THEN 'pg_catalog.gen_random_uuid()'
          WHEN 'boolean' THEN 'true'
          WHEN 'json' THEN '''{}''' WHEN 'jsonb' THEN '''{}'''
          WHEN 'date' THEN '''2026-01-01''' WHEN 'interval' THEN '''1 day'''
          WHEN 'timestamp with time zone' THEN '''2026-01-01''' WHEN 'timestamp without time zone' THEN '''2026-01-01'''
          WHEN 'time without time zone' THEN '''12:00''' WHEN 'inet' THEN '''127.0.0.1''' WHEN 'bytea' THEN '''x'''
          ELSE CASE t.typcategory WHEN 'N' THEN '1' ELSE '''x''' END
        END))
    FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
    ORDER BY a.attnum)
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1
"""


def fill_empty_tables(rows: Connection[Any]) -> None:
    """Give each empty table a row, where there are seeds at all: without any, nothing is to be proven by rows made up.

    `rows` is a session of a role that is no superuser, reads and writes all tables and is not governed by
    row-level security; in autocommit mode.
    """
    tables: dict[str, list[tuple[str, str]]] = dict(rows.execute(_EMPTY.encode()).fetchall())
    empty = [table for table in tables if _is_empty(rows, table)]
    if len(empty) == len(tables):
        return
    # A table that refers to another empty one gets its row in a later round.
    for _ in empty:
        left = [table for table in empty if not _fill(rows, table, tables[table])]
        if len(left) == len(empty):
            return
        empty = left


def _is_empty(rows: Connection[Any], table: str) -> bool:
    from psycopg import Error

    try:
        return rows.execute(f"SELECT FROM {table} LIMIT 1".encode()).fetchone() is None
    except Error:
        return False


def _fill(rows: Connection[Any], table: str, values: list[tuple[str, str]]) -> bool:
    columns = ", ".join(column for column, _ in values)
    row = f"({columns}) VALUES ({', '.join(value for _, value in values)})" if values else "DEFAULT VALUES"
    from psycopg import Error

    try:
        rows.execute(f"INSERT INTO {table} {row}".encode())
    except Error:
        return False
    return True

"""The rows that access is tried on: one for each table that the seeds leave empty, and what there is to see in all.

Made in a copy of the database that nothing else is tried in. A table that takes no such row stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from checker.access import Brought
from checker.errors import CannotCheck
from checker.trial.access_attempts import Reached
from checker.trial.roles import PROBER, probing_as
from checker.trial.turns import in_turns

if TYPE_CHECKING:
    import psycopg
    from psycopg import Connection

    from checker.trial.host import Server

_PLACES = 20

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
    in_turns(empty, lambda table: _fill(rows, table, tables[table]))


def refresh(server: Server, database: str, reached: Sequence[Reached]) -> None:
    """Fill the materialized views from the rows that are there now, as their owners; one that can't be stays as it is."""
    import psycopg

    views = [relation for relation in reached if relation.kind == "m"]
    owners = sorted({view.owner for view in views})
    limits: dict[str, str | int] = {**server.limits.session()}
    if not views:
        return
    with probing_as(server, owners), server.connect(database, PROBER, autocommit=True, **limits) as session:
        for view in views:
            session.execute("SELECT pg_catalog.set_config('role', %s, false)", (view.owner,))
            with suppress(psycopg.Error):
                session.execute(f"REFRESH MATERIALIZED VIEW {view.sql}".encode())
            session.execute("RESET ROLE")


def parameters(brought: Brought) -> Mapping[str, str]:
    """What is set in a caller's session, as a gateway and an application do it: the request's claims, and settings of their own."""
    token = {} if brought.token is None else brought.token
    return {
        "request.jwt.claims": "" if brought.token is None else json.dumps(token),
        "request.jwt.claim.role": str(token.get("role", "")),
        "request.jwt.claim.sub": str(token.get("sub", "")),
        **brought.settings,
    }


def say(rows: Connection[Any], settings: Mapping[str, str]) -> None:
    """Set these in a session, until something else is said.

    Raises CannotCheck where the server takes one of them for an extension's own.
    """
    import psycopg

    setting = "SELECT pg_catalog.set_config(s.key, s.value, false) FROM pg_catalog.jsonb_each_text(%s) AS s"
    try:
        rows.execute(setting, (json.dumps(dict(settings)),))
    except psycopg.Error:
        for name, value in settings.items():
            try:
                rows.execute(setting, (json.dumps({name: value}),))
            except psycopg.Error as error:
                raise refused(name, error) from error


def refused(setting: str, error: psycopg.Error) -> CannotCheck:
    """What to say where the server does not let a caller's setting be made."""
    return CannotCheck(
        f"PostgreSQL does not let {setting} be set: {error.diag.message_primary or error}",
        remedy="Under access.settings, name what the application makes up, and no parameter of an extension.",
    )


def with_rows(rows: Connection[Any], relation: Reached, callers: Sequence[Brought]) -> Reached:
    """How many rows there are to see, past row-level security, and some of them to write again.

    A view is read by its owner's rights, which may hide rows: so its query is run as well, by this session's. One
    that shows a caller its own rows alone is looked at as each of the `callers`.
    """
    import psycopg

    found, said = [], ""
    sources = [relation.sql, *([f"({relation.query}) AS q"] if relation.query else [])]
    nobody = Brought(None)
    for caller in (nobody, *callers) if relation.kind == "v" else (nobody,):
        say(rows, parameters(caller))
        for source in sources:
            try:
                row = rows.execute(f"SELECT count(*) FROM {source}".encode()).fetchone()  # noqa: S608
                found.append(row[0] if row else 0)
            except psycopg.Error as error:
                said = str(error.diag.message_primary)
        if any(found):
            break
    samples: list[Any] = []
    added: list[Any] = []
    if relation.kind in "rpfv" and found:
        place = "ctid::text" if relation.kind in "rp" else "NULL"
        for source in sources:
            query = f"SELECT {place}, pg_catalog.to_jsonb(t)::text FROM {source.removesuffix(' AS q')} AS t"  # noqa: S608
            with suppress(psycopg.Error):
                samples = samples or rows.execute(f"{query} LIMIT {_PLACES}".encode()).fetchall()
        if relation.since is not None:
            # Those that were made for the policies' sake come last, and are written again all the same.
            more = f"{query} WHERE NOT {relation.seeded} LIMIT {_PLACES}"
            added = rows.execute(more.encode()).fetchall()
    say(rows, parameters(nobody))
    seen = relation.seen(max(found, default=None), samples, added, said)
    return seen if relation.since is None else replace(seen, seeds=_seeds(rows, relation))


def _seeds(rows: Connection[Any], relation: Reached) -> int | None:
    import psycopg

    with suppress(psycopg.Error):
        row = rows.execute(f"SELECT count(*) FROM {relation.sql} WHERE {relation.seeded}".encode()).fetchone()  # noqa: S608
        return row[0] if row else None
    return None


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

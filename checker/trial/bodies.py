"""Whether the texts of SQL functions still fit what is there, which the server asks when one is made or called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from checker.model import Snapshot

if TYPE_CHECKING:
    from psycopg import Connection

# The validator parses and analyses a text and runs none of it (pg_proc.c, fmgr_sql_validator), but for what a domain asks of
# a literal: so this is the owner's session. Names without a schema are looked for where the function says, or where sessions
# may: on the usual path, and in every schema, its own first. Where that path is set, nothing is called by a bare name.
_ASK = """
DO $do$
DECLARE
  one jsonb;
  path text;
  which oid;
  said text;
  found text[] := '{}';
  unread text[] := '{}';
BEGIN
  PERFORM pg_catalog.set_config('check_function_bodies', 'on', true);
  FOR one IN SELECT * FROM pg_catalog.jsonb_array_elements((
    SELECT coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
      'oid', p.oid, 'name', p.oid::regprocedure::text, 'may', pg_catalog.has_function_privilege(p.oid, 'EXECUTE'), 'paths', coalesce(
        (SELECT pg_catalog.jsonb_build_array(substr(o, 13)) FROM pg_catalog.unnest(p.proconfig) AS o WHERE o LIKE 'search\\_path=%'),
        pg_catalog.jsonb_build_array('"$user", public', (
          SELECT pg_catalog.string_agg(pg_catalog.quote_ident(n.nspname), ', ' ORDER BY n.oid <> p.pronamespace, n.nspname <> 'public', n.nspname)
          FROM pg_catalog.pg_namespace AS n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'))))), '[]')
    FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
    JOIN pg_catalog.pg_roles AS r ON r.oid = p.proowner
    WHERE l.lanname = 'sql' AND p.prosqlbody IS NULL AND p.oid >= 16384 AND NOT r.rolsuper
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
        WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')))
  LOOP
    said := NULL;
    IF NOT (one ->> 'may')::boolean THEN
      unread := unread || pg_catalog.jsonb_build_array(one ->> 'name', 'the role that runs migrations may not execute it')::text;
      CONTINUE;
    END IF;
    which := (one ->> 'oid')::oid;
    FOR path IN SELECT * FROM pg_catalog.jsonb_array_elements_text(one -> 'paths') LOOP
      BEGIN
        PERFORM pg_catalog.set_config('search_path', path, true);
        PERFORM pg_catalog.fmgr_sql_validator(which);
        PERFORM pg_catalog.set_config('search_path', '', true);
        said := NULL;
        EXIT;
      EXCEPTION
        WHEN insufficient_privilege THEN
          said := NULL;
          unread := unread || pg_catalog.jsonb_build_array(one ->> 'name', SQLERRM)::text;
          EXIT;
        WHEN syntax_error_or_access_rule_violation OR data_exception THEN
          said := coalesce(said, SQLERRM);
        WHEN OTHERS THEN
          said := NULL;
          unread := unread || pg_catalog.jsonb_build_array(one ->> 'name', SQLERRM)::text;
          EXIT;
      END;
    END LOOP;
    IF said IS NOT NULL THEN
      found := found || pg_catalog.jsonb_build_array(one ->> 'name', said)::text;
    END IF;
  END LOOP;
  PERFORM pg_catalog.set_config('db_verify.bodies', pg_catalog.jsonb_build_array(found, unread)::text, true);
END
$do$
"""


def has_texts(catalog: Snapshot, superuser: str) -> bool:
    """Whether there may be functions in SQL that are not the superuser's own, as those of a bootstrap are."""
    return any(
        one.get("language") == "sql" and one.get("owner") != superuser
        for kind in ("function", "procedure")
        for one in catalog.of_kind(kind).values()
    )


class Bodies(Struct, frozen=True):
    """What the server says, by the function's signature: of those in SQL whose text it would not take today, and why others are `unread`."""

    broken: Mapping[str, str] = {}
    unread: Mapping[str, str] = {}


def read_bodies(connection: Connection[Any]) -> Bodies:
    """What has become of the functions in SQL.

    `connection` is of the role that runs migrations; nothing that it does here stays. Bodies that PostgreSQL itself keeps
    right (BEGIN ATOMIC, RETURN) and other languages are not among them. Raises psycopg.Error where it can't be asked.
    """
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL search_path = ''")
        connection.execute(_ASK.encode())
        said = connection.execute("SELECT pg_catalog.current_setting('db_verify.bodies')").fetchone()
    return Bodies(*(dict(map(json.loads, each)) for each in json.loads(said[0]))) if said else Bodies()

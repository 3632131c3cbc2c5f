"""The same predicate as the file has it and as Postgres keeps it (`pg_get_expr`): another tree, and the same answer."""

from __future__ import annotations

from contextlib import suppress

import psycopg
from hypothesis import HealthCheck, given, settings

from checker.access import Brought
from checker.predicate import ANONYMOUS, NO_CLAIMS, OWNER, STRANGER, Answer, bearer, decide
from tests.predicates.table import TABLE
from tests.predicates.test_postgres import predicates
from tests.predicates.test_table import expression

TOKEN = {"role": "authenticated", "sub": "me", "tenant": "a", "app_metadata": {"role": "admin"}}
CALLERS = (
    NO_CLAIMS,
    ANONYMOUS,
    STRANGER,
    OWNER,
    bearer("analyst", Brought(TOKEN), stranger=False),
    bearer("analyst", Brought(TOKEN), stranger=True),
    bearer("anon", Brought(None), stranger=True),
    bearer("anon", Brought(None, {"app.tenant": ""}, blank=True), stranger=True),
    bearer("app", Brought(TOKEN, {"app.tenant": "a"}, frozenset(["app.tenant"])), stranger=False),
    bearer("app", Brought(TOKEN, {"app.tenant": "a"}, frozenset(["app.tenant"])), stranger=True),
)
SCHEMA = """
create schema if not exists auth;
create or replace function auth.uid() returns {0} language sql stable as $$ select null::{0} $$;
create or replace function auth.role() returns text language sql stable as $$ select ''::text $$;
create or replace function auth.jwt() returns jsonb language sql stable as $$ select '{{}}'::jsonb $$;
create table auth.users (id {0}, email text);
create table note (tenant {0}, status text, public boolean, level numeric, title text, created_at timestamptz, published_on date,
  expires_at timestamptz, owner {0}, editor {0}, owner_name text, members {0}[], doc integer);
create table members (tenant {0}, user_id {0}, role text, team integer);
create table blocked (tenant {0}, user_id {0});
create table profiles (tenant {0}, id {0}, role text);
create table teams (tenant {0}, id integer);
create table docs (tenant {0}, id integer);
create function is_member({0}) returns boolean language sql stable as 'select true';
"""


def stored(connection: psycopg.Connection, sql: str) -> str | None:
    """The predicate as Postgres gives it back, in whichever schema it has a meaning; None where it has none."""
    for type_ in ("text", "uuid"):
        with suppress(psycopg.Error), connection.transaction(force_rollback=True):
            connection.execute(f"drop schema if exists auth cascade; {SCHEMA.format(type_)}".encode())
            connection.execute(f"create policy p on note using ({sql})".encode())
            row = connection.execute("select pg_get_expr(polqual, polrelid) from pg_policy").fetchone()
            assert row is not None
            return str(row[0])
    return None


def test_both_trees_say_the_same(connection: psycopg.Connection) -> None:
    unlike, missing = [], []
    for sql, *_ in TABLE:
        text = stored(connection, sql)
        if text is None:
            missing.append(sql)
            continue
        for caller in CALLERS:
            here = decide(expression(sql), caller, relation="note").answer
            there = decide(expression(text), caller, relation="note").answer
            if here is not there:
                unlike.append((caller.name, sql, text, str(here), str(there)))
    assert unlike == []
    assert missing == []


RANDOM = """
create schema auth;
create function auth.uid() returns text language sql stable as $$ select '' $$;
create function auth.role() returns text language sql stable as $$ select '' $$;
create function auth.jwt() returns jsonb language sql stable as $$ select '{}'::jsonb $$;
create table note (owner text, editor text, tenant text, level numeric, rank numeric, public boolean, hidden boolean);
create table other (tenant text, member text);
"""


@settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
@given(predicates)
def test_random_ones_say_the_same(connection: psycopg.Connection, predicate: str) -> None:
    """No random predicate is one thing in the file and its opposite once it is stored."""
    with connection.transaction(force_rollback=True):
        connection.execute(
            f"drop schema if exists auth cascade; drop table if exists other; {RANDOM}".encode()
        )
        connection.execute(f"create policy p on note using ({predicate})".encode())
        row = connection.execute("select pg_get_expr(polqual, polrelid) from pg_policy").fetchone()
    assert row is not None
    columns = {"other": ["tenant", "member"]}
    for caller in (NO_CLAIMS, STRANGER, OWNER):
        here, there = (
            decide(expression(text), caller, relation="note", columns=columns).answer
            for text in (predicate, row[0])
        )
        assert here is there or Answer.UNKNOWN in (here, there), (caller.name, predicate, row[0], here, there)

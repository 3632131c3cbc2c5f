"""Platforms, the trial's own roles, and the cluster that is made once."""

from __future__ import annotations

import time

import psycopg
import pytest

from checker.errors import CannotCheck, UsageError
from checker.trial.cluster import MAINTENANCE
from checker.trial.execute import run_statements
from checker.trial.platforms import platform
from checker.trial.roles import PROBER, SEEDER, owner_session, prepare_database, probe_as
from checker.trial.server import Prepared, Server, throwaway
from checker.trial.sources import Postgres
from tests.trial.engine.texts import script, statements


def test_vanilla_owner_owns_the_database_and_nothing_else(postgres: Postgres) -> None:
    vanilla = platform("vanilla")
    with throwaway(postgres) as server:
        owner = prepare_database(server, vanilla)
        with owner_session(server, vanilla.database, owner) as connection:
            outcomes = run_statements(connection, statements("create table t (x int); create schema s"))
            assert [outcome.status for outcome in outcomes] == ["applied", "applied"]
            assert connection.execute("SHOW statement_timeout").fetchone() == ("30s",)
            row = connection.execute(
                "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, session_user = current_user"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            assert row == (False, False, False, False, True)
        with server.connect(vanilla.database, SEEDER) as seeder:
            seeder.execute("INSERT INTO t VALUES (1)")
            assert seeder.execute("SELECT x FROM t").fetchone() == (1,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                seeder.execute("CREATE TABLE u (x int)")


def test_the_probing_role_has_a_roles_rights_only_while_it_is_that_role(postgres: Postgres) -> None:
    vanilla = platform("vanilla")
    bootstrap = script('create role "Odd reader"; create table t (x int); grant select on t to "Odd reader"')
    with throwaway(postgres) as server:
        prepare_database(server, vanilla, bootstrap=[bootstrap])
        probe_as(server, ["Odd reader"])
        with server.connect(vanilla.database, PROBER) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT x FROM t")
            connection.execute('SET ROLE "Odd reader"')
            assert connection.execute("SELECT x FROM t").fetchall() == []


@pytest.mark.parametrize(
    ("bootstrap", "said"),
    [
        ("create role o superuser", "is a superuser"),
        ("create role o bypassrls", "has BYPASSRLS"),
        ("create role o; grant pg_execute_server_program to o", "pg_execute_server_program"),
        ("create role s superuser; create role o; grant s to o", "member of s"),
        ("create role o;\n\nselect 1/0", "division by zero"),
    ],
)
def test_an_owner_with_too_many_rights_is_no_verdict(embedded: Postgres, bootstrap: str, said: str) -> None:
    with throwaway(embedded) as server, pytest.raises(CannotCheck, match=said) as caught:
        prepare_database(server, platform("vanilla"), "o", [script(bootstrap, "db/boot.sql")])
    assert caught.value.remedy
    if said == "division by zero":
        assert caught.value.place == "db/boot.sql:3:1"


def test_an_owner_that_gains_rights_later_is_no_verdict(embedded: Postgres) -> None:
    vanilla = platform("vanilla")
    with throwaway(embedded) as server:
        owner = prepare_database(server, vanilla)
        with server.connect(MAINTENANCE) as connection:
            connection.execute(f"ALTER ROLE {owner} BYPASSRLS")
        with pytest.raises(CannotCheck, match="BYPASSRLS"):
            owner_session(server, vanilla.database, owner)


def test_supabase(postgres: Postgres) -> None:
    there = platform("supabase")
    with throwaway(postgres, superuser=there.superuser) as server:
        owner = prepare_database(server, there)
        assert owner == "postgres"
        with owner_session(server, there.database, owner, bypassing=there.bypassing) as connection:
            attributes = dict(
                connection.execute(
                    "SELECT rolname, (rolsuper, rolbypassrls, rolinherit, rolcanlogin)::text FROM pg_roles"
                    " WHERE rolname IN ('anon', 'authenticated', 'service_role', 'authenticator', 'postgres')"
                ).fetchall()
            )
            assert attributes == {
                "anon": "(f,f,t,f)",
                "authenticated": "(f,f,t,f)",
                "service_role": "(f,t,t,f)",
                "authenticator": "(f,f,f,t)",
                "postgres": "(f,t,t,t)",
            }
            text = """
                create table public.note (id uuid primary key, owner uuid references auth.users default auth.uid());
                alter table public.note enable row level security;
                create policy own on public.note to authenticated using (owner = auth.uid());
                create policy files on storage.objects for select to authenticated using (bucket_id = 'x');
                insert into storage.buckets (id, name) values ('x', 'x');
                create trigger made after insert on auth.users for each row execute function suppress_redundant_updates_trigger();
            """
            text += """
                alter publication supabase_realtime add table public.note;
                create policy listen on realtime.messages for select to authenticated using (realtime.topic() = auth.uid()::text);
                select realtime.send('{"a": 1}', 'made', 'notes');
            """
            outcomes = run_statements(connection, statements(text.replace("after insert", "before update")))
            assert [outcome.error for outcome in outcomes] == [None] * 9
            connection.execute(
                """SELECT set_config('request.jwt.claims', '{"role": "authenticated", "email": "a@b.c",'
                   '"sub": "7c2f9bb0-5b1c-4f9f-9b55-0f6f7f2b8d11"}', false)"""
            )
            row = connection.execute(
                "SELECT auth.uid()::text, auth.role(), auth.email(), auth.jwt() ->> 'role'"
            )
            assert row.fetchone() == (
                "7c2f9bb0-5b1c-4f9f-9b55-0f6f7f2b8d11",
                "authenticated",
                "a@b.c",
                "authenticated",
            )
            granted = connection.execute(
                "SELECT has_table_privilege('anon', 'public.note', 'SELECT')"
            ).fetchone()
            assert granted == (False,)


@pytest.mark.wheel
def test_extensions_that_are_needed_and_pretended(embedded: Postgres) -> None:
    vanilla = platform("vanilla")
    with throwaway(embedded) as server:
        owner = prepare_database(server, vanilla, extensions={"vector": None})
        text = """
            create extension vector; create extension if not exists pg_cron;
            create table v (e vector(3)); drop table v; drop extension pg_cron, vector;
        """
        with owner_session(server, vanilla.database, owner) as connection:
            outcomes = run_statements(connection, statements(text), pretended={"vector", "pg_cron"})
            assert [outcome.error for outcome in outcomes] == [None] * 5
            assert "counts as applied" in outcomes[0].notices[0]
            (refused,) = run_statements(connection, statements("create extension dblink"))
            assert refused.error is not None
            assert refused.error.sqlstate == "42501"


@pytest.mark.parametrize("name", ["dblink", "file_fdw", "plpython3u", "plperlu"])
def test_extensions_that_reach_out_are_never_installed(server: Server, name: str) -> None:
    with throwaway(server.postgres) as own, pytest.raises(UsageError, match=name):
        prepare_database(own, platform("vanilla"), extensions={name: None})


def test_an_extension_that_is_not_there_is_no_verdict(embedded: Postgres) -> None:
    with throwaway(embedded) as server, pytest.raises(CannotCheck, match="nowhere"):
        prepare_database(server, platform("vanilla"), extensions={"nowhere": None})


def test_a_platform_that_does_not_exist() -> None:
    with pytest.raises(UsageError, match="vanilla, supabase"):
        platform("other")


def test_what_is_prepared_is_built_once(embedded: Postgres, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    built: list[str] = []

    def first(server: Server) -> None:
        built.append("first")
        prepare_database(server, platform("vanilla"))

    def second(server: Server) -> None:
        built.append("second")
        with server.connect("app", "migrator") as connection:
            connection.execute("CREATE TABLE t AS SELECT 7 AS x")

    base = Prepared("one", first)
    top = Prepared("two", second, base)
    for _ in range(2):
        with throwaway(embedded, prepared=top) as server, server.connect("app", "migrator") as connection:
            assert connection.execute("SELECT x FROM t").fetchone() == (7,)
    with throwaway(embedded, prepared=base) as server, server.connect("app") as connection:
        assert connection.execute("SELECT to_regclass('t')").fetchone() == (None,)
    assert built == ["second", "first"] or built == ["first", "second"]


def test_a_build_that_fails_is_not_kept(embedded: Postgres, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def build(server: Server) -> None:
        raise CannotCheck("no")

    for _ in range(2):
        with pytest.raises(CannotCheck, match="no"), throwaway(embedded, prepared=Prepared("bad", build)):
            pass
    assert len(list((tmp_path / "db-verify").iterdir())) == 1


def test_a_bootstrap_may_make_a_database_of_its_own(embedded: Postgres) -> None:
    made = [script("CREATE ROLE owner;"), script("CREATE DATABASE beside;")]
    with throwaway(embedded) as server:
        assert server.admin.info.dbname == "template1"
        begun = time.monotonic()
        prepare_database(server, platform("vanilla"), "owner", made)
        assert time.monotonic() - begun < 4
        found = server.admin.execute("SELECT count(*) FROM pg_database WHERE datname = 'beside'").fetchone()
        assert found == (1,)

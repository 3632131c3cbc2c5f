"""SQL that wants more than it may have: refused, stopped or harmless, with an error on its line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest

from checker.errors import CannotCheck
from checker.model import Outcome
from checker.trial.execute import run_statements
from checker.trial.platforms import platform
from checker.trial.roles import PROBER, SEEDER, owner_session, prepare_database, probe_as
from checker.trial.server import Server, throwaway
from checker.trial.sources import Postgres
from checker.trial.watch import Limits
from tests.trial.engine.texts import statements

VANILLA = platform("vanilla")
LOOT = Path(gettempdir()) / "db-verify-pwned"
TIGHT = Limits(seconds=3600, statement=1.0, lock=0.5, disk=200 << 20, memory=300 << 20, temporary=20 << 20)


@pytest.fixture(scope="module")
def sandbox(postgres: Postgres) -> Iterator[Server]:
    with throwaway(postgres, limits=TIGHT) as server:
        prepare_database(server, VANILLA)
        yield server


def run(server: Server, text: str) -> tuple[Outcome, ...]:
    with owner_session(server, VANILLA.database, VANILLA.owner) as connection:
        return run_statements(connection, statements(text), watch=server.watch)


@pytest.mark.parametrize(
    ("text", "sqlstate"),
    [
        ("copy (select 1) to program 'touch /tmp/db-verify-pwned'", "42501"),
        ("create table c (x text); copy c from '/etc/passwd'", "42501"),
        ("copy (select 1) to '/tmp/db-verify-pwned'", "42501"),
        ("select pg_read_file('/etc/passwd')", "42501"),
        ("select pg_read_file('postgresql.conf')", "42501"),
        ("select pg_ls_dir('.')", "42501"),
        ("select lo_import('/etc/passwd')", "42501"),
        ("select lo_export(lo_create(0), '/tmp/db-verify-pwned')", "42501"),
        ("set role postgres", "42501"),
        ("set role db_verify_seeder", "42501"),
        ("set session authorization postgres", "42501"),
        ("alter role migrator superuser", "42501"),
        ("alter role migrator bypassrls", "42501"),
        ("create role more superuser", "42501"),
        ("grant pg_execute_server_program to migrator", "42501"),
        ("grant db_verify_seeder to migrator", "42501"),
        ("alter role db_verify_seeder password 'x'", "42501"),
        ("alter system set fsync = on", "42501"),
        ("set temp_file_limit = -1", "42501"),
        ("set session_preload_libraries = 'x'", "42501"),
        ("load '/tmp/db-verify-pwned.so'", "42501"),
        ("create extension dblink", "42501"),
        ("create extension file_fdw", "42501"),
        ("create function f() returns int language c as '/tmp/db-verify-pwned', 'f'", "42501"),
        ("create function f() returns int language internal as 'int4pl'", "42501"),
        ("create subscription s connection 'host=/tmp' publication p", "42501"),
        ("update pg_catalog.pg_authid set rolsuper = true", "42501"),
        ("create tablespace t location '/tmp'", "42501"),
        ("select pg_reload_conf()", "42501"),
        ("drop role db_verify_prober", "42501"),
        ("create database other", "42501"),
        ("create table if not exists pg_catalog.x (y int)", "42501"),
        ("select * from pg_catalog.pg_authid", "42501"),
    ],
)
def test_refused_on_its_line(sandbox: Server, text: str, sqlstate: str) -> None:
    outcomes = run(sandbox, f"select 'before';\n{text}")
    failed = outcomes[-1]
    assert [outcome.status for outcome in outcomes[:-1]] == ["applied"] * (len(outcomes) - 1)
    assert failed.error is not None, text
    assert failed.error.sqlstate == sqlstate
    assert failed.error.location.line == 2
    assert not LOOT.exists()


def test_untrusted_languages_are_refused(sandbox: Server) -> None:
    for language in ("plpython3u", "plperlu"):
        (failed,) = run(sandbox, f"create extension {language}")
        assert failed.error is not None


def test_reset_session_authorization_stays_the_owner(sandbox: Server) -> None:
    text = """reset session authorization; reset role;
        do $$ begin
          perform set_config('role', 'none', false);
          if session_user <> 'migrator' or current_user <> 'migrator' then raise exception 'somebody else'; end if;
        end $$"""
    assert [outcome.error for outcome in run(sandbox, text)] == [None] * 3


@pytest.mark.parametrize(
    "text",
    [
        "select pg_sleep(1e9)",
        "with recursive r (n) as (select 1 union all select n + 1 from r) select count(*) from r",
        "select count(*) from generate_series(1, 1e12)",
        "do $$ begin loop end loop; end $$",
        "do $$ declare a text[]; begin loop a := a || repeat('x', 200000000); end loop; end $$",
        "select array_agg(repeat('x', 1000)) from generate_series(1, 1e9)",
        "select x from generate_series(1, 1e9) x order by -x",
        "select 'x' ~ ('(' || repeat('a*', 5000) || ')*$')",
    ],
)
def test_stopped_by_the_sessions_limits(sandbox: Server, text: str) -> None:
    begun = time.monotonic()
    (failed,) = run(sandbox, text)
    assert failed.error is not None, text
    # Too long, too much memory, too much on disk, a pattern too large: whichever it meets first.
    assert failed.error.sqlstate in {"57014", "53200", "53400", "2201B"}
    assert time.monotonic() - begun < 20
    assert run(sandbox, "select 1")[0].error is None


@pytest.mark.parametrize(
    "text",
    [
        "select repeat('x', 500000000)",
        "do $$ declare a text[]; begin loop a := a || repeat('x', 200000000); end loop; end $$",
    ],
)
def test_memory_is_bounded(postgres: Postgres, text: str) -> None:
    with throwaway(postgres, limits=Limits(memory=300 << 20)) as server:
        prepare_database(server, VANILLA)
        (failed,) = run(server, text)
        assert failed.error is not None
        assert failed.error.sqlstate == "53200"
        assert run(server, "select 1")[0].error is None


@pytest.mark.parametrize(
    "text",
    [
        "select pg_sleep(1e9)",
        # Catching the cancellation does not help.
        """do $$ begin
             loop
               begin perform pg_sleep(1e9); exception when query_canceled then null; end;
             end loop;
           end $$""",
    ],
)
def test_lifting_the_sessions_limits_is_of_no_use(sandbox: Server, text: str) -> None:
    begun = time.monotonic()
    outcomes = run(sandbox, f"set statement_timeout = 0;\n{text};\nselect 1")
    assert [outcome.status for outcome in outcomes] == ["applied", "failed", "not-run"]
    error = outcomes[1].error
    assert error is not None
    assert (error.sqlstate, error.location.line) == ("57014", 2)
    assert "1 s" in error.message
    assert time.monotonic() - begun < 10
    assert run(sandbox, "select 1")[0].error is None


def test_filling_the_disk_is_stopped(postgres: Postgres) -> None:
    with throwaway(postgres, limits=Limits(seconds=60, disk=150 << 20)) as server:
        prepare_database(server, VANILLA)
        outcomes = run(
            server,
            "set statement_timeout = 0; create table big (x text);\n"
            "insert into big select repeat('x', 5000) || n from generate_series(1, 1000000000) n",
        )
        error = outcomes[-1].error
        assert error is not None
        assert (error.sqlstate, error.location.line) == ("53100", 2)
        assert "150 MiB" in error.message


def test_the_trials_time_is_a_budget_for_all_of_it(embedded: Postgres) -> None:
    with (
        pytest.raises(CannotCheck, match="time of 1 s is spent") as caught,
        throwaway(embedded, limits=Limits(seconds=1)) as server,
    ):
        prepare_database(server, VANILLA)
        run(server, "set statement_timeout = 0;\nselect pg_sleep(100)")
    assert caught.value.place == "db/m.sql:2:1"
    assert "trial.timeout" in caught.value.remedy


def test_the_budget_ends_what_nobody_watches_over(embedded: Postgres) -> None:
    begun = time.monotonic()
    with (
        pytest.raises(CannotCheck, match="is spent"),
        throwaway(embedded, limits=Limits(seconds=1)) as server,
        server.connect(server.maintenance) as connection,
    ):
        connection.execute("SELECT pg_sleep(100)")
    assert time.monotonic() - begun < 10


def test_ending_other_sessions_is_refused_or_harmless(sandbox: Server) -> None:
    with sandbox.connect(VANILLA.database, SEEDER) as seeder:
        outcomes = run(
            sandbox,
            "do $$ declare p int; begin"
            " for p in select pid from pg_stat_activity where pid <> pg_backend_pid() and usename is not null"
            " loop begin perform pg_terminate_backend(p); exception when insufficient_privilege then null; end;"
            " end loop; end $$",
        )
        assert outcomes[0].error is None
        assert seeder.execute("SELECT 1").fetchone() == (1,)


def test_settings_of_the_database_do_not_reach_our_sessions(sandbox: Server) -> None:
    text = """
        alter database app set statement_timeout = 0;
        alter database app set search_path = 'nowhere';
        alter role migrator set statement_timeout = 0
    """
    assert [outcome.error for outcome in run(sandbox, text)] == [None] * 3
    with owner_session(sandbox, VANILLA.database, VANILLA.owner) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("1s",)
    with sandbox.connect(VANILLA.database) as superuser:
        assert superuser.execute("SHOW search_path").fetchone() == ("",)
    run(sandbox, "alter database app reset all; alter role migrator reset all")


def test_a_database_that_says_who_sessions_are_does_not_reach_ours(sandbox: Server) -> None:
    text = """
        alter database app set role = migrator;
        alter database app set statement_timeout = 1;
        alter database app set lock_timeout = 1;
        alter database app set default_transaction_read_only = on
    """
    assert [outcome.error for outcome in run(sandbox, text)] == [None] * 4
    for user in (None, SEEDER, PROBER):
        with sandbox.connect(VANILLA.database, user) as ours:
            assert ours.execute("SELECT current_user = session_user").fetchone() == (True,)
            for name, value in (
                ("transaction_read_only", "off"),
                ("statement_timeout", "0"),
                ("lock_timeout", "0"),
            ):
                assert ours.execute(f"SHOW {name}").fetchone() == (value,)
    back = run(sandbox, "set default_transaction_read_only = off; alter database app reset all")
    assert [outcome.error for outcome in back] == [None] * 2


def test_an_operator_of_the_changes_own_is_not_a_superusers(sandbox: Server) -> None:
    text = """
        create schema trap;
        create function trap.grab(a name, b name) returns bool language plpgsql as $$
        begin execute 'alter role migrator superuser'; return true; end $$;
        create operator trap.= (leftarg = name, rightarg = name, function = trap.grab);
        alter database app set search_path = trap, pg_catalog
    """
    assert [outcome.error for outcome in run(sandbox, text)] == [None] * 4
    with sandbox.connect(VANILLA.database) as superuser:
        superuser.execute("SELECT oid FROM pg_catalog.pg_database WHERE datname = 'app'::name").fetchall()
        supers = superuser.execute("SELECT rolname FROM pg_catalog.pg_roles WHERE rolsuper").fetchall()
    assert supers == [("postgres",)]
    assert [
        each.error for each in run(sandbox, "alter database app reset all; drop schema trap cascade")
    ] == [None] * 2


def test_a_prepared_transaction_is_refused_as_most_servers_refuse_it(sandbox: Server) -> None:
    """It would hold its locks, and keep the database, after everybody has left."""
    outcomes = run(sandbox, "begin; create table held (x int); prepare transaction 'x'")
    assert outcomes[2].error is not None
    assert outcomes[2].error.sqlstate == "55000"


def test_traps_for_a_superuser_find_none(postgres: Postgres) -> None:
    """Views, triggers, checks, defaults and policies that wait for rights while rows are made up and probed."""
    with throwaway(postgres) as server:
        prepare_database(server, VANILLA)
        text = """
            create table loot (who text, super bool, at text);
            grant insert on loot to public;
            create function trap(at text) returns bool language plpgsql volatile as $$
            begin
              begin perform set_config('role', 'none', false); exception when others then null; end;
              begin execute 'alter role migrator superuser'; exception when others then null; end;
              begin execute 'grant pg_execute_server_program to migrator'; exception when others then null; end;
              insert into public.loot select current_user, rolsuper, at from pg_roles where rolname = current_user;
              return true;
            end $$;
            create function pulled() returns trigger language plpgsql as $$
            begin perform public.trap('trigger'); return new; end $$;
            create table bait (id int default (case when public.trap('default') then 1 end), check (public.trap('check')));
            create trigger t before insert on bait for each row execute function pulled();
            alter table bait enable row level security;
            alter table bait force row level security;
            create policy p on bait using (public.trap('policy'));
            create view peek as select * from bait where public.trap('view');
            create role reader; grant select on bait, peek to reader;
        """
        with server.connect(VANILLA.database) as connection:
            connection.execute("CREATE ROLE reader")
        outcomes = run(server, text.replace("create role reader; ", ""))
        assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
        with server.connect(VANILLA.database, SEEDER) as seeder:
            seeder.execute("INSERT INTO bait DEFAULT VALUES")
            seeder.execute("SELECT to_jsonb(t) FROM bait t").fetchall()
            seeder.execute("SELECT * FROM peek").fetchall()
        probe_as(server, ["reader"])
        with server.connect(VANILLA.database, PROBER) as prober:
            prober.execute("SET ROLE reader")
            prober.execute("SELECT * FROM bait").fetchall()
        with server.connect(VANILLA.database) as connection:
            # The owner's own words in the catalog only; its tables are not read by a superuser.
            supers = connection.execute("SELECT rolname FROM pg_roles WHERE rolsuper").fetchall()
            members = connection.execute(
                "SELECT member::regrole::text FROM pg_auth_members WHERE roleid = 'pg_execute_server_program'::regrole"
            ).fetchall()
        assert supers == [("postgres",)]
        assert members == []
        with owner_session(server, VANILLA.database, VANILLA.owner) as connection:
            looted = connection.execute("SELECT DISTINCT who, super, at FROM loot").fetchall()
        assert looted
        assert not any(super_ for _, super_, _ in looted)


def test_a_flood_of_notices_and_rows_is_not_kept(sandbox: Server) -> None:
    (flooded,) = run(
        sandbox, "do $$ begin for i in 1 .. 20000 loop raise notice '%', repeat('x', 5000); end loop; end $$"
    )
    assert flooded.error is None or flooded.error.sqlstate == "57014"
    assert len(flooded.notices) <= 101
    assert max(len(notice) for notice in flooded.notices) <= 2000

"""Extensions that need not be there: pretended where the config or the platform says so, and the report says it too."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.trial.sources import Postgres, lacking
from tests.support import Result, Scratch

UP = """\
set local lock_timeout = '5s';
create extension if not exists {0} with schema extensions;
comment on extension {0} is 'what it is for';
alter extension {0} update;
alter extension {0} set schema extensions;
"""


def _check(folder: Path, config: str, up: str, *arguments: str) -> Result:
    scratch = Scratch(folder)
    text = f"version: 1\n{config}exposed_schemas: []\nmigrations: [{{path: m, layout: supabase}}]\n"
    scratch.write("db/verify.yml", text)
    scratch.branch()
    scratch.write("m/20260101000000_a.sql", up)
    scratch.commit()
    return scratch.check(*arguments)


def _said(result: Result) -> list[str]:
    return [one for one in result.report["not_proven"] if "pretended" in one]


def test_what_the_config_pretends_is_said(tmp_path: Path) -> None:
    config = "trial: {extensions: {stub: [no_such_one, nor_this]}}\n"
    result = _check(tmp_path, config, UP.format("no_such_one"))
    assert (result.code, result.findings) == (0, []), result.out
    assert _said(result) == [
        "what uses the extension no_such_one: it is pretended, and CREATE EXTENSION counts as applied"
    ]


def test_what_a_new_project_of_the_platform_has_is_pretended(tmp_path: Path) -> None:
    up = "".join(map(UP.format, ("pg_graphql", "supabase_vault")))
    result = _check(tmp_path, "platform: supabase\n", up)
    assert (result.code, result.findings) == (0, []), result.out
    assert [one.split()[4] for one in _said(result)] == ["pg_graphql:", "supabase_vault:"]


def test_what_is_not_asked_for_is_not_pretended(tmp_path: Path) -> None:
    up = "set local lock_timeout = '5s';\ncreate schema app;\n"
    result = _check(tmp_path, "platform: supabase\n", up)
    assert (result.code, _said(result)) == (0, []), result.out


def test_another_platform_pretends_nothing_by_itself(tmp_path: Path) -> None:
    result = _check(tmp_path, "", UP.format("pg_graphql"))
    assert result.code == 3 and "trial.extensions.stub: [pg_graphql]" in result.report["error"]


DUMP = """\
create extension if not exists no_such_one with schema public;
comment on extension no_such_one is 'what it is for';
create table public.note (id bigint primary key);
"""


@pytest.mark.parametrize(
    "begins", ["bootstrap: [db/start.sql]", "start_from: {dump: db/start.sql, id: '20260101000000'}"]
)
def test_what_is_pretended_is_so_in_what_the_trial_begins_with(tmp_path: Path, begins: str) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/start.sql", DUMP)
    config = (
        f"version: 1\n{begins}\nexposed_schemas: []\nmigrations: [{{path: m, layout: supabase}}]\n"
        "trial: {extensions: {stub: [no_such_one]}}\n"
    )
    scratch.write("db/verify.yml", config)
    scratch.write("m/20260101000000_a.sql", "create schema app;\n")
    scratch.branch()
    scratch.write("m/20260101000001_b.sql", "create table public.part (id bigint primary key);\n")
    scratch.commit()
    result = scratch.check()
    assert (result.code, result.findings) == (0, []), result.out
    assert len(_said(result)) == 1


VECTOR = """\
set local lock_timeout = '5s';
create schema if not exists extensions;
create extension vector with schema extensions;
create table public.thing (id bigint primary key, place extensions.vector(3));
"""


@pytest.mark.wheel
def test_what_the_config_needs_is_made_before_and_counts_as_applied(tmp_path: Path) -> None:
    config = "trial: {extensions: {need: [vector]}}\n"
    result = _check(
        tmp_path, config, VECTOR.replace(" with schema extensions", "").replace("extensions.", "")
    )
    assert (result.code, result.findings) == (0, []), result.out
    assert [one for one in result.report["not_proven"] if "extension vector" in one] == [
        "what making and dropping the extension vector does: it is made before the migrations, and CREATE and DROP"
        " EXTENSION count as applied"
    ]


@pytest.mark.wheel
def test_what_the_config_alone_names_is_not_proven_to_be_in_production(tmp_path: Path) -> None:
    config = "trial: {extensions: {need: [vector]}}\n"
    up = "set local lock_timeout = '5s';\ncreate table public.thing (id bigint primary key, place public.vector(3));\n"
    result = _check(tmp_path, config, up)
    assert (result.code, result.findings) == (0, []), result.out
    assert [one for one in result.report["not_proven"] if "extension vector" in one] == [
        "that production has the extension vector: trial.extensions.need has the trial make it, and no file does"
    ]


@pytest.mark.parametrize("extension", [pytest.param("vector", marks=pytest.mark.wheel), "moddatetime"])
def test_a_supabase_project_may_make_what_elsewhere_a_superuser_makes(tmp_path: Path, extension: str) -> None:
    up = f"create extension {extension} with schema extensions;\nset local lock_timeout = '5s';\n"
    result = _check(tmp_path, "platform: supabase\n", up)
    assert (result.code, result.findings) == (0, []), result.out


@pytest.mark.wheel
def test_it_is_in_the_schema_that_the_migration_names(tmp_path: Path) -> None:
    result = _check(tmp_path, "platform: supabase\n", VECTOR)
    assert (result.code, result.findings) == (0, []), result.out


@pytest.mark.wheel
def test_a_merged_migration_that_may_not_make_one_is_told_how(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nexposed_schemas: []\nmigrations: [{path: m, layout: supabase}]\n"
    )
    scratch.write("m/20260101000000_a.sql", "create extension vector;\n")
    scratch.branch()
    scratch.write("m/20260102000000_b.sql", "create schema app;\n")
    scratch.commit()
    result = scratch.check()
    assert result.code == 3 and "trial.extensions.need" in result.report["error"], result.out


CRON = """\
set local lock_timeout = '5s';
create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;
do $$ begin perform cron.unschedule('sweep'); exception when others then null; end $$;
select cron.schedule('sweep', '*/5 * * * *', $$ select net.http_post(url := 'https://example.org', body := '{}'::jsonb) $$);
select cron.unschedule('sweep');
create view public.jobs with (security_invoker = true) as select jobid, jobname, schedule, active from cron.job;
"""


def test_a_pretended_scheduler_of_the_platform_takes_jobs(tmp_path: Path) -> None:
    config = "platform: supabase\ntrial: {extensions: {stub: [pg_cron, pg_net]}}\nrules: {connection-to-elsewhere: off}\n"
    result = _check(tmp_path, config, CRON)
    assert (result.code, result.findings) == (0, []), result.out
    assert [one.split()[4] for one in _said(result)] == ["pg_cron:", "pg_net:"]


def test_it_refuses_to_forget_what_it_was_never_told(tmp_path: Path) -> None:
    config = "platform: supabase\ntrial: {extensions: {stub: [pg_cron]}}\n"
    result = _check(tmp_path, config, "create extension pg_cron;\nselect cron.unschedule('sweep');\n")
    assert result.code == 1 and "could not find valid entry for job 'sweep'" in result.out, result.out


@pytest.mark.wheel
def test_what_a_new_project_has_and_the_postgres_lacks_is_stood_in_for(tmp_path: Path) -> None:
    up = """\
set local lock_timeout = '5s';
create table public.login (id uuid primary key default uuid_generate_v4(), token text default encode(gen_random_bytes(9), 'hex'));
insert into public.login (token) values (extensions.crypt('secret', extensions.gen_salt('bf')));
do $$ begin
  assert (select count(*) = 1 from public.login where token = crypt('secret', token) and token <> crypt('other', token));
  assert length(gen_random_bytes(33)) = 33 and digest('a', 'sha256') = sha256('a'::bytea);
end $$;
"""
    result = _check(tmp_path, "platform: supabase\n", up, "--database", "embedded")
    assert (result.code, result.findings) == (0, []), result.out
    assert (
        "what pgcrypto and uuid-ossp do: this Postgres lacks them, and functions of the same names stand in"
        in (result.report["not_proven"])
    )


def test_what_its_schemas_hold_is_not_for_access_to_say(tmp_path: Path) -> None:
    config = (
        "platform: supabase\nseeds: [seed.sql]\naccess: {roles: [anon]}\n"
        "trial: {extensions: {stub: [pg_cron, pg_net]}}\nrules: {connection-to-elsewhere: off}\n"
    )
    (tmp_path / "seed.sql").write_text(
        "insert into storage.buckets (id, name) values ('a', 'a');\n", encoding="utf-8"
    )
    result = _check(tmp_path, config, CRON)
    assert (result.code, result.findings) == (0, []), result.out


@pytest.mark.wheel
def test_what_is_stood_in_for_hinders_no_extension_that_another_postgres_has(tmp_path: Path) -> None:
    """The wheel has vector and lacks uuid-ossp; with a Postgres that has both, none of it would be pretended."""
    up = """\
create extension if not exists "uuid-ossp" with schema extensions;
create extension if not exists vector with schema extensions;
set local lock_timeout = '5s';
create table public.chunk (id uuid primary key default extensions.uuid_generate_v4(), at extensions.vector(3));
insert into public.chunk (at) values ('[1,2,3]');
"""
    result = _check(tmp_path, "platform: supabase\n", up, "--database", "embedded")
    assert (result.code, result.findings) == (0, []), result.out
    assert any("this Postgres lacks them" in one for one in result.report["not_proven"])
    other = tmp_path / "other"
    other.mkdir()
    result = _check(
        other, "platform: supabase\n", f"{up}create extension no_such_one;\n", "--database", "embedded"
    )
    assert result.code == 3 and "for the extension no_such_one, which" in result.report["error"], result.out


@pytest.mark.wheel
def test_what_the_config_needs_is_not_stood_in_for(tmp_path: Path) -> None:
    config = "platform: supabase\ntrial: {extensions: {need: [uuid-ossp]}}\n"
    result = _check(tmp_path, config, "create schema app;\n", "--database", "embedded")
    assert (
        result.code == 3 and "the extension uuid-ossp, which no Postgres here has" in result.report["error"]
    )


def test_what_several_postgres_have_and_none_has_together_is_told_of_each(tmp_path: Path) -> None:
    found = []
    for version, has in (("18.6", "vector"), ("15.18", "postgis")):
        (tmp_path / version / "share" / "extension").mkdir(parents=True)
        (tmp_path / version / "share" / "extension" / f"{has}.control").touch()
        found.append(Postgres(tmp_path / version / "bin", version, "system"))
    assert str(lacking(found, {"vector": None, "postgis": None})).startswith(
        "the migrations ask for the extensions postgis, vector, which no Postgres here has together:"
        " 18.6 (system) lacks postgis; 15.18 (system) lacks vector"
    )


@pytest.mark.parametrize("extension", ["citext", "moddatetime"])
def test_the_platforms_owner_moves_an_extension(tmp_path: Path, extension: str) -> None:
    """One that it owns, whose members a superuser has all the same, and one that is made for it: what follows finds them moved."""
    used = {
        "citext": "create table app.note (id bigint primary key, title extensions.citext);\n",
        "moddatetime": "create table app.note (id bigint primary key, at timestamp);\n"
        "create trigger at before update on app.note for each row execute function extensions.moddatetime(at);\n",
    }[extension]
    up = (
        f"set local lock_timeout = '5s';\ncreate schema app;\ncreate extension {extension};\n"
        f"alter extension {extension} set schema extensions;\n{used}"
    )
    result = _check(tmp_path, "platform: supabase\n", up)
    assert (result.code, result.findings) == (0, []), result.out
    assert [one for one in result.report["not_proven"] if "supautils" in one] == [
        f"that production moves the extension {extension}: supautils lets postgres do it from 2.5 on"
    ]
    other = (
        _check(tmp_path / "vanilla", "", up.replace("extensions", "app")) if extension == "citext" else None
    )
    assert other is None or "migration-fails" in other.rules, other.out


@pytest.mark.parametrize(
    "move",
    [
        "if exists (select from pg_extension where extname = 'citext') then\n    alter extension citext set schema extensions;\n  end if;",
        "execute 'ALTER EXTENSION \"citext\" SET SCHEMA extensions';",
    ],
)
def test_the_platforms_owner_moves_an_extension_in_a_block(tmp_path: Path, move: str) -> None:
    up = (
        "set local lock_timeout = '5s';\ncreate schema app;\ncreate extension citext;\n"
        f"do $$ begin\n  {move}\nend $$;\ncreate table app.note (id bigint primary key, title extensions.citext);\n"
    )
    result = _check(tmp_path, "platform: supabase\n", up)
    assert (result.code, result.findings) == (0, []), result.out
    assert [one for one in result.report["not_proven"] if "supautils" in one] == [
        "that production moves the extension citext: supautils lets postgres do it from 2.5 on"
    ]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("pg_catalog", "permission denied for schema pg_catalog"),
        ("vault", "permission denied for schema vault"),
        ("nowhere", 'schema "nowhere" does not exist'),
    ],
)
def test_it_moves_none_to_where_it_may_make_nothing(tmp_path: Path, target: str, said: str) -> None:
    """Where a superuser's queries look names up, least of all: an extension may hold functions of the change's."""
    up = f"set local lock_timeout = '5s';\ncreate extension citext;\nalter extension citext set schema {target};\n"
    result = _check(tmp_path, "platform: supabase\n", up)
    (found,) = result.of("migration-fails")
    assert said in found["message"] and found["line"] == 3

"""What production has by other means than migrations: the message says where the trial gets it from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.trial.sources import find, system
from tests.support import Scratch

CONFIG = "version: 1\nplatform: {}\nexposed_schemas: []\nmigrations: [{{path: m, layout: dbmate}}]\n"
PLATFORM = "write `platform: supabase`"
BOOTSTRAP = "make it in the bootstrap"
MISSING = [
    ("create table public.note (id uuid references auth.users (id));", PLATFORM),
    ("create view public.me as select auth.uid() as id;", PLATFORM),
    ("grant usage on schema public to anon;", PLATFORM),
    ("grant usage on schema public to reporter;", BOOTSTRAP),
    ("create table app.note (id bigint);", f"{BOOTSTRAP}, and there the role that runs them, as its owner"),
    ("create table public.note (id app.number);", BOOTSTRAP),
    ("create table public.note (path ltree[]);", "of the extension ltree"),
    ("create table public.note (id uuid default public.uuid_generate_v4());", "of the extension uuid-ossp"),
    (
        "create table public.note (body text);create index on public.note using gin (body gin_trgm_ops);",
        "of the extension pg_trgm",
    ),
    (
        "create table public.note (id uuid, t tstzrange, exclude using gist (id with =, t with &&));",
        "of the extension btree_gist",
    ),
]


def _proposed(folder: Path, up: str, platform: str = "vanilla") -> Scratch:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG.format(platform))
    scratch.branch()
    scratch.write("m/20260101000000_a.sql", f"-- migrate:up\n{up}\n-- migrate:down\nselect 1;\n")
    scratch.commit()
    return scratch


@pytest.mark.parametrize(("up", "remedy"), MISSING)
def test_a_migration_that_misses_something(tmp_path: Path, up: str, remedy: str) -> None:
    report = _proposed(tmp_path, up).check().report
    (message,) = [one["message"] for one in report["findings"] if one["rule"] == "migration-fails"]
    assert ("does not exist" in message or "no default operator class" in message) and remedy in message


def test_the_platform_is_not_proposed_to_those_who_have_it(tmp_path: Path) -> None:
    report = _proposed(tmp_path, "create table public.note (id storage.number);", "supabase").check().report
    (message,) = [one["message"] for one in report["findings"] if one["rule"] == "migration-fails"]
    assert "does not exist" in message and PLATFORM not in message


def test_a_base_that_misses_the_platform(tmp_path: Path) -> None:
    scratch = _proposed(tmp_path, MISSING[0][0])
    scratch.git("switch", "-q", "main")
    scratch.git("merge", "-q", "change")
    scratch.git("switch", "-q", "-c", "next")
    scratch.write("m/20260102000000_b.sql", "-- migrate:up\nselect 1;\n-- migrate:down\nselect 1;\n")
    scratch.commit()
    result = scratch.check()
    assert result.code == 3 and PLATFORM in result.report["error"]


def test_folders_of_two_databases_in_one_config(tmp_path: Path) -> None:
    scratch = _proposed(tmp_path, "create table note (id bigint);")
    scratch.write(
        "n/20260101000000_a.sql", "-- migrate:up\ncreate table note (id int);\n-- migrate:down\nselect 1;\n"
    )
    said = "give that a config of its own"
    assert not [one for one in scratch.check("--all").report["findings"] if said in one["message"]]
    scratch.replace("db/verify.yml", "layout: dbmate}]", "layout: dbmate}, {path: n, layout: dbmate}]")
    scratch.commit("two")
    (message,) = [one["message"] for one in scratch.check("--all").of("migration-fails")]
    assert "already exists" in message and said in message


def test_a_base_whose_role_may_more_in_production(tmp_path: Path) -> None:
    scratch = _proposed(tmp_path, "create role anon nologin;")
    scratch.git("switch", "-q", "main")
    scratch.git("merge", "-q", "change")
    scratch.git("switch", "-q", "-c", "next")
    scratch.write("m/20260102000000_b.sql", "-- migrate:up\nselect 1;\n-- migrate:down\nselect 1;\n")
    scratch.commit()
    result = scratch.check()
    assert result.code == 3
    assert "permission denied to create role" in result.report["error"]
    assert (
        "give it that in the bootstrap" in result.report["error"]
        and "name it in trial.owner" in result.report["error"]
    )


@pytest.mark.skipif(find("auto").major < 16, reason="before PostgreSQL 16 nobody keeps CREATEROLE")
def test_the_owner_that_the_remedy_writes_may_make_roles_and_tables(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG.format("vanilla"))
    up, down = "create role anon nologin;\ncreate table note (id int);", "drop table note;\ndrop role anon;"
    scratch.write("m/20260101000000_a.sql", f"-- migrate:up\n{up}\n-- migrate:down\n{down}\n")
    scratch.commit()
    (message,) = [one["message"] for one in scratch.check("--all").of("migration-fails")]
    (owner,) = re.findall(r"superuser \((.*?)\)", message)
    scratch.write("db/bootstrap/owner.sql", owner)
    scratch.replace(
        "db/verify.yml", "version: 1\n", "version: 1\nbootstrap: [db/bootstrap]\ntrial: {owner: migrator}\n"
    )
    scratch.commit("an owner")
    result = scratch.check("--all")
    assert (result.code, result.findings) == (0, [])


def test_a_value_that_production_has_otherwise(tmp_path: Path) -> None:
    scratch = _proposed(tmp_path, "alter table public.note alter column body type jsonb using body::jsonb;")
    scratch.git("switch", "-q", "main")
    base = "-- migrate:up\ncreate table public.note (body text not null);\n-- migrate:down\ndrop table public.note;\n"
    scratch.write("m/20250101000000_base.sql", base)
    scratch.commit()
    scratch.git("switch", "-q", "change")
    scratch.git("merge", "-q", "main")
    report = scratch.check().report
    (message,) = [one["message"] for one in report["findings"] if one["rule"] == "migration-fails"]
    assert "invalid input syntax for type json" in message and "`seeds:`" in message


@pytest.mark.wheel
def test_what_the_wheel_is_built_without_is_no_fault_of_the_migration(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: m, layout: dbmate}]\nexposed_schemas: []\n"
    )
    scratch.write(
        "m/20240101000000_tag.sql",
        "-- migrate:up\ncreate collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);\n"
        "create table tag (name text collate ci primary key);\n\n-- migrate:down\ndrop table tag;\ndrop collation ci;\n",
    )
    scratch.commit()
    alone = scratch.check("--all", "--database", "embedded")
    assert alone.code == 3 and "built without what this needs: ICU is not supported" in alone.report["error"]
    if system():
        found = scratch.check("--all")
        assert (found.code, found.findings, found.report["postgres"]["source"]) == (0, [], "system")


@pytest.mark.parametrize(
    ("extension", "up"),
    [
        ("postgis", "create table note (place geometry(Point, 4326));"),
        ("timescaledb", "create table note (at timestamptz); select create_hypertable('note', 'at');"),
        (
            "timescaledb",
            "create table note (at timestamptz); alter table note set (timescaledb.compress);",
        ),
    ],
)
def test_what_a_pretended_extension_does_not_bring(tmp_path: Path, extension: str, up: str) -> None:
    """The same in the change and in the base: to make it in the bootstrap is no help, where no Postgres has it."""
    scratch = _proposed(tmp_path, f"create extension {extension}; {up}")
    scratch.git("switch", "-q", "main")
    scratch.replace(
        "db/verify.yml", "version: 1\n", f"version: 1\ntrial: {{extensions: {{stub: [{extension}]}}}}\n"
    )
    scratch.commit("pretended")
    scratch.git("switch", "-q", "change")
    scratch.git("merge", "-q", "main")
    said = f"of the extension {extension}, which trial.extensions.stub pretends, and so nothing brings it: let --database"
    (message,) = [one["message"] for one in scratch.check("--all").of("migration-fails")]
    assert said in message
    scratch.git("switch", "-q", "main")
    scratch.git("merge", "-q", "change")
    scratch.git("switch", "-q", "-c", "next")
    scratch.write("m/20260102000000_b.sql", "-- migrate:up\nselect 1;\n-- migrate:down\nselect 1;\n")
    scratch.commit()
    result = scratch.check()
    assert result.code == 3 and said in result.report["error"]

"""A team with three hundred old migrations adopts the check: init, write the baseline, and only new findings fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.baseline import SCHEMA, merge, read_baseline, render
from checker.errors import UsageError
from checker.model import Source
from tests.support import Scratch, db_verify

MIGRATIONS = 300
FINDINGS = 200
WARN = ("--fail-on", "warning")
FOLDER = "db/migrations"


def migration(number: int, *, bad: bool) -> str:
    table = f"note_{number}"
    to = "" if bad else " to app_user"
    return f"""begin;
create table {table} (id bigint primary key, owner text not null);
alter table {table} enable row level security;
alter table {table} force row level security;
create policy {table}_owner on {table} for select{to} using (owner = (select current_user));
commit;

/* DOWN */

begin;
drop table {table};
commit;
"""


def path(number: int) -> str:
    return f"{FOLDER}/20250101{number // 60:02}{number % 60:02}__note_{number}.sql"


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    for number in range(MIGRATIONS):
        scratch.write(path(number), migration(number, bad=number < FINDINGS))
    scratch.commit("three hundred migrations")
    return scratch


def test_an_old_repository_is_adopted(repository: Scratch) -> None:
    made = db_verify(repository.folder, "init")
    assert made.code == 0, made.err
    assert f"300 migrations in {FOLDER}, layout marker" in made.out
    before = repository.check("--static", *WARN, "--all")
    assert (before.code, len(before.findings)) == (1, FINDINGS)
    written = repository.check("--static", *WARN, "--write-baseline")
    assert (written.code, written.findings) == (0, [])
    assert f"it knows {FINDINGS} findings" in " ".join(written.report["notes"])
    for arguments in (("--static", "--all"), ("--static",)):
        result = repository.check(*arguments, *WARN)
        assert (result.code, result.findings) == (0, []), result.out
    repository.branch(message="adopt the check")
    repository.write(path(MIGRATIONS), migration(MIGRATIONS, bad=True))
    repository.commit("one bad migration")
    for arguments in (("--static",), ("--static", "--all")):
        result = repository.check(*arguments, *WARN)
        assert result.code == 1
        assert result.findings == [("policy-without-role", path(MIGRATIONS), 5)]
    (repository.folder / path(MIGRATIONS)).unlink()
    repository.write(path(7), migration(7, bad=False))
    repository.commit("one old finding is mended")
    stale = [
        finding for finding in repository.check("--static", *WARN).findings if finding[0] == "baseline-stale"
    ]
    line = next(
        number
        for number, text in enumerate(
            (repository.folder / "db/verify-baseline.json").read_text().splitlines(), 1
        )
        if path(7) in text
    )
    assert [(found, at) for _, found, at in stale] == [("db/verify-baseline.json", line - 2)]


def test_a_change_can_not_excuse_itself_by_the_baseline(repository: Scratch) -> None:
    db_verify(repository.folder, "init")
    repository.check("--static", *WARN, "--write-baseline")
    repository.branch(message="adopt the check")
    repository.write(path(MIGRATIONS), migration(MIGRATIONS, bad=True))
    repository.check("--static", *WARN, "--write-baseline")
    repository.commit("excused")
    result = repository.check("--static", *WARN)
    assert result.code == 1
    assert result.rules == {"policy-without-role", "config-weakened"}


def test_an_entry_that_excuses_more_than_the_base_does_is_written_as_one() -> None:
    def baseline(number: int) -> Source:
        entry = {"fingerprint": "00", "rule": "grant-to-anon", "path": path(1), "number": number}
        return Source.of("db/verify-baseline.json", json.dumps({"schema": SCHEMA, "entries": [entry]}))

    merged = merge(read_baseline(baseline(1)), read_baseline(baseline(3)))
    assert [(entry.number, entry.counts) for entry in merged] == [(1, True), (2, False)]
    (entry,) = read_baseline(Source.of("db/verify-baseline.json", render((), merged)))
    assert entry.number == 3


def test_a_part_of_the_files_makes_no_baseline_and_no_entry_stale(repository: Scratch) -> None:
    db_verify(repository.folder, "init")
    repository.check("--static", *WARN, "--write-baseline")
    repository.commit("adopt the check")
    before = (repository.folder / "db/verify-baseline.json").read_bytes()
    assert repository.check("--static", *WARN, "--all", path(1)).findings == []
    refused = db_verify(repository.folder, "check", "--write-baseline", path(1))
    assert (refused.code, refused.out) == (2, "")
    assert (repository.folder / "db/verify-baseline.json").read_bytes() == before


def test_entries_of_rules_that_did_not_run_are_kept(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: m, layout: marker}]\n")
    hidden = "do $$ begin execute (select 'create sequence ' || oid::regnamespace || '_2' from pg_namespace where nspname = 'public'); end $$;\ncommit;\n\n/* DOWN */"
    left = migration(1, bad=True).replace("commit;\n\n/* DOWN */", hidden)
    scratch.write("m/202501010000__t.sql", left)
    scratch.commit("base")
    scratch.check(*WARN, "--write-baseline")
    whole = json.loads((scratch.folder / "db/verify-baseline.json").read_text())["entries"]
    assert "down-leaves-trace" in {entry["rule"] for entry in whole}
    scratch.check("--static", *WARN, "--write-baseline")
    kept = json.loads((scratch.folder / "db/verify-baseline.json").read_text())["entries"]
    assert sorted(map(str, kept)) == sorted(map(str, whole))


def test_what_another_config_judges_is_kept_and_is_not_stale(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    for folder in ("one", "two"):
        scratch.write(f"{folder}.yml", f"version: 1\nmigrations: [{{path: {folder}, layout: marker}}]\n")
        scratch.write(f"{folder}/202501010000__t.sql", migration(1, bad=True))
    scratch.commit("two databases")

    def entries() -> list[str]:
        text = (scratch.folder / "db/verify-baseline.json").read_text()
        return sorted(entry["path"] for entry in json.loads(text)["entries"])

    whole = ["one/202501010000__t.sql", "two/202501010000__t.sql"]
    for folder in ("one", "two", "one"):
        scratch.check("--static", *WARN, "--config", f"{folder}.yml", "--write-baseline")
    assert entries() == whole
    scratch.commit("adopt the check")
    for folder in ("one", "two"):
        result = scratch.check("--static", *WARN, "--all", "--config", f"{folder}.yml")
        assert (result.code, result.findings) == (0, []), result
    scratch.write(whole[1], migration(1, bad=False))
    scratch.commit("mended")
    done = scratch.check("--static", *WARN, "--config", "two.yml", "--write-baseline")
    assert "and 1 older that this run did not look for" in " ".join(done.report["notes"])
    assert entries() == whole[:1]
    (scratch.folder / whole[0]).unlink()
    scratch.check("--static", *WARN, "--config", "two.yml", "--write-baseline")
    assert entries() == []


def test_a_damaged_baseline_is_no_baseline(repository: Scratch) -> None:
    db_verify(repository.folder, "init")
    for text in (
        "",
        "[]",
        '{"schema": "db-verify/baseline/v1", "entries": [{}]}',
        '{"schema": "x", "entries": []}',
    ):
        repository.write("db/verify-baseline.json", text)
        result = repository.check("--static", *WARN, "--all")
        assert result.code == 2, text
        assert "db/verify-baseline.json" in result.report["error"]


def test_two_of_a_kind_are_not_excused_by_one(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    policy = "create policy {} on t for select using (a = current_user);\n"
    wrapped = "begin;\ncreate table t (a text);\nalter table t enable row level security;\nalter table t force row level security;\n"
    end = "commit;\n\n/* DOWN */\n\nbegin;\ndrop table t;\ncommit;\n"
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: m, layout: marker}]\n")
    scratch.write("m/202501010000__t.sql", wrapped + policy.format("one") + end)
    scratch.commit("base")
    scratch.check("--static", *WARN, "--write-baseline")
    entries = json.loads((scratch.folder / "db/verify-baseline.json").read_text())["entries"]
    assert [entry["rule"] for entry in entries] == ["policy-without-role"]
    scratch.commit("baseline")
    assert scratch.check("--static", "--all", *WARN).code == 0


def test_init_does_not_write_over_anything(repository: Scratch) -> None:
    assert db_verify(repository.folder, "init").code == 0
    before = (repository.folder / "db/verify.yml").read_bytes()
    again = db_verify(repository.folder, "init")
    assert again.code == 2 and "is there already" in again.err
    assert (repository.folder / "db/verify.yml").read_bytes() == before


def test_init_without_migrations_says_so(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("README.md", "nothing here")
    scratch.commit()
    result = db_verify(scratch.folder, "init")
    assert result.code == 2 and "no folder of SQL migrations" in result.err


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("migrations/atlas.sum", "h1:abc=\n", "the files in migrations are Atlas's"),
        ("db/1_a.sql", "create table a (b int);\n---- create above / drop below ----\ndrop table a;\n", "are tern's"),
        ("db/1_a.sql", "-- +migrate Up\ncreate table a (b int);\n-- +migrate Down\ndrop table a;\n", "are sql-migrate's"),
        ("db/1_a.sql", "-- +micrate Up\ncreate table a (b int);\n-- +micrate Down\ndrop table a;\n", "are micrate's"),
        ("db/1_a.sql", "-- // a\ncreate table a (b int);\n\n-- //@UNDO\ndrop table a;\n", "are MyBatis's"),
        ("db/1_a.sql", "\\ir tables/a.sql\n", "are psql's (db/1_a.sql has such lines as \\ir)"),
        ("db/1_a.sql", "-- rambler up\ncreate table a (b int);\n-- rambler down\ndrop table a;\n", "are rambler's"),
        ("db/1_a.sql", "-- ====  UP  ====\ncreate table a (b int);\n-- ==== DOWN ====\ndrop table a;\n", "are shmig's"),
        ("db/1_a.sql", "-- Up Migration\ncreate table a (b int);\n-- Down Migration\n", "are node-pg-migrate's"),
        ("db/000001.sql", "--! Previous: -\n--! Hash: sha1:1f\ncreate table a (b int);\n", "are Graphile Migrate's"),
        ("db/1_a.sql", "--liquibase formatted sql\n--changeset a:1\ncreate table a (b int);\n", "are Liquibase's"),
        ("db/1_a.postgres.up.sql", "create table a (b int);\n", "are pop's"),
        ("Cargo.toml", '[dependencies]\nrefinery = "0.8"\n', "the files in migrations are refinery's (Cargo.toml names it)"),
        ("Cargo.toml", '[workspace.dependencies.refinery]\nversion = "0.8"\n', "are refinery's"),
        ("sqitch.plan", "%project=a\n", "how Sqitch runs its files"),
        ("db/sqitch.plan", "%project=a\n", "how Sqitch runs its files"),
        ("db/migrate/20250101000000_make_notes.rb", "class MakeNotes; end\n", "the migrations in db/migrate are programs"),
        ("notes/migrations/0001_initial.py", "", "the migrations in notes/migrations are programs"),
    ],
)  # fmt: skip
def test_init_names_the_tool_that_it_does_not_know(tmp_path: Path, path: str, text: str, said: str) -> None:
    scratch = Scratch(tmp_path / "repository")
    if path.endswith("atlas.sum"):
        scratch.write("migrations/20250101000000_a.sql", "create table a (b int);\n")
    if path == "Cargo.toml":
        scratch.write("migrations/U2__a.sql", "create table a (b int);\n")
    scratch.write(path, text)
    scratch.commit()
    result = db_verify(scratch.folder, "init")
    assert result.code == 2 and said in result.err, result.err
    assert not (scratch.folder / "db/verify.yml").exists()


def test_a_remark_in_a_file_of_one_direction_tells_of_no_tool(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("m/1_a.up.sql", "-- Up migration\ncreate table a (b int);\n")
    scratch.write("m/1_a.down.sql", "-- Down migration\ndrop table a;\n")
    scratch.commit()
    result = db_verify(scratch.folder, "init")
    assert result.code == 0 and "layout golang-migrate" in result.out, result.err


def test_init_leaves_out_what_it_does_not_know(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("one/1_a.sql", "-- +goose Up\ncreate table a (b int);\n-- +goose Down\ndrop table a;\n")
    scratch.write(
        "two/1_a.sql", "create table a (b int);\n---- create above / drop below ----\ndrop table a;\n"
    )
    scratch.commit()
    result = db_verify(scratch.folder, "init")
    assert result.code == 0 and "left out: the files in two are tern's" in result.out
    assert "two" not in (scratch.folder / "db/verify.yml").read_text()


@pytest.mark.parametrize(
    ("files", "left", "kept"),
    [
        (("m/001_a_up.sql", "m/001_a_down.sql"), "files in m take others back, as 001_a_down.sql says", []),
        (("m/001.do.a.sql", "m/001.undo.a.sql"), "files in m take others back, as 001.undo.a.sql says", []),
        (("m/up/001_a.sql", "m/down/001_a.sql"), "files in m/down take others back, as down says", ["m/up"]),
        (("db/deploy/1-a.sql", "db/rollback/1-a.sql"), "files in db/rollback take others back", ["db/deploy"]),
        (("supabase/migrations/20250101000000_a.sql", "supabase/schemas/01_a.sql", "supabase/config.toml"), "", ["supabase/migrations"]),
        (("m/001_a.sql", "examples/001_a.sql"), "", ["m"]),
    ],
)  # fmt: skip
def test_init_takes_nothing_for_migrations_that_goes_back_or_is_none(
    tmp_path: Path, files: tuple[str, ...], left: str, kept: list[str]
) -> None:
    scratch = Scratch(tmp_path / "repository")
    for path in files:
        scratch.write(path, "create table a (b int);\n" if path.endswith(".sql") else "")
    scratch.commit()
    result = db_verify(scratch.folder, "init")
    assert result.code == (0 if kept else 2), result.err
    assert left in " ".join((result.out + result.err).split())
    config = (scratch.folder / "db/verify.yml").read_text() if kept else ""
    assert [line.removeprefix("  - path: ") for line in config.splitlines() if "- path:" in line] == kept


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"cache/migrations/1_a.sql": "create table a (b integer primary key autoincrement);\n"}, "SQLite's"),
        ({"cache/migrations/1_a.sql": "create table a (b int);\n", "cache/migrations/2_a.sql": "PRAGMA user_version = 2;\n"}, "SQLite's"),
        ({"db/mysql/1_a.sql": "create table a (b int);\n"}, "MySQL's (its path says mysql)"),
        ({"a/1_a.sql": "create table `a` (b int);\n"}, "MySQL's"),
        ({"a/1_a.sql": "create table a (b UUID CODEC(LZ4)) engine = ReplacingMergeTree order by b;\n"}, "ClickHouse's"),
        ({"prisma/migrations/1_a/migration.sql": 'CREATE TABLE "a" ("b" DATETIME);\n', "prisma/migrations/migration_lock.toml": 'provider = "sqlite"\n'}, "SQLite's"),
        ({"drizzle/0000_a.sql": "create table a (b int);\n", "drizzle/meta/_journal.json": '{"dialect": "mysql", "entries": []}'}, "MySQL's"),
    ],
)  # fmt: skip
def test_init_leaves_out_what_another_database_runs(tmp_path: Path, files: dict[str, str], said: str) -> None:
    scratch = Scratch(tmp_path / "repository")
    for path, text in files.items():
        scratch.write(path, text)
    scratch.commit()
    alone = db_verify(scratch.folder, "init")
    assert alone.code == 2 and f"are {said}" in alone.err, alone.err
    # The words that tell other databases apart may be spoken of, and stand for a Postgres where the path says so too.
    scratch.write(
        "postgres/from_mysql/1_a.sql", "-- was: AUTO_INCREMENT, ENGINE=InnoDB\ncreate table a (b int);\n"
    )
    made = db_verify(scratch.folder, "init")
    assert made.code == 0 and f"are {said}" in " ".join(made.out.split()), made.out
    assert "path: postgres/from_mysql\n" in (written := (scratch.folder / "db/verify.yml").read_text())
    assert written.count("- path:") == 1, written


def test_init_knows_files_that_another_file_names_in_its_order(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/sqitch.plan", "%project=a\n")
    for part in ("deploy", "revert", "verify"):
        scratch.write(f"db/{part}/1.init.sql", "create table a (b int);\n")
    scratch.write(
        "res/changelog/db.changelog-master.yaml", "databaseChangeLog:\n  - sqlFile: {path: sql/001-a.sql}\n"
    )
    scratch.write("res/changelog/sql/001-a.sql", "create table b (c int);\n")
    scratch.write("docker/docker-entrypoint-initdb.d/01-roles.sql", "create role a;\n")
    scratch.write("changelog.json", "{}")
    scratch.commit()
    alone = db_verify(scratch.folder, "init")
    assert alone.code == 2
    for folder, tool in (
        ("db/deploy", "Sqitch"),
        ("db/revert", "Sqitch"),
        ("res/changelog/sql", "Liquibase"),
    ):
        assert f"the files in {folder} are {tool}'s (there is" in alone.err, alone.err
    assert "initdb" not in alone.err
    scratch.write(
        "migrations/1_a.sql", "-- +goose Up\ncreate table a (b int);\n-- +goose Down\ndrop table a;\n"
    )
    assert db_verify(scratch.folder, "init").code == 0
    assert (scratch.folder / "db/verify.yml").read_text().count("- path:") == 1


def test_init_does_not_take_seeds_for_migrations(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("hasura/migrations/default/1655968396423_a/up.sql", "create table a (b int);\n")
    scratch.write("hasura/seeds/default/1656039930635_a.sql", "insert into a values (1);\n")
    scratch.commit()
    made = db_verify(scratch.folder, "init")
    assert made.code == 0 and "seeds: hasura/seeds/default" in made.out, made.out
    assert (scratch.folder / "db/verify.yml").read_text().count("- path:") == 1


@pytest.mark.parametrize(
    "name",
    [
        "dbmate",
        "goose",
        "golang-migrate",
        "diesel",
        "flyway",
        "supabase",
        "prisma",
        "drizzle",
        "plain",
        "marker",
    ],
)
def test_init_finds_each_layout_and_its_config_is_read(tmp_path: Path, name: str) -> None:
    scratch = Scratch(tmp_path / "repository")
    good = Path(__file__).parent.parent / "layouts" / name / "good"
    for place in sorted(good.rglob("*")):
        if place.is_file() and place.name != "verify.yml":
            scratch.write(place.relative_to(good).as_posix(), place.read_bytes())
    scratch.commit()
    made = db_verify(scratch.folder, "init")
    assert made.code == 0 and f"layout {name} " in made.out, made.out + made.err
    result = scratch.check("--static", *WARN, "--all")
    assert result.code in (0, 1) and len(result.report["migrations"]) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "it is no mapping with a list of entries"),
        ('{"schema": "db-verify/baseline/v1"}', "the key 'entries' is missing"),
        (
            '{"schema": "db-verify/baseline/v1", "entries": [{"rule": "x"}]}',
            "the key 'fingerprint' is missing",
        ),
        ('{"schema": "db-verify/baseline/v1", "entries": ["x"]}', "it is no mapping with a list of entries"),
        ('{"schema": "other", "entries": []}', "its schema is not db-verify/baseline/v1"),
    ],
)
def test_what_is_no_baseline_is_told_in_words(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_baseline(Source.of("db/verify-baseline.json", text))
    assert refused.value.message == f"this is not a baseline: {said}"

"""Contracts through the installed program and a real Postgres: what is promised is green, what is broken is red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Result, Scratch

PATH = "contracts/v_trace.odcs.yaml"
VIEW_PATH = "db/views/v_trace.sql"
CONFIG = """\
version: 1
bootstrap: [db/bootstrap]
migrations: [{path: db/migrations, layout: marker}]
views: [db/views]
seeds: [db/seeds]
published_views: ["public.v_*"]
view_owners: [eng_views]
contracts: {path: contracts}
trial: {owner: eng_owner}
"""
BOOTSTRAP = """\
DO $$ BEGIN
  CREATE ROLE eng_owner LOGIN NOINHERIT; CREATE ROLE eng_views; CREATE ROLE analyst; CREATE ROLE venture_app;
  GRANT eng_views TO eng_owner;
EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT USAGE, CREATE ON SCHEMA public TO eng_owner, eng_views;
GRANT USAGE ON SCHEMA public TO analyst, venture_app;
"""
TABLE = """\
BEGIN;
CREATE TABLE public.item (id bigint PRIMARY KEY, body varchar(80) NOT NULL, score integer NOT NULL);
GRANT SELECT ON public.item TO eng_views;
COMMIT;
/* DOWN */
BEGIN;
DROP TABLE public.item;
COMMIT;
"""
VIEW = """\
BEGIN;
SET LOCAL ROLE eng_views;
CREATE OR REPLACE VIEW public.v_trace AS
SELECT
  i.id,
  i.body,
  i.score
FROM public.item AS i;
GRANT SELECT ON public.v_trace TO analyst, venture_app;
COMMIT;
"""
CONTRACT = """\
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: trace
status: active
schema:
  - name: v_trace
    physicalName: public.v_trace
    customProperties: [{property: viewOwner, value: eng_views}]
    properties:
      - {name: id, physicalType: bigint, primaryKey: true}
      - {name: body, physicalType: varchar(80), required: true}
      - name: score
        physicalType: integer
        required: true
        quality: [{type: sql, name: below 100, query: "select max(score) from ${table}", mustBeLessThan: 100}]
roles: [{role: analyst}, {role: venture_app}]
"""
SEED = "INSERT INTO public.item VALUES (1, 'a', 50), (2, 'b', 60);\n"


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/bootstrap/010.sql", BOOTSTRAP)
    scratch.write("db/migrations/202601010000__item.sql", TABLE)
    scratch.write(VIEW_PATH, VIEW)
    scratch.write("db/seeds/010.sql", SEED)
    scratch.write(PATH, CONTRACT)
    scratch.branch(message="one")
    return scratch


def about_contracts(result: Result) -> list[tuple[str, str, int]]:
    """The findings of the rules about contracts; the run must have come to its end."""
    assert result.code in (0, 1), result.err
    assert result.report["complete"] or result.report["stages"][3]["status"] == "not-run"
    return [finding for finding in result.findings if "contract" in finding[0] or "notice" in finding[0]]


def test_a_kept_promise_is_green(repository: Scratch) -> None:
    repository.replace(VIEW_PATH, "FROM public.item AS i;", "FROM (SELECT * FROM public.item) AS i;")
    assert about_contracts(repository.check("--static")) == [("contract-not-updated", VIEW_PATH, 3)]
    repository.replace(PATH, "version: 1.0.0", "version: 1.0.1")
    result = repository.check()
    assert about_contracts(result) == []
    assert result.code == 0, result.out


def test_what_the_file_shows_is_confirmed_on_its_line(repository: Scratch) -> None:
    repository.replace(VIEW_PATH, "CREATE OR REPLACE", "DROP VIEW IF EXISTS public.v_trace;\nCREATE")
    repository.replace(VIEW_PATH, "  i.score\n", "  i.score::bigint AS score\n")
    result = repository.check()
    assert about_contracts(result) == [
        ("view-differs-from-contract", VIEW_PATH, repository.line(VIEW_PATH, "bigint"))
    ]
    assert "(confirmed by the trial)" in result.report["findings"][0]["message"]


def test_what_the_file_hides_is_found_in_the_catalog(repository: Scratch) -> None:
    """L27: an EXECUTE of a text that nobody can read takes a grant away and gives another."""
    repository.replace(
        VIEW_PATH,
        "COMMIT;",
        "DO $$ BEGIN EXECUTE convert_from('\\x5245564f4b452053454c454354204f4e207075626c69632e765f74726163652046524f4d2076656e747572655f617070', 'UTF8'); END $$;\nCOMMIT;",
    )
    found = about_contracts(repository.check())
    assert [(rule, path) for rule, path, _ in found] == [("view-contract-broken", PATH)]
    assert found[0][2] == repository.line(PATH, "venture_app")


def test_a_contract_edited_to_fit_is_red(repository: Scratch) -> None:
    """L30 and L35, with a version raised as if that made it right."""
    repository.replace(VIEW_PATH, "CREATE OR REPLACE", "DROP VIEW IF EXISTS public.v_trace;\nCREATE")
    repository.replace(VIEW_PATH, "  i.score\n", "  i.score::bigint AS score\n")
    repository.replace(PATH, "physicalType: integer", "physicalType: bigint")
    repository.replace(PATH, "version: 1.0.0", "version: 2.0.0")
    assert [(rule, path) for rule, path, _ in about_contracts(repository.check())] == [
        ("contract-breaking-change", PATH),
        ("contract-edited-to-fit", VIEW_PATH),
    ]


def test_a_new_view_beside_the_old_one_is_the_way(repository: Scratch) -> None:
    repository.write(
        "db/views/v_trace_v2.sql",
        VIEW.replace("v_trace", "v_trace_v2").replace("i.score\n", "i.score::bigint AS score\n"),
    )
    repository.write(
        "contracts/v_trace_v2.odcs.yaml",
        CONTRACT.replace("v_trace", "v_trace_v2").replace("physicalType: integer", "physicalType: bigint"),
    )
    repository.replace(PATH, "status: active", "status: deprecated")
    repository.replace(PATH, "version: 1.0.0", "version: 1.1.0")
    text = (repository.folder / PATH).read_text()
    repository.write(PATH, text + "slaProperties: [{property: endOfLife, value: '2027-01-01'}]\n")
    result = repository.check("--as-of", "2026-06-01")
    assert about_contracts(result) == []
    assert result.code == 0, result.out
    late = repository.check("--as-of", "2026-12-01")
    assert [rule for rule, _, _ in about_contracts(late)] == ["deprecation-notice-too-short"]


def test_promises_about_rows_are_kept_on_the_seeds(repository: Scratch) -> None:
    repository.replace("db/seeds/010.sql", "60", "160")
    assert about_contracts(repository.check()) == [
        ("contract-quality-fails", PATH, repository.line(PATH, "below 100"))
    ]


def test_a_view_without_a_contract(repository: Scratch) -> None:
    repository.write("db/views/v_more.sql", VIEW.replace("v_trace", "v_more"))
    result = repository.check()
    assert about_contracts(result) == [("view-without-contract", "db/views/v_more.sql", 3)]
    assert result.report["views"] == ["public.v_trace"]


def test_contracts_check_speaks_of_contracts_alone(repository: Scratch) -> None:
    from tests.support import db_verify

    repository.write(
        "db/migrations/202601020000__empty.sql", "BEGIN;\nSELECT 1;\nCOMMIT;\n/* DOWN */\nBEGIN;\nCOMMIT;\n"
    )
    done = db_verify(repository.folder, "contracts", "check")
    assert done.code == 0, done.out
    assert "down-empty" not in done.out and "failed" not in done.out
    assert "no findings about contracts" in done.out
    repository.replace(VIEW_PATH, "analyst, venture_app", "analyst")
    done = db_verify(repository.folder, "contracts", "check")
    assert done.code == 1
    assert "the role venture_app may not read it" in " ".join(done.out.split())

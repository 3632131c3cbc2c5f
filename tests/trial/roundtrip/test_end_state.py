"""What is judged on the catalog once everything is applied."""

from __future__ import annotations

import pytest

from checker.trial import sources
from checker.trial.sources import Postgres
from tests.trial.roundtrip.harness import FOLDER, Found_, make_change, run, wrapped

PATH = f"{FOLDER}/202601010000__a.sql"
OPEN, UNFORCED = "table-open-after-up", "rls-not-forced-after-up"


@pytest.fixture(scope="module", params=["embedded", "system"])
def postgres(request: pytest.FixtureRequest) -> Postgres:
    return sources.find(request.param)


@pytest.mark.parametrize(
    ("up", "expected"),
    [
        ("CREATE TABLE t (a int);\n", [(OPEN, 2, "public.t")]),
        ("SELECT 1;\nDO $$ BEGIN EXECUTE 'create table t (a int)'; END $$;\n", [(OPEN, 3, "public.t")]),
        ("CREATE TABLE t (a int);\nALTER TABLE t ENABLE ROW LEVEL SECURITY;\n", [(UNFORCED, 2, "public.t")]),
        (
            "CREATE TABLE t (a int);\nALTER TABLE t ENABLE ROW LEVEL SECURITY;\n"
            "ALTER TABLE t FORCE ROW LEVEL SECURITY;\n",
            [],
        ),
        ("CREATE SCHEMA hidden;\nCREATE TABLE hidden.t (a int);\n", []),
        ("ALTER TABLE there ADD COLUMN b int;\n", []),
        (
            "ALTER TABLE closed NO FORCE ROW LEVEL SECURITY;\nALTER TABLE closed DISABLE ROW LEVEL SECURITY;\n",
            [(OPEN, 3, "public.closed")],
        ),
    ],
)
def test_tables_at_the_end(postgres: Postgres, up: str, expected: list[Found_]) -> None:
    base = {
        f"{FOLDER}/202501010000__base.sql": wrapped(
            "CREATE TABLE there (a int);\nCREATE TABLE closed (a int);\n"
            "ALTER TABLE closed ENABLE ROW LEVEL SECURITY;\nALTER TABLE closed FORCE ROW LEVEL SECURITY;\n",
            "",
        )
    }
    _, found = run(make_change(base, {PATH: wrapped(up, "SELECT 1;\n")}), postgres, protection=True)
    assert [one for one in found.get(PATH, []) if one[0] in (OPEN, UNFORCED)] == expected


def test_a_script_may_close_what_a_migration_made(postgres: Postgres) -> None:
    head = {
        PATH: wrapped("CREATE TABLE t (a int);\n", "DROP TABLE t;\n"),
        "db/policies/t.sql": "ALTER TABLE t ENABLE ROW LEVEL SECURITY;\nALTER TABLE t FORCE ROW LEVEL SECURITY;\n",
    }
    trial, found = run(make_change({}, head, {"policies": ["db/policies"]}), postgres, protection=True)
    assert found == {}
    assert trial.end is not None


def test_scripts_that_fail_or_cannot_run_twice(postgres: Postgres) -> None:
    table = {PATH: wrapped("CREATE TABLE hidden (a int);\n", "DROP TABLE hidden;\n")}
    settings = {"views": ["db/views"], "exposed_schemas": []}
    view = "db/views/v.sql"
    for text, expected in (
        ("SELECT 1;\nCREATE VIEW v AS SELECT b FROM hidden;\n", ("repeatable-script-fails", 2, view)),
        ("CREATE VIEW v AS SELECT a FROM hidden;\n", ("repeatable-script-not-rerunnable", 1, view)),
        (
            "DO $$ BEGIN IF to_regclass('v') IS NULL THEN CREATE VIEW v AS SELECT a FROM hidden;\n"
            "ELSE DROP VIEW v; END IF; END $$;\n",
            ("repeatable-script-not-rerunnable", 1, "public.v"),
        ),
        ("CREATE OR REPLACE VIEW v AS SELECT a FROM hidden;\n", None),
    ):
        _, found = run(make_change({}, {**table, view: text}, settings), postgres, protection=True)
        assert found == ({view: [expected]} if expected else {})

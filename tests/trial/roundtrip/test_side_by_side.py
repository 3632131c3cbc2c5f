"""A history is tried on two servers side by side: what comes out is what one alone would have found."""

from __future__ import annotations

import pytest

from checker.errors import CannotCheck
from checker.model import Trial
from checker.trial import roundtrip, sources
from checker.trial.ending import Ending
from tests.trial.roundtrip.harness import BOOTSTRAP, FOLDER, Found_, make_change, run, wrapped

CONFIG = {"bootstrap": ["db/boot.sql"], "trial": {"owner": "owner"}, "exposed_schemas": []}
LENGTH, SHORT = 44, 4
EARLY, LATE, LAST = 6, 37, LENGTH - 1
SEEDS = {"db/seeds/1.sql": "INSERT INTO t0 VALUES (1, 'a');"}
VIEWS = {
    "db/views/1.sql": "CREATE OR REPLACE VIEW v WITH (security_invoker = true) AS SELECT id, body FROM t0;\n"
    "GRANT SELECT ON v TO viewer;\n"
}
# Taken back, it leaves a policy that the down of the table's migration does not expect to be altered.
POLICIES = {
    "db/policies/1.sql": "ALTER TABLE t0 ENABLE ROW LEVEL SECURITY;\nDROP POLICY IF EXISTS all_of_it ON t0;\n"
    "CREATE POLICY all_of_it ON t0 FOR SELECT TO viewer USING (true);\n"
}
# What is put into the up and into the down of which migration.
DEFECTS = {
    "none": {},
    "left behind in both halves": {
        EARLY: ("CREATE TYPE early AS ENUM ('a');", ""),
        LATE: ("CREATE TYPE late AS ENUM ('a');", ""),
    },
    "an up fails early": {EARLY: ("SELECT 1 / 0;", "")},
    "an up fails late": {LATE: ("SELECT 1 / 0;", "")},
    "a down fails late": {LATE: ("", "SELECT 1 / 0;")},
    "rows are lost early, and wanted late": {
        EARLY: ("", "DELETE FROM t3;"),
        LATE: ("ALTER TABLE t3 ADD CONSTRAINT small CHECK (id < 10);", "ALTER TABLE t3 DROP CONSTRAINT small;"),
    },
    "roles in both halves": {
        EARLY: ("CREATE ROLE early;", "DROP ROLE early;"),
        LATE: ("CREATE ROLE late;", ""),
    },
    "no way back from the last": {LAST: ("-- db-verify: irreversible reason=\"a test\"", "")},
}  # fmt: skip
SHORT_DEFECTS = {
    "none": {},
    "left behind": {1: ("CREATE TYPE early AS ENUM ('a');", "")},
    "the first up fails": {0: ("SELECT 1 / 0;", "")},
    "the last up fails": {3: ("SELECT 1 / 0;", "")},
    "it applies to tables with rows only": {
        2: ("SELECT 1 / count(*) FROM t1;", ""),
    },
    "a down fails": {2: ("", "SELECT 1 / 0;")},
    "a down fails with everything in place": {0: ("CREATE VIEW w AS SELECT 1;", "DROP VIEW w, v;")},
    "rows are lost": {1: ("", "DELETE FROM t0;")},
    "roles": {0: ("CREATE ROLE early;", "DROP ROLE early;"), 3: ("CREATE ROLE late;", "DROP ROLE late;")},
    "a role is left behind": {1: ("CREATE ROLE early;", "")},
    "the way back fails from the end only": {
        2: ("CREATE TABLE once (id int);", "DROP TABLE once; SELECT 1 / count(*) FROM t1;"),
    },
    "no way back from the second": {1: ("-- db-verify: irreversible reason=\"a test\"", "")},
}  # fmt: skip


def history(defects: dict[int, tuple[str, str]], length: int = LENGTH) -> dict[str, str]:
    files = {}
    for number in range(length):
        up, down = defects.get(number, ("", ""))
        before = f"ALTER TABLE t{number - 1} ADD COLUMN seen int;\n" if number else ""
        after = f"ALTER TABLE t{number - 1} DROP COLUMN seen;\n" if number else ""
        text = wrapped(
            f"CREATE TABLE t{number} (id int PRIMARY KEY, body text NOT NULL);\n{before}{up}\n",
            f"{down}\n{after}DROP TABLE t{number};\n",
        )
        files[f"{FOLDER}/2026{number:08d}__m.sql"] = (
            f"{up}\n{text}" if up.startswith("-- db-verify") else text
        )
    return files


# What makes a role can't be checked before PostgreSQL 16.
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.wheel if "roles" in name else ()) for name in DEFECTS]
)
def test_two_servers_say_what_one_says(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    change = make_change({"db/boot.sql": BOOTSTRAP}, history(DEFECTS[name]), CONFIG)
    assert len(change.judged) >= roundtrip._LONG
    two = run(change, sources.find("embedded"))
    monkeypatch.setattr(roundtrip, "_LONG", LENGTH + 1)
    one = run(change, sources.find("embedded"))
    assert _of(two) == _of(one)


@pytest.mark.parametrize("name", SHORT_DEFECTS)
def test_an_end_that_is_made_beside_is_the_one_that_comes_after(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files = {"db/boot.sql": f"{BOOTSTRAP}\nCREATE ROLE viewer;", **SEEDS, **VIEWS, **POLICIES}
    config = {
        **CONFIG, "seeds": ["db/seeds"], "views": ["db/views"], "policies": ["db/policies"],
        "published_views": ["public.v"],
        "access": {"allow": [{"role": "viewer", "object": "public.*", "may": "select"}]},
    }  # fmt: skip
    change = make_change(files, history(SHORT_DEFECTS[name], SHORT), config)

    def tried() -> object:
        try:
            return _of(run(change, sources.find("embedded")))
        except CannotCheck as error:
            return str(error)

    assert roundtrip._END_BESIDE <= len(change.judged) < roundtrip._LONG
    beside = tried()
    if name == "none":
        assert "PublishedView(" in str(beside)
        assert "Probe(" in str(beside)
    monkeypatch.setattr(roundtrip, "_END_BESIDE", SHORT + 2)
    after = tried()
    assert beside == after


@pytest.mark.parametrize("beside", [True, False])
def test_a_way_back_that_could_not_be_gone_is_no_end(
    monkeypatch: pytest.MonkeyPatch, *, beside: bool
) -> None:
    change = make_change({"db/boot.sql": BOOTSTRAP}, history({}, SHORT), CONFIG)

    def fail(*_: object) -> None:
        raise CannotCheck("the way back is closed")

    monkeypatch.setattr(Ending, "go_back", fail)
    monkeypatch.setattr(roundtrip, "_END_BESIDE", 1 if beside else SHORT + 2)
    with pytest.raises(CannotCheck, match="the way back is closed"):
        run(change, sources.find("embedded"))


def _of(result: tuple[Trial, dict[str, list[Found_]]]) -> object:
    trial, found = result
    steps = [
        (step.path, step.direction, step.run, step.status, step.detail, step.differences)
        for step in trial.steps
    ]
    outcomes = [(outcome.status, outcome.error) for step in trial.steps for outcome in step.outcomes]
    ends = [dict(each.objects) if each else None for each in (trial.start, trial.end)]
    return steps, outcomes, ends, trial.not_proven, trial.views, trial.probes, found

"""A long history is tried on two servers side by side: what comes out is what one alone would have found."""

from __future__ import annotations

import pytest

from checker.model import Trial
from checker.trial import roundtrip, sources
from tests.trial.roundtrip.harness import BOOTSTRAP, FOLDER, Found_, make_change, run, wrapped

CONFIG = {"bootstrap": ["db/boot.sql"], "trial": {"owner": "owner"}, "exposed_schemas": []}
LENGTH = 44
EARLY, LATE, LAST = 6, 37, LENGTH - 1
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


def history(defects: dict[int, tuple[str, str]]) -> dict[str, str]:
    files = {}
    for number in range(LENGTH):
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


@pytest.mark.parametrize("name", DEFECTS)
def test_two_servers_say_what_one_says(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    change = make_change({"db/boot.sql": BOOTSTRAP}, history(DEFECTS[name]), CONFIG)
    assert len(change.judged) >= roundtrip._LONG
    two = run(change, sources.find("embedded"))
    monkeypatch.setattr(roundtrip, "_LONG", LENGTH + 1)
    one = run(change, sources.find("embedded"))
    assert _of(two) == _of(one)


def _of(result: tuple[Trial, dict[str, list[Found_]]]) -> object:
    trial, found = result
    steps = [
        (step.path, step.direction, step.run, step.status, step.detail, step.differences)
        for step in trial.steps
    ]
    outcomes = [(outcome.status, outcome.error) for step in trial.steps for outcome in step.outcomes]
    ends = [dict(each.objects) if each else None for each in (trial.start, trial.end)]
    return steps, outcomes, ends, trial.not_proven, found

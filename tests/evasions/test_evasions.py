"""Ways around the rules: each is caught, or said to be undecided (and the trial settles it); its honest twin is silent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from checker.selftest.cases import Case, read_case
from checker.selftest.memory import findings

FOLDER = Path(__file__).parent
CASES = [read_case("", path.stem, path.read_bytes().decode("utf-8")) for path in sorted(FOLDER.glob("*.sql"))]
DISHONEST = [case for case in CASES if not case.name.endswith("-honest")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_evasion_is_caught_and_its_honest_twin_is_silent(case: Case) -> None:
    found = Counter(f"{one.location.path}:{one.location.line} {one.rule}" for one in findings(case))
    assert found == Counter(f"{mark.path}:{mark.line} {mark.rule}" for mark in case.marks)
    assert bool(case.marks) != case.name.endswith("-honest")


def test_there_are_at_least_60_and_each_has_its_twin() -> None:
    names = {case.name for case in CASES}
    assert len(DISHONEST) >= 60
    assert {f"{case.name}-honest" for case in DISHONEST} <= names

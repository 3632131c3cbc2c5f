"""Each lie is found, on its line and with its object; no honest twin is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from checker.model import Trial
from tests.trial.roundtrip import versions
from tests.trial.roundtrip.harness import Case, Found_, chain_of, makes_roles, path_of, read_cases, run, said

ALL = read_cases()
CASES: dict[str, list[Case]] = {
    version: [case for case in ALL if versions.find(version).major >= 16 or not makes_roles(case)]
    for version in versions.NAMES
}
EACH = [
    pytest.param(version, number, id=f"{case.name}-{version}")
    for version, cases in CASES.items()
    for number, case in enumerate(cases)
]


# So many in one history; each bad one makes the database anew, with all that came before it.
_TOGETHER = 12


@cache
def _judged(version: str, group: int, honest: bool) -> tuple[Trial, dict[str, list[Found_]]]:
    cases = CASES[version][group * _TOGETHER : (group + 1) * _TOGETHER]
    return run(chain_of(cases, honest=honest), versions.find(version))


@pytest.mark.parametrize(("version", "number"), EACH)
def test_a_lie_is_found(version: str, number: int) -> None:
    group, place = divmod(number, _TOGETHER)
    path = path_of(place, CASES[version][number])
    marks = CASES[version][number].marks(Path(path).name.partition("__")[0])
    assert marks, "a lie that nothing is expected of proves nothing"
    _, found = _judged(version, group, False)
    assert said(found.get(path, [])) == said(marks)


@pytest.mark.parametrize(("version", "number"), EACH)
def test_its_honest_twin_is_not(version: str, number: int) -> None:
    group, place = divmod(number, _TOGETHER)
    path = path_of(place, CASES[version][number])
    trial, found = _judged(version, group, True)
    assert said(found.get(path, [])) == []
    steps = [(step.run, step.status) for step in trial.steps if step.path == path and step.run[:5] != "chain"]
    assert steps == [("up", "applied"), ("down", "applied"), ("up again", "applied")]


def test_there_are_enough() -> None:
    assert len(ALL) >= 60

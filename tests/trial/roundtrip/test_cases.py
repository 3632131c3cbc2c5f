"""Each lie is found, on its line and with its object; no honest twin is."""

from __future__ import annotations

from functools import cache
from typing import Literal

import pytest

from checker.model import Trial
from checker.trial import sources
from tests.trial.roundtrip.harness import Found_, chain_of, path_of, read_cases, run, said

CASES = read_cases()
NUMBERS = {case.name: number for number, case in enumerate(CASES)}
VERSIONS: list[Literal["embedded", "system"]] = ["embedded", "system"]


@cache
def _judged(version: Literal["embedded", "system"], honest: bool) -> tuple[Trial, dict[str, list[Found_]]]:
    return run(chain_of(CASES, honest=honest), sources.find(version))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", NUMBERS)
def test_a_lie_is_found(name: str, version: Literal["embedded", "system"]) -> None:
    case = CASES[NUMBERS[name]]
    _, found = _judged(version, False)
    assert case.marks(), "a lie that nothing is expected of proves nothing"
    assert said(found.get(path_of(NUMBERS[name], case), [])) == said(case.marks())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", NUMBERS)
def test_its_honest_twin_is_not(name: str, version: Literal["embedded", "system"]) -> None:
    case = CASES[NUMBERS[name]]
    trial, found = _judged(version, True)
    path = path_of(NUMBERS[name], case)
    assert said(found.get(path, [])) == []
    steps = [
        (step.run, step.status)
        for step in trial.steps
        if step.path == path and not step.run.startswith("chain")
    ]
    assert steps == [("up", "applied"), ("down", "applied"), ("up again", "applied")]

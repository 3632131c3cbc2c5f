"""What a rule leaves out unseen, by the kinds of statements that it names or the words that it looks for, it finds nothing in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from checker.judge import judge
from checker.model import Finding
from checker.rules import _scripts, _tree
from checker.selftest.cases import Case
from checker.selftest.memory import make_change
from tests.rules.test_cases import CASES

EACH = [case for number, case in enumerate(CASES) if case.fires or number % 3 == 0]


def found(case: Case) -> list[Finding]:
    return sorted(judge(make_change(case)).findings, key=lambda one: one.sort_key)


def everything(by_kind: _scripts.ByKind[Any], _kinds: Iterable[_scripts.Kind]) -> Iterator[Any]:
    return of(by_kind, ())


of = _scripts.ByKind.of


@pytest.mark.parametrize("case", EACH, ids=lambda case: case.name)
def test_nothing_is_found_in_statements_of_other_kinds(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    known = found(case)
    monkeypatch.setattr(_scripts.ByKind, "of", everything)
    monkeypatch.setattr(_tree, "_may_name", lambda _text, _parts: True)
    assert found(case) == known

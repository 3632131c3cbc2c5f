"""Each case has exactly the findings that it is marked with, and each rule has the cases that it needs."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.rules import all_rules
from checker.selftest.cases import BadCase, Case, Mark, compared, read_case, read_cases
from checker.selftest.memory import findings

CASES = read_cases(Path(__file__).parent)
STATIC = sorted(rule.id for rule in all_rules().values() if rule.stage == "static")
EVERY = sorted(all_rules())
STATIC_CASES = [case for case in CASES if case.rule in STATIC]


@cache
def _found(case_name: str) -> Counter[Mark]:
    case = next(case for case in CASES if case.name == case_name)
    return compared(case, findings(case))


def _said(marks: Counter[Mark]) -> list[str]:
    return sorted(str(mark) for mark in marks.elements())


@pytest.mark.parametrize("case", STATIC_CASES, ids=lambda case: case.name)
def test_a_case_has_its_findings_and_no_other(case: Case) -> None:
    assert _said(_found(case.name)) == _said(Counter(case.marks))


@pytest.mark.parametrize("rule", EVERY)
def test_a_rule_has_a_firing_and_a_quiet_case(rule: str) -> None:
    mine = [case for case in CASES if case.rule == rule]
    assert any(case.fires for case in mine), f"tests/rules/{rule}/ has no case that expects {rule}"
    assert any(not case.fires for case in mine), (
        f"tests/rules/{rule}/ has no case that is silent about {rule}"
    )


@pytest.mark.parametrize("rule", STATIC)
def test_a_rule_that_is_off_is_missed(rule: str) -> None:
    case = next(case for case in CASES if case.rule == rule and case.fires)
    off = replace(case, config={**case.config, "rules": {rule: "off"}})
    assert not [finding for finding in findings(off) if finding.rule == rule]


def test_each_folder_and_each_mark_names_a_rule() -> None:
    known = set(all_rules())
    unknown = {case.rule for case in CASES} | {mark.rule for case in CASES for mark in case.marks}
    assert not unknown - known


def test_a_folder_holds_nothing_but_cases() -> None:
    folders = [
        path for path in Path(__file__).parent.iterdir() if path.is_dir() and path.name != "__pycache__"
    ]
    strays = [path for folder in folders for path in folder.iterdir() if path.suffix != ".sql"]
    assert not strays


@pytest.mark.parametrize(
    "text",
    [
        "-- expects: down-missing\nselect 1;",
        "-- expect: Down-Missing\nselect 1;",
        "-- expect: down-missing public.note\nselect 1;",
        "/* expect: down-missing */ select 1;",
        "select 1;\n-- expect: down-missing",
        "-- === upp\nselect 1;",
        "select 1;\n-- === up\nselect 1;",
        "-- === up\nselect 1;\n-- === up\nselect 2;",
    ],
)
def test_a_misspelt_expectation_is_refused(text: str) -> None:
    with pytest.raises(BadCase):
        read_case("down-missing", "down-missing/case", text)


def test_a_mark_speaks_of_the_next_line_or_its_own() -> None:
    text = '-- expect: a\n-- expect: b "x.\\"y\\""\nselect 1;\nselect 2; -- expect: c\n'
    marks = read_case("a", "a/case", text).marks
    assert [(mark.line, mark.rule, mark.object) for mark in marks] == [
        (3, "a", None), (3, "b", 'x."y"'), (4, "c", None),
    ]  # fmt: skip

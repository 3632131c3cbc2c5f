"""What evasions hide in a DO block or a computed name: nothing is left undecided, and what has a live twin is proven by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.observed import CONFIRMED
from checker.rules import all_rules
from checker.selftest.cases import Case
from checker.selftest.memory import findings
from checker.selftest.repository import make_repository
from tests.evasions.test_evasions import CASES
from tests.support import db_verify

_ROLE = re.compile(r"^create role \w+;$", re.MULTILINE)
_DO_BLOCK = re.compile(r"^do\b", re.IGNORECASE | re.MULTILINE)
UNDECIDED = {case.name for case in CASES if any("(undecided: " in one.message for one in findings(case))}
HIDDEN = {case.name for case in CASES if any(_DO_BLOCK.search(text) for text in case.head.values())}
NAMES = {name.removesuffix("-honest") for name in UNDECIDED | HIDDEN}
TRIED = [case for case in CASES if case.name.removesuffix("-honest") in NAMES]


def _with_bootstrap(case: Case) -> Case:
    """The case with its base's roles made by a bootstrap, since a database's owner may make none."""
    roles = "".join(f"{role}\n" for text in case.base.values() for role in _ROLE.findall(text))
    if not roles:
        return case
    path = "db/bootstrap/roles.sql"
    base = {**{name: _ROLE.sub("", text) for name, text in case.base.items()}, path: roles}
    head = {
        name: base.get(name, text) if text == case.base.get(name) else text
        for name, text in case.head.items()
    }
    config = {**case.config, "bootstrap": ["db/bootstrap"]}
    return replace(case, base=base, head={**head, path: roles}, config=config)


def test_there_is_something_to_settle() -> None:
    assert UNDECIDED


@pytest.mark.parametrize("case", TRIED, ids=lambda case: case.name)
def test_the_trial_settles_it(case: Case, tmp_path: Path) -> None:
    make_repository(tmp_path, [_with_bootstrap(case)])
    done = db_verify(
        tmp_path,
        "check",
        "--format",
        "json",
        "--base",
        "case-0/base",
        "--head",
        "case-0/head",
        "--as-of",
        "2026-06-01",
    )
    report = done.report
    assert report["verdict"] == ("pass" if case.name.endswith("-honest") else "fail"), done.out
    found = [one for one in report["findings"] if one["suppressed"] is None]
    assert not [one["message"] for one in found if "(undecided: " in one["message"]]
    for mark in case.marks:
        twin = all_rules()[mark.rule].twin
        here = [one for one in found if one["line"] == mark.line]
        assert [
            one for one in here
            if one["rule"] == twin or (one["rule"] == mark.rule and (twin is None or CONFIRMED[:-1] in one["message"]))
        ], found  # fmt: skip

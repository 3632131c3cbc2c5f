"""L38: a rule that finds nothing any more makes these tests fail. Each is broken, and the harness must say so."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from checker.rules import all_rules
from checker.selftest.cases import compared, read_cases
from checker.selftest.memory import findings
from tests.support import environment

CASES = [case for case in read_cases(Path(__file__).parent) if case.fires]
STATIC = sorted(rule.id for rule in all_rules().values() if rule.stage == "static")
LIVE = sorted(rule.id for rule in all_rules().values() if rule.stage == "live")
# The installed program with some rules that find nothing: all of them at once, since each case asks for its own.
BROKEN = """
import sys
from msgspec.structs import replace
from checker.cli import run
from checker.rules import all_rules
for rule in sys.argv[1:]:
    all_rules()[rule] = replace(all_rules()[rule], check=lambda subject: iter(()))
sys.exit(run(["selftest", *sys.argv[1:]]))
"""


def _nothing(_subject: object) -> Iterator[object]:
    return iter(())


@pytest.mark.parametrize("rule", STATIC)
def test_a_static_rule_that_is_broken_is_missed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(all_rules(), rule, replace(all_rules()[rule], check=_nothing))
    for case in CASES:
        if case.rule == rule:
            missing = Counter(case.marks) - compared(case, findings(case))
            assert {mark.rule for mark in missing} == {rule}, case.name


def test_live_rules_that_are_broken_are_missed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, *LIVE],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    # A trial that failed without a finding is an error of its own: that comes out wrong as well.
    wrong = {line.partition(": ")[0] for line in done.stdout.splitlines()}
    assert {case.name for case in CASES if case.rule in LIVE} <= wrong

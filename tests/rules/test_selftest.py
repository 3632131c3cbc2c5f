"""The installed program on every example of every rule, as pull requests of a scratch repository."""

from __future__ import annotations

from pathlib import Path

from checker.rules import all_rules
from tests.support import db_verify


def test_every_rule_keeps_its_word_through_the_installed_program(tmp_path: Path) -> None:
    done = db_verify(tmp_path, "selftest", timeout=280)
    assert done.code == 0, done.out + done.err
    assert f"{len(all_rules())} rules, " in done.out
    assert "none came out wrong" in done.out


def test_a_rule_that_does_not_exist_is_told(tmp_path: Path) -> None:
    done = db_verify(tmp_path, "selftest", "no-such-rule")
    assert done.code == 2
    assert "no-such-rule" in done.err

"""The installed program on every example of every rule, as pull requests of a scratch repository."""

from __future__ import annotations

from pathlib import Path

from checker.rules import all_rules
from tests.support import WITH_WHEEL, db_verify


def test_every_rule_keeps_its_word_through_the_installed_program(tmp_path: Path) -> None:
    done = db_verify(tmp_path, "selftest", timeout=280)
    assert f"{len(all_rules())} rules, " in done.out
    if WITH_WHEEL:
        assert done.code == 0, done.out + done.err
        assert "none came out wrong" in done.out
    else:
        # Where the server is older than 16, an example of ALTER ROLE can't be tried.
        wrong = [line for line in done.out.splitlines()[:-1] if not line.startswith(" ")]
        assert [line for line in wrong if "the trial has taken CREATEROLE" not in line] == []


def test_a_rule_that_does_not_exist_is_told(tmp_path: Path) -> None:
    done = db_verify(tmp_path, "selftest", "no-such-rule")
    assert done.code == 2
    assert "no-such-rule" in done.err

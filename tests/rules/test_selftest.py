"""The installed program on every example of every rule, as pull requests of a scratch repository."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from checker.rules import all_rules
from checker.trial import scratch
from tests.support import COMMAND, WITH_WHEEL, db_verify, environment


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


def test_a_killed_run_leaves_no_folder(tmp_path: Path) -> None:
    def folders() -> set[Path]:
        mine = f"{scratch.PREFIX}*/repository"
        there = {path for base in scratch.bases() for path in base.glob(mine)}
        return there | {path for path in tmp_path.iterdir() if path.name.startswith(scratch.PREFIX)}

    def until(what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not what():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    before = folders()
    process = subprocess.Popen(
        [COMMAND, "selftest"],
        env=environment(TMPDIR=os.fspath(tmp_path)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: bool(folders() - before))
    made = folders() - before
    process.kill()
    process.wait()
    until(lambda: not made & folders())

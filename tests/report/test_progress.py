"""The progress line: one line, whatever the files are called, and gone at the end."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from bench.generate import generate
from checker.report.escape import cells
from checker.report.progress import line
from tests.report.make import HOSTILE
from tests.support import COMMAND, Scratch, environment


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("columns", [1, 20, 80])
def test_a_line_keeps_to_its_place(name: str, columns: int) -> None:
    shown = line(f"trying {name} …", columns)
    assert shown.startswith("\r\x1b[K")
    rest = shown.removeprefix("\r\x1b[K")
    assert rest.isprintable() and cells(rest) < max(columns, 1)


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert line("東京", 4) == "\r\x1b[K東"


def test_it_is_seen_on_a_terminal_and_gone_at_the_end_and_nowhere_else(tmp_path: Path) -> None:
    repository = Scratch(tmp_path)
    generate(2).write(tmp_path)
    repository.commit()
    command = [str(COMMAND), "check", "--all", "--static"]
    ours, theirs = pty.openpty()
    env = environment(TERM="xterm")
    done = subprocess.run(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    said = os.read(ours, 1 << 20).decode()
    os.close(ours)
    assert "static" in said and said.endswith("\r\x1b[K")
    assert b"\x1b" not in done.stdout
    assert subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True).stderr == b""


@pytest.mark.parametrize(("kind", "styled"), [("xterm", True), ("dumb", False)])
def test_a_terminal_that_knows_no_escape_sequences_gets_none(tmp_path: Path, kind: str, styled: bool) -> None:
    repository = Scratch(tmp_path)
    generate(2).write(tmp_path)
    repository.commit()
    ours, theirs = pty.openpty()
    subprocess.run(
        [str(COMMAND), "check", "--all", "--static"],
        cwd=tmp_path, env=environment(TERM=kind, NO_COLOR=""), stdout=theirs, stderr=theirs, check=True,
    )  # fmt: skip
    os.close(theirs)
    said = os.read(ours, 1 << 20).decode()
    os.close(ours)
    assert "pass" in said and ("\x1b[" in said) is styled

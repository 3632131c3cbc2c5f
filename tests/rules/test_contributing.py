"""The worked example of CONTRIBUTING.md: its blocks, put where it says, make a rule that passes its selftest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def _block(place: str, language: str) -> str:
    """The first block of a language after the place where its file is named."""
    found = re.search(
        rf"^(`{{3,}}){language}\n(.*?)^\1$", TEXT[TEXT.index(f"`{place}`") :], re.DOTALL | re.MULTILINE
    )
    assert found is not None, place
    return found[2]


def test_the_worked_example_works(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "checker", tmp_path / "checker", ignore=shutil.ignore_patterns("__pycache__"))
    for place, language in (
        ("checker/rules/statements/column_padded.py", "python"),
        ("tests/rules/column-padded/fires.sql", "sql"),
        ("tests/rules/column-padded/quiet.sql", "sql"),
    ):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_block(place, language), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "checker", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "1 rule, 1 bad example and 1 good example: none came out wrong" in run("selftest", "column-padded")
    assert run("rules", "column-padded").startswith("# column-padded\n")

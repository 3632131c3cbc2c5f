"""pre-commit's hook: a commit is judged before it is made, however it is made."""

from __future__ import annotations

import shlex
import subprocess

import pytest
import yaml

from tests.support import COMMAND, ROOT, Scratch, environment
from tests.verdict.conftest import HONEST, SECOND, migration

# A down that does not undo the up: the trial alone says so.
DISHONEST = migration(
    "ALTER TABLE public.items ADD COLUMN colour text;", "ALTER TABLE public.items ADD COLUMN shade text;"
)


@pytest.fixture
def hooked(repository: Scratch) -> Scratch:
    """The repository with a git hook that runs what pre-commit runs, and a second migration that is empty as yet."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, *arguments = shlex.split(hook["entry"])
    assert program == COMMAND.name and not hook["pass_filenames"]
    repository.write(SECOND, "")
    repository.commit("a file")
    script = repository.write(
        ".git/hooks/pre-commit", f"#!/bin/sh\nexec {shlex.join([str(COMMAND), *arguments])}\n"
    )
    script.chmod(0o755)
    return repository


# git gives its hook an index of its own for each.
@pytest.mark.parametrize("way", ["staged", "--all", f"--only {SECOND}"])
@pytest.mark.parametrize(("text", "code"), [(HONEST, 0), (DISHONEST, 1)], ids=["honest", "dishonest"])
def test_a_commit_is_made_of_what_passes(hooked: Scratch, way: str, text: str, code: int) -> None:
    before = hooked.git("rev-parse", "HEAD")
    hooked.write(SECOND, text)
    if way == "staged":
        hooked.git("add", SECOND)
    how = [] if way == "staged" else way.split()
    done = subprocess.run(
        ["git", "commit", "-q", "-m", "change items", *how],
        cwd=hooked.folder,
        env=environment(),
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert (hooked.git("rev-parse", "HEAD") == before) is bool(code)
    assert "pass: no findings" in said if code == 0 else "down-incomplete" in said

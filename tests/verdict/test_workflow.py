"""L15, L16, L17: a workflow that is changed so that the required check can't say no. This repository's own: tests/action."""

from __future__ import annotations

import pytest

from tests.support import Scratch

WORKFLOW = ".github/workflows/db-verify.yml"
GOOD = """\
name: DB Verify
on:
  pull_request:
  merge_group:
permissions: {contents: read}
jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check --format github
"""


@pytest.fixture
def guarded(repository: Scratch) -> Scratch:
    """The repository with a workflow on `main`."""
    repository.git("switch", "-q", "main")
    repository.write(WORKFLOW, GOOD)
    repository.commit("the workflow")
    repository.git("switch", "-q", "-C", "change")
    return repository


@pytest.mark.parametrize("key", ["paths: [db/**]", "paths-ignore: [docs/**]"])
def test_l15_a_path_filter(guarded: Scratch, key: str) -> None:
    guarded.replace(WORKFLOW, "  pull_request:\n", f"  pull_request:\n    {key}\n")
    result = guarded.check()
    assert result.at("required-check-skippable") == [(WORKFLOW, guarded.line(WORKFLOW, key))]
    assert result.code == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    name: DB Verify\n", "    name: Database\n"),
        ("    runs-on", "    if: github.actor != 'bot'\n    runs-on"),
        ("    runs-on", "    needs: [tests]\n    runs-on"),
        ("  pull_request:\n", "  pull_request_target:\n"),
    ],
    ids=["renamed", "if", "needs", "pull_request_target"],
)
def test_l16_a_check_that_is_skipped_or_renamed(guarded: Scratch, old: str, new: str) -> None:
    guarded.replace(WORKFLOW, old, new)
    result = guarded.check()
    assert result.at("required-check-skippable")
    assert result.code == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("--format github", "--format github || true"),
        ("--format github", "--format github | tee out"),
        ("      - run", "      - continue-on-error: true\n        run"),
        ("    runs-on", "    continue-on-error: true\n    runs-on"),
    ],
    ids=["or true", "pipe", "step", "job"],
)
def test_l17_an_exit_status_that_is_thrown_away(guarded: Scratch, old: str, new: str) -> None:
    guarded.replace(WORKFLOW, old, new)
    result = guarded.check()
    line = guarded.line(WORKFLOW, new.strip().split("\n")[0].removeprefix("- "))
    assert result.at("workflow-hides-failure") == [(WORKFLOW, line)]
    assert result.code == 1


def test_l15_l16_l17_twin(guarded: Scratch) -> None:
    guarded.replace(WORKFLOW, "--format github", "--format github --fail-on warning")
    guarded.replace(WORKFLOW, "  pull_request:\n", "  pull_request:\n    branches: [main]\n")
    result = guarded.check()
    assert result.findings == []
    assert result.code == 0

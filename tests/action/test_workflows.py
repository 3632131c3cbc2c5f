"""What must hold of the workflows and the action so that a required check can be relied on (L15, L16, L17, L36)."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.action.runner import load
from tests.support import ROOT

WORKFLOWS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / ".github" / "workflows").glob("*.y*ml"))
PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40}$")


def steps(path: str) -> list[dict[str, Any]]:
    loaded = load(path)
    if "runs" in loaded:
        return list(loaded["runs"]["steps"])
    return [step for job in loaded["jobs"].values() for step in job["steps"]]


def test_l15_l16_the_required_check_cannot_be_skipped_or_renamed() -> None:
    workflow = load(".github/workflows/db-verify.yml")
    assert set(workflow["on"]) == {"pull_request", "merge_group", "push"}
    assert workflow["on"]["push"] == {"branches": ["main"]}
    assert not (workflow["on"]["merge_group"] or {})
    assert set(workflow["on"]["pull_request"]) == {"types"}
    assert {"opened", "synchronize", "reopened"} <= set(workflow["on"]["pull_request"]["types"])
    (job,) = workflow["jobs"].values()
    assert job["name"] == "DB Verify"
    assert not {"if", "needs", "continue-on-error", "strategy"} & set(job)
    assert all(not {"if", "continue-on-error"} & set(step) for step in job["steps"])


def test_l19_the_whole_history_is_fetched() -> None:
    checkout = next(s for s in steps(".github/workflows/db-verify.yml") if "checkout" in s.get("uses", ""))
    assert checkout["with"]["fetch-depth"] == 0


@pytest.mark.parametrize("path", WORKFLOWS)
def test_l36_a_workflow_may_only_read(path: str) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in workflow["on"]
    for name, job in workflow["jobs"].items():
        writes = {key for key, value in job.get("permissions", {}).items() if value != "read"}
        # The weekly review's entry comes as a pull request; that job has no secret and runs no code of the repository.
        assert writes <= ({"contents", "pull-requests"} if name == "audit-entry" else set())
        assert job["timeout-minutes"] <= 60
    for step in steps(path):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", [*WORKFLOWS, "action.yml"])
def test_l17_no_step_hides_a_failure_or_lets_text_become_shell(path: str) -> None:
    for step in steps(path):
        assert not step.get("continue-on-error")
        if "uses" in step:
            assert step["uses"] == "./" or PINNED.match(step["uses"])
        if "run" in step:
            assert "${{" not in step["run"], "an expression in a script is text of the event run as shell"
            assert not re.search(r"\|\|\s*(true|:|echo)\b|set \+e", step["run"])
            assert "pipefail" in step["run"]
            assert step.get("shell", "bash") == "bash"


def test_pins_say_which_version_they_are() -> None:
    for path in [*WORKFLOWS, "action.yml"]:
        for line in (ROOT / path).read_text("utf-8").splitlines():
            if re.search(r"uses: [\w-]+/", line):
                assert re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)


def test_every_input_and_output_of_the_action_is_documented_and_used() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    action = load("action.yml")
    for name, value in action["inputs"].items():
        assert value["description"]
        assert f"inputs.{name}" in text, f"nothing reads the input {name}"
    assert all(value["description"] for value in action["outputs"].values())


def locked() -> dict[str, tuple[str, int]]:
    """Name, version and number of hashes of each locked requirement."""
    text = (ROOT / ".github" / "requirements.txt").read_text("utf-8")
    found = {}
    for entry in re.sub(r"(?m)^#.*\n", "", text).replace("\\\n", " ").splitlines():
        pinned, *hashes = entry.split(" --hash=sha256:")
        requirement = Requirement(pinned)
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        found[requirement.name.lower()] = (specifier.version, len(hashes))
    return found


def test_the_lock_file_has_all_that_the_package_needs_with_hashes() -> None:
    lock = locked()
    assert all(hashes for _, hashes in lock.values())
    for text in requires("db-verify") or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            version, _ = lock[requirement.name.lower()]
            assert requirement.specifier.contains(version), f"{requirement} is locked as {version}"
    assert "hatchling" in lock


@pytest.mark.parametrize(
    "command",
    [
        ["zizmor", "--offline", "--quiet", "action.yml", ".github/workflows"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
    ],
    ids=["zizmor", "workflows", "action"],
)
def test_the_linters_of_workflows_find_nothing(command: list[str]) -> None:
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

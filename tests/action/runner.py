"""A composite action's steps, run in bash as GitHub's runner runs them."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support import COMMAND, ROOT, Scratch, environment


def load(path: str) -> dict[str, Any]:
    """A YAML file of this repository; the key `on` is a string, as it is for GitHub."""
    loaded = yaml.safe_load((ROOT / path).read_text("utf-8"))
    if True in loaded:
        loaded["on"] = loaded.pop(True)
    result: dict[str, Any] = loaded
    return result


@dataclass(frozen=True)
class Outcome:
    """What became of a run of the action: its steps' exit codes, its log, its outputs and its summary."""

    steps: dict[str, int]
    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def code(self) -> int:
        return next((code for code in self.steps.values() if code), 0)


@dataclass
class Runner:
    """A job on a runner: the workspace is a scratch repository, the event what GitHub would say of it."""

    repository: Scratch
    temporary: Path
    event_name: str = "pull_request"
    event: dict[str, Any] = field(default_factory=dict)

    def run(self, *, env: dict[str, str] | None = None, **inputs: str) -> Outcome:
        """Run the action with the inputs (`_` for `-`), as far as a step fails; `uses` steps are left to GitHub."""
        action = load("action.yml")
        given = {name: str(value.get("default", "")) for name, value in action["inputs"].items()}
        given["program"] = str(COMMAND)
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() == action["inputs"].keys(), "an input that the action does not have"
        self.temporary.mkdir(exist_ok=True)
        files = {
            name: self.temporary / name
            for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_PATH")
        }
        for path in files.values():
            path.write_text("")
        files["GITHUB_EVENT_PATH"].write_text(json.dumps(self.event))
        base = environment(
            CI="true",
            GITHUB_ACTIONS="true",
            GITHUB_EVENT_NAME=self.event_name,
            GITHUB_WORKSPACE=str(self.repository.folder),
            GITHUB_SHA=self.repository.git("rev-parse", "HEAD"),
            RUNNER_TEMP=str(self.temporary),
            **{name: str(path) for name, path in files.items()},
        )
        contexts = {f"inputs.{name}": value for name, value in given.items()} | {
            "github.action_path": str(ROOT)
        }
        codes: dict[str, int] = {}
        log = ""
        for step in action["runs"]["steps"]:
            if "run" not in step or not _holds(step.get("if"), contexts):
                continue
            script = self.temporary / "step.sh"
            script.write_text(step["run"])
            done = subprocess.run(
                # As the runner calls `shell: bash` (GitHub Docs, "Workflow syntax": steps[*].shell).
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
                cwd=self.repository.folder / _filled(step.get("working-directory", "."), contexts),
                env=base
                | {key: _filled(str(value), contexts) for key, value in step.get("env", {}).items()}
                | (env or {}),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=280,
            )
            codes[step["name"]] = done.returncode
            log += done.stdout.decode("utf-8")
            if done.returncode:
                break
        written = files["GITHUB_OUTPUT"].read_text().splitlines()
        return Outcome(
            codes,
            log,
            dict(line.split("=", 1) for line in written),
            files["GITHUB_STEP_SUMMARY"].read_text("utf-8"),
        )


def _filled(text: str, contexts: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ *([\w.-]+) *\}\}", lambda match: contexts[match[1]], text)


def _holds(condition: str | None, contexts: dict[str, str]) -> bool:
    if condition is None:
        return True
    match = re.fullmatch(r"([\w.-]+) == ''", condition)
    assert match, f"a condition that these tests can't read: {condition}"
    return contexts[match[1]] == ""

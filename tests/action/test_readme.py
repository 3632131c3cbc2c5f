"""The README says what is so: its tables are the code's, its workflow is valid and pinned, its picture is one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from bench.picture import svg
from bench.readme import made
from tests.action.runner import load
from tests.support import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def workflow() -> str:
    (found,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    return str(found)


def test_the_tables_are_current() -> None:
    assert made(README) == README, "make docs writes them anew"


def test_the_two_commands_come_first_and_are_there() -> None:
    first = re.search(r"```console\n(.*?)```", README, re.DOTALL)
    assert first is not None
    named = re.findall(r"(?m)^make (\w+)", first[1])
    assert named == ["verify", "test"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(re.search(rf"(?m)^{name}:", makefile) for name in named)


def test_the_workflow_for_others_is_ten_lines_and_holds_what_ours_holds(tmp_path: Path) -> None:
    text = workflow()
    assert len(text.splitlines()) <= 10
    theirs, ours = yaml.safe_load(text), load(".github/workflows/db-verify.yml")
    assert theirs.pop(True) == {**ours["on"], "merge_group": {}}
    (job,), (our_job,) = theirs["jobs"].values(), ours["jobs"].values()
    assert (job["name"], theirs["permissions"]) == ("DB Verify", ours["permissions"])
    checkout, action = job["steps"]
    assert checkout == {key: our_job["steps"][0][key] for key in ("uses", "with")}
    assert action == {"uses": "OWNER/db-verify@COMMIT"}
    file = tmp_path / "db-verify.yml"
    file.write_text(text.replace("COMMIT", "0" * 40))
    program = Path(sys.executable).with_name("check-jsonschema")
    command = [program, "--builtin-schema", "vendor.github-workflows", file]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_picture_is_of_a_failing_change_and_of_nothing_private() -> None:
    picture = (ROOT / "docs" / "review.svg").read_text("utf-8")
    text = "\n".join("".join(node.itertext()) for node in ET.fromstring(picture))  # noqa: S314 - it is our own
    assert "$ db-verify check" in text and "error table-without-rls" in text
    assert re.search(r"(?m)^fail: ", text)
    assert not re.search(r"/(tmp|home|root|work)\b", text)


@pytest.mark.parametrize("line", ["<script>", "a & b", "\x1b[1;31merror\x1b[0m <x>", "  ^^^"])
def test_a_picture_holds_any_text(line: str) -> None:
    root = ET.fromstring(svg(line, "x"))  # noqa: S314 - it is our own
    shown = "".join(root.itertext())
    assert re.sub(r"\x1b\[[\d;]*m", "", line) in shown and "\x1b" not in shown


def test_pre_commit_finds_the_hook_that_is_named() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (text,) = re.findall(r"```yml\n(.*?)```", README, re.DOTALL)
    (used,) = yaml.safe_load(text)
    assert used["hooks"] == [{"id": hook["id"]}]
    assert set(hook) >= {"name", "language"}, "what pre-commit asks for, beside id and entry"

"""All cases as branches of one scratch repository, written by git in one go."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from checker.errors import CannotCheck
from checker.selftest.cases import CONFIG_PATH, Case

_WHO = "db-verify <db-verify@example.org> 1767225600 +0000"


def make_repository(folder: Path, cases: Sequence[Case]) -> None:
    """Make a repository in `folder` with the branches `case-N/base` and `case-N/head` for each case.

    Raises CannotCheck where git is not there or fails.
    """
    git = shutil.which("git")
    if git is None:
        raise CannotCheck("the command git is not on the PATH", remedy="Install git.")
    stream = b"".join(_branches(number, case) for number, case in enumerate(cases))
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment = {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for arguments, data in ((["init", "-q", "-b", "main"], b""), (["fast-import", "--quiet"], stream)):
        done = subprocess.run(  # noqa: S603
            [git, *arguments], cwd=folder, env=environment, input=data, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise CannotCheck(f"git {arguments[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")


def environment_of(folder: Path, case: Case) -> dict[str, str]:
    """What GitHub would say of a case that speaks of a pull request: its event file, written to `folder`."""
    if case.pull_request is None:
        return {}
    event = folder / f"{case.name.replace('/', '-')}.json"
    body = {"pull_request": {"title": "", "body": case.pull_request}}
    event.write_text(json.dumps(body), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event)}


def config_text(case: Case) -> str:
    """The config of a case as a file."""
    return yaml.safe_dump(dict(case.config), allow_unicode=True, sort_keys=False)


def _branches(number: int, case: Case) -> bytes:
    # A case that brings a config of its own has it where it says; any other has the same on both sides.
    configured = CONFIG_PATH in case.base or CONFIG_PATH in case.head
    config = {} if configured else {CONFIG_PATH: config_text(case)}
    # A case without a message speaks of work before its commit: the commit that is needed here names the files.
    message = "\n\n".join(case.messages) or f"Change {' '.join(sorted(case.head))}"
    base = _commit(f"case-{number}/base", "The base", {**case.base, **config}, None)
    return base + _commit(f"case-{number}/head", message, {**case.head, **config}, f"case-{number}/base")


def _commit(branch: str, message: str, files: Mapping[str, str], parent: str | None) -> bytes:
    lines: list[bytes] = [f"commit refs/heads/{branch}\ncommitter {_WHO}\n".encode(), _data(message)]
    if parent is not None:
        lines.append(f"from refs/heads/{parent}\n".encode())
    lines.append(b"deleteall\n")
    for path, text in sorted(files.items()):
        lines += [f"M 100644 inline {json.dumps(path)}\n".encode(), _data(text)]
    return b"".join(lines)


def _data(text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    return b"data %d\n%s\n" % (len(data), data)

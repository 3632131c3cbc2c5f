"""What the tests share: scratch git repositories, and the installed command run in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from checker.model import EXIT_CODES
from checker.report.json import schema
from checker.trial import sources
from checker.trial.watch import Limits

# Of a server that many tests share, however slow the machine is.
PATIENT = Limits(seconds=3600.0)
ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("db-verify")
# What `make test-system` puts in its place is a link. Where there is nothing at all, its tests must fail.
WITH_WHEEL = (wheel := sources.embedded()) is None or not wheel.bin.parent.is_symlink()

_GIT_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
}


@dataclass(frozen=True)
class Result:
    """What a run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The JSON report that was printed; it keeps to the schema, and says what the exit code says."""
        loaded: dict[str, Any] = json.loads(self.out)
        _validator().validate(loaded)
        assert EXIT_CODES[loaded["verdict"]] == self.code
        return loaded

    @property
    def findings(self) -> list[tuple[str, str, int]]:
        """Rule, path and line of each finding that counts."""
        return [
            (finding["rule"], finding["path"], finding["line"])
            for finding in self.report["findings"]
            if finding["suppressed"] is None
        ]

    @property
    def rules(self) -> set[str]:
        """The rules of the findings that count."""
        return {rule for rule, _, _ in self.findings}

    def of(self, rule: str) -> list[dict[str, Any]]:
        """All that the report says of each finding of a rule."""
        return [finding for finding in self.report["findings"] if finding["rule"] == rule]

    def at(self, rule: str) -> list[tuple[str, int]]:
        """Path and line of each finding of a rule."""
        return [(path, line) for found, path, line in self.findings if found == rule]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def environment(**extra: str) -> dict[str, str]:
    """This process's environment without what CI's host says of itself, and with git's own settings left out."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "PG", "GIT_"))}
    return {**kept, **_GIT_ENVIRONMENT, "NO_COLOR": "1", **extra}


def db_verify(folder: Path, *arguments: str, timeout: float = 120, **extra: str) -> Result:
    """Run the installed command in a folder."""
    done = subprocess.run(
        [str(COMMAND), *arguments],
        cwd=folder,
        env=environment(**extra),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
    )
    return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8", "replace"))


class Scratch:
    """A scratch git repository with a branch `main`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        """Run git here; gives what it prints."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env=environment(), check=True, capture_output=True
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file, with its folders."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return place

    def replace(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a file."""
        text = (self.folder / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def line(self, path: str, text: str) -> int:
        """The 1-based number of the only line that contains a text."""
        lines = (self.folder / path).read_text(encoding="utf-8").splitlines()
        found = [number for number, line in enumerate(lines, 1) if text in line]
        assert len(found) == 1, f"{text!r} stands on {len(found)} lines of {path}"
        return found[0]

    def commit(self, message: str = "a change") -> str:
        """Commit everything; gives the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str = "change", message: str = "a change") -> None:
        """Commit everything, and go on on a new branch."""
        self.commit(message)
        self.git("switch", "-q", "-c", name)

    def check(self, *arguments: str, **extra: str) -> Result:
        """`db-verify check --format json …` here."""
        return db_verify(self.folder, "check", "--format", "json", *arguments, **extra)

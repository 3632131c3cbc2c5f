"""`ops/audit/YYYY-MM-DD.md`: what was run on which database, by whom, with what result.

An entry is a section with a block that machines read and a body for people. Everything in it comes
from recorded values, secrets are masked, and an entry is written whole or not at all: the file is made
anew beside the old one, under a lock, and then put in its place.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checker.errors import CannotCheck

_HEADER = "# Audit of {day}\n"
_FILE_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.md")
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REQUIRED = ("run", "result", "started", "finished", "by", "commit", "database", "tool")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One run of an operation.

    `facts` are plain values for the machine-readable block; `body` is Markdown for people. `result` is
    `passed`, `failed` or `error`.
    """

    run: str
    result: str
    started: datetime
    finished: datetime
    by: str
    commit: str | None
    database: str
    facts: Mapping[str, Any]
    body: str = ""

    def markdown(self, tool: str) -> str:
        """The entry as it stands in the file."""
        import yaml

        block = {
            "run": self.run,
            "result": self.result,
            "started": self.started.astimezone(UTC).isoformat(timespec="seconds"),
            "finished": self.finished.astimezone(UTC).isoformat(timespec="seconds"),
            "by": self.by,
            "commit": self.commit,
            "database": self.database,
            "tool": tool,
            **self.facts,
        }
        text = yaml.safe_dump(block, sort_keys=False, allow_unicode=True, width=100)
        title = f"## {self.started.astimezone(UTC):%H:%M:%S}Z {self.run}: {self.result}"
        body = f"\n{self.body.strip()}\n" if self.body.strip() else ""
        return f"{title}\n\n```yaml\n{text}```\n{body}"


def append(folder: Path, entry: AuditEntry, tool: str) -> Path:
    """Add an entry to the day's file; gives its path.

    Raises CannotCheck where the folder can't be written.
    """
    day = entry.started.astimezone(UTC).date().isoformat()
    path = folder / f"{day}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            before = path.read_text(encoding="utf-8") if path.exists() else _HEADER.format(day=day)
            _replace(path, f"{before.rstrip()}\n\n{entry.markdown(tool)}")
    except OSError as error:
        raise CannotCheck(
            f"the audit entry can't be written to {path}: {error.strerror}",
            remedy="Nothing is done without its audit entry; make the folder writable, or name another one.",
        ) from error
    return path


def demand_writable(folder: Path) -> None:
    """Find out before anything is done whether the audit entry could be written.

    Raises CannotCheck where it could not.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotCheck(
            f"the audit folder {folder} can't be written: {error.strerror}",
            remedy="Make it writable, then run again.",
        ) from error


def read(folder: Path) -> Iterator[tuple[Path, dict[str, Any] | None, str]]:
    """Each machine-readable block of each file, oldest file first, with what is wrong with it ("" for nothing)."""
    import yaml

    for path in sorted(folder.glob("*.md")):
        if not _FILE_NAME.fullmatch(path.name):
            continue
        for match in _BLOCK.finditer(path.read_text(encoding="utf-8")):
            try:
                block = yaml.safe_load(match.group(1))
            except yaml.YAMLError as error:
                yield path, None, f"not YAML: {str(error).splitlines()[0]}"
                continue
            if not isinstance(block, dict) or "run" not in block:
                continue
            missing = [key for key in _REQUIRED if key not in block]
            yield path, block, f"lacks {', '.join(missing)}" if missing else ""


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One writer at a time; the lock goes with the process that holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as new:
        try:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).chmod(mode)
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise

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
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from textwrap import indent
from typing import Any

from checker import __version__
from checker.errors import CannotCheck, CheckerError, Failed

_HEADER = "# Audit of {day}\n"
_FILE_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.md")
_LEFT_OVER = re.compile(r"\.\d{4}-\d{2}-\d{2}\.md\..*")
_MARKUP = re.compile(r"([`<>|\[\]])")
_SECTION = re.compile(r"^## ", re.MULTILINE)
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REQUIRED = ("run", "result", "started", "finished", "by", "commit", "database", "tool")
_RESULTS = ("passed", "failed", "error")
TOOL = f"db-verify {__version__}"


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

    def markdown(self) -> str:
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
            "tool": TOOL,
            **self.facts,
        }
        text = yaml.safe_dump(block, sort_keys=False, allow_unicode=True, width=100)
        title = f"## {self.started.astimezone(UTC):%H:%M:%S}Z {self.run}: {self.result}"
        body = f"\n{self.body.strip()}\n" if self.body.strip() else ""
        return f"{title}\n\n```yaml\n{text}```\n{body}"


def append(folder: Path, entry: AuditEntry) -> Path:
    """Add an entry to the day's file; gives its path.

    Raises CannotCheck where the folder can't be written.
    """
    day = entry.started.astimezone(UTC).date().isoformat()
    path = folder / f"{day}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            # Whoever was killed while it wrote has the lock no more.
            for left in folder.iterdir():
                if _LEFT_OVER.fullmatch(left.name):
                    left.unlink()
            before = path.read_text(encoding="utf-8") if path.exists() else _HEADER.format(day=day)
            _replace(path, f"{before.rstrip()}\n\n{entry.markdown()}")
    except OSError as error:
        raise CannotCheck(
            f"the audit entry can't be written to {path}: {error.strerror}",
            remedy="Nothing is done without its audit entry; make the folder writable, or name another one.",
        ) from error
    return path


def demand_writable(folder: Path) -> None:
    """Find out before anything is done whether the audit entry could be written.

    Raises CannotCheck where it could not, or where the folder is a link.
    """
    if folder.is_symlink():
        raise CannotCheck(f"the audit folder {folder} is a link", remedy="Entries stay in the repository.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotCheck(
            f"the audit folder {folder} can't be written: {error.strerror}",
            remedy="Make it writable, then run again.",
        ) from error


@dataclass(slots=True)
class Recording:
    """What a run says of itself while it is under way; it becomes the entry when the run ends.

    `result` is what a run that comes to its end says of what it found.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    result: str = "passed"
    path: Path | None = None

    def tell(self, line: str) -> None:
        """Add a line for people; other people's words in it stay on it, and are no markup."""
        plain = "".join(char if char.isprintable() else " " for char in line)
        self.lines.append(_MARKUP.sub(r"\\\1", plain))


@contextmanager
def recorded(
    folder: Path, run: str, *, database: str, commit: str | None, mask: Callable[[str], str]
) -> Iterator[Recording]:
    """Writes the audit entry of the run inside the block, however that ends: well, with an error, stopped.

    `mask` takes secrets out of a text. Raises CannotCheck before anything is done where the entry
    could not be written.
    """
    demand_writable(folder)
    recording, started, result = Recording(), datetime.now(UTC), "error"
    try:
        yield recording
        result = recording.result
    except (Failed, KeyboardInterrupt) as error:
        result = "failed"
        recording.facts["error"] = mask(str(error)) or type(error).__name__
        raise
    except CheckerError as error:
        recording.facts["error"] = mask(str(error))
        raise
    finally:
        said = recording.facts.get("error")
        lines = [*recording.lines, *([f"It ended with an error:\n\n{indent(said, '    ')}"] if said else [])]
        entry = AuditEntry(
            run=run,
            result=result,
            started=started,
            finished=datetime.now(UTC),
            by=_who(),
            commit=commit,
            database=database,
            facts=recording.facts,
            body="\n".join(lines),
        )
        recording.path = append(folder, entry)


def _who() -> str:
    """Who runs this, as far as the machine knows."""
    return os.environ.get("GITHUB_ACTOR") or os.environ.get("USER") or f"uid {os.getuid()}"


@dataclass(frozen=True, slots=True)
class Written:
    """A section of an audit file: its machine-readable block, and what is wrong with it ("" for nothing)."""

    path: Path
    line: int
    block: Mapping[str, Any]
    wrong: str = ""


def read(folder: Path) -> Iterator[Written]:
    """Every section of every file, oldest first; also what is wrong with a file as a whole.

    Raises CannotCheck where a file can't be read.
    """
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        named = _FILE_NAME.fullmatch(path.name)
        if named is None:
            yield Written(path, 1, {}, "its name is no date, as 2026-11-23.md")
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotCheck(f"{path} can't be read: {error}") from error
        starts = [match.start() for match in _SECTION.finditer(text)]
        if not starts:
            yield Written(path, 1, {}, "it has no entry")
            continue
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            yield _section(path, text.count("\n", 0, start) + 1, text[start:end], named[1])
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _LEFT_OVER.fullmatch(path.name):
            yield Written(path, 1, {}, "what an interrupted run left behind; it is in no entry, remove it")


def _section(path: Path, line: int, text: str, day: str) -> Written:
    import yaml

    blocks = _BLOCK.findall(text)
    if not blocks:
        return Written(path, line, {}, "the entry has no block that machines can read")
    try:
        block = yaml.safe_load(blocks[0])
    except yaml.YAMLError as error:
        return Written(path, line, {}, f"its block is not YAML: {str(error).splitlines()[0]}")
    if not isinstance(block, dict):
        return Written(path, line, {}, "its block is no mapping")
    if missing := [key for key in _REQUIRED if key not in block]:
        return Written(path, line, block, f"its block lacks {', '.join(missing)}")
    if block["result"] not in _RESULTS:
        return Written(path, line, block, f"its result is none of {', '.join(_RESULTS)}")
    try:
        started, finished = (datetime.fromisoformat(str(block[key])) for key in ("started", "finished"))
        backwards = finished < started
    except (ValueError, TypeError):
        return Written(path, line, block, "its times are not ISO 8601 with an offset")
    if backwards or started.astimezone(UTC).date().isoformat() != day:
        return Written(
            path, line, block, "it did not start on the file's day (UTC), or ended before it began"
        )
    return Written(path, line, block)


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

"""`ops/audit/YYYY-MM-DD.md`: what was run on which database, by whom, with what result.

An entry is a section with a block that machines read and a body for people. Everything in it comes
from recorded values, secrets are masked, and an entry is written whole or not at all: the file is made
anew beside the old one, under a lock, and then put in its place. What a killed writer leaves beside it goes with
the next command that has to do with the folder.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from checker import __version__
from checker.errors import CannotCheck, CheckerError, Failed

_HEADER = "# Audit of {day}\n"
_LEFT_OVER = re.compile(r"\.\d{4}-\d{2}-\d{2}\.md\..*")
_MARKUP = re.compile(r"([`<>|\[\]])")
# Of what an error says; a backfill's may name each line of a long file.
_MOST_LINES = 50
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

    Raises CannotCheck, with the entry, where the folder can't be written.
    """
    path = _file_of(folder, entry.started)
    text = entry.markdown()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            _remove_left_overs(folder)
            before = text_of(path) if path.exists() else _HEADER.format(day=path.stem)
            _replace(path, f"{before.rstrip()}\n\n{text}")
    except (OSError, CannotCheck) as error:
        why = error.strerror if isinstance(error, OSError) else error.message
        raise CannotCheck(
            f"the run is over, and its audit entry can't be written to {path}: {why}",
            remedy=f"Make the file writable and add by hand:\n\n{text}",
        ) from error
    return path


def tidy(folder: Path) -> tuple[Path, ...]:
    """Remove what killed writers left in the folder, once nobody writes; gives the files that went.

    Raises CannotCheck where they can't be removed.
    """
    if not folder.is_dir():
        return ()
    try:
        with _locked(folder):
            return _remove_left_overs(folder)
    except OSError as error:
        raise CannotCheck(
            f"what a killed run left can't be removed: {error.filename}: {error.strerror}",
            remedy="It is in no entry; remove it.",
        ) from error


def text_of(path: Path) -> str:
    """What an audit file says; raises CannotCheck where it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotCheck(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CannotCheck(f"{path} can't be read: it is not UTF-8") from error


def _file_of(folder: Path, started: datetime) -> Path:
    return folder / f"{started.astimezone(UTC).date().isoformat()}.md"


def _remove_left_overs(folder: Path) -> tuple[Path, ...]:
    """The caller holds the lock, so whoever began one of these is no more."""
    found = tuple(sorted(path for path in folder.iterdir() if _LEFT_OVER.fullmatch(path.name)))
    for path in found:
        path.unlink()
    return found


def demand_writable(folder: Path) -> None:
    """Find out before anything is done whether the audit entry could be written.

    Raises CannotCheck where it could not, or where the folder is a link.
    """
    if folder.is_symlink():
        raise CannotCheck(f"the audit folder {folder} is a link", remedy="Entries stay in the repository.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder), tempfile.TemporaryFile(dir=folder):
            _remove_left_overs(folder)
        path = _file_of(folder, datetime.now(UTC))
        if path.exists():
            text_of(path)
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
        self.lines.append(_MARKUP.sub(r"\\\1", _printable(line)))


def _printable(line: str) -> str:
    return "".join(char if char.isprintable() else " " for char in line)


@contextmanager
def recorded(
    folder: Path, run: str, *, database: str, commit: str | None, mask: Callable[[str], str]
) -> Iterator[Recording]:
    """Writes the audit entry of the run inside the block, however that ends: well, with an error, stopped.

    `mask` takes secrets out of a text. Raises CannotCheck before anything is done where the entry
    could not be written.
    """
    demand_writable(folder)
    recording, started, begun, result = Recording(), datetime.now(UTC), time.monotonic(), "error"
    try:
        yield recording
        result = recording.result
    except BaseException as error:
        result = "failed" if isinstance(error, (Failed, KeyboardInterrupt)) else "error"
        known = isinstance(error, (CheckerError, KeyboardInterrupt))
        recording.facts["error"] = _first_lines(str(error) if known else "") or type(error).__name__
        raise
    finally:
        facts = {key: _masked(value, mask) for key, value in recording.facts.items()}
        lines = [mask(line) for line in recording.lines]
        if said := str(facts.get("error", "")):
            plain = [f"    {_printable(line)}" for line in said.split("\n")]
            lines += ["", "It ended with an error:", "", *plain]
        entry = AuditEntry(
            run=run,
            result=result,
            started=started,
            # The machine's clock may have been set meanwhile.
            finished=started + timedelta(seconds=time.monotonic() - begun),
            by=mask(_who()),
            commit=commit,
            database=mask(database),
            facts=facts,
            body="\n".join(lines),
        )
        recording.path = append(folder, entry)


def _first_lines(text: str) -> str:
    lines = text.split("\n")
    more = [f"… and {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return "\n".join([*lines[:_MOST_LINES], *more])


def _masked(value: Any, mask: Callable[[str], str]) -> Any:
    """A fact without secrets, whatever it is made of."""
    match value:
        case str():
            return mask(value)
        case Mapping():
            return {mask(str(key)): _masked(each, mask) for key, each in value.items()}
        case list() | tuple():
            return [_masked(each, mask) for each in value]
        case _:
            return value


def _who() -> str:
    """Who runs this, as far as the machine knows."""
    return os.environ.get("GITHUB_ACTOR") or os.environ.get("USER") or f"uid {os.getuid()}"


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
        "w",
        dir=path.parent,
        prefix=f".{path.name}.",
        delete=False,
        encoding="utf-8",
        errors="backslashreplace",
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

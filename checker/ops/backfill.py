"""Owner and decision log of directives from a CSV file: every row held good first, then all of them or none.

The governance service does the writing (`service_role`, with its claims), so row-level security and the
audit history see what they would see of the service itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from checker.errors import CannotCheck, UsageError
from checker.ops.job import take_lock
from checker.ops.target import Target, number_of

if TYPE_CHECKING:
    import psycopg

_LOCK = "db-verify backfill"
_UNDECODED = re.compile("[\udc80-\udcff]")
_NOT_UTF_8 = "not UTF-8"
COLUMNS = ("sd_key", "owner", "decision_log_ref")
_SD_KEY = re.compile(r"SD-[0-9]{3,}")
_DECISION = re.compile(r"DL-[0-9]{4}-[0-9]{3,}")
_TOO_LONG = 1000
_STAGE = "create temporary table eng_owner_map (line integer, sd_key text, owner text, decision_log_ref text) on commit drop"
_UNKNOWN = """
select m.line, m.sd_key from eng_owner_map m
where not exists (select from public.strategic_directives_v2 d where d.sd_key = m.sd_key) order by m.line
"""
_TWICE = """
select line, sd_key, first from (
  select line, sd_key, min(line) over (partition by sd_key) as first from eng_owner_map
) m where line > first order by line
"""
_DIFFERENT = """
from eng_owner_map m
where d.sd_key = m.sd_key and (d.owner, d.decision_log_ref) is distinct from (m.owner, m.decision_log_ref)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: the line that it begins on, counted from 1, and its values."""

    line: int
    sd_key: str
    owner: str
    decision_log_ref: str


@dataclass(frozen=True, slots=True)
class Backfilled:
    """What a backfill came to: rows in the file, the file's digest, directives that were changed."""

    rows: int
    sha256: str
    changed: int
    written: bool


# What is being done, how many bytes of the file are done, of how many.
Progress = Callable[[str, int, int], None]


def read_rows(path: Path, progress: Callable[[int], None] = lambda _: None) -> Iterator[Row | str]:
    """The file's rows, and a sentence with the line number for each that is wrong; one at a time.

    `progress` is told the bytes that were read. Raises UsageError where the file is not such a CSV at all:
    unreadable, another header.
    """
    try:
        with path.open("rb") as raw, _text(raw) as file:
            for number, row in enumerate(_rows(path, file)):
                if number % 1000 == 0:
                    progress(raw.tell())
                yield row
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error


def _rows(path: Path, file: TextIOWrapper) -> Iterator[Row | str]:
    reader = csv.reader(file, strict=True)
    wanted = ",".join(COLUMNS)
    begins, rows = 1, 0
    try:
        header = next(reader, None)
        if header is None or tuple(header) != COLUMNS:
            said = ",".join(header or ())[:200] or "nothing"
            what = _NOT_UTF_8 if _UNDECODED.search(said) else repr(said)
            raise UsageError(
                f"the first line is {what}", place=f"{path}:1", remedy=f"The header is {wanted}."
            )
        begins = reader.line_num + 1
        for values in reader:
            line, begins = begins, reader.line_num + 1
            wrong = _wrong(values)
            yield f"{path}:{line}: {wrong}" if wrong else Row(line, *values)
            rows += 1
    except csv.Error as error:
        yield f"{path}:{begins}: this is not CSV: {error}; what follows was not read"
        return
    if not rows:
        raise UsageError(f"{path} has a header and no row: there is nothing to do")


def _text(raw: BinaryIO) -> TextIOWrapper:
    """The file's text; a byte that is not UTF-8 becomes a lone surrogate, so that its row can be named."""
    return TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")


def _wrong(values: list[str]) -> str:
    """What is wrong with a row, in a few words; nothing where it is right."""
    if not values:
        return "an empty line"
    if values[0].lstrip().startswith("#"):
        return "comments have no place in this file"
    if len(values) != len(COLUMNS):
        return f"{len(values)} values instead of {len(COLUMNS)}"
    sd_key, owner, decision = values
    if any(len(value) > _TOO_LONG for value in values):
        return f"a value of more than {_TOO_LONG} characters"
    if any(_UNDECODED.search(value) for value in values):
        return _NOT_UTF_8
    if not all(value.isprintable() for value in values):
        return "a value with a line break, a NUL byte or another character that can't be seen"
    if not _SD_KEY.fullmatch(sd_key):
        return f"{sd_key!r} is no key of a directive; they look like SD-1000"
    if not owner or owner != owner.strip():
        return "the owner is empty, or has white space around it"
    if not _DECISION.fullmatch(decision):
        return f"{decision!r} is no reference to the decision log; they look like DL-2026-014"
    return ""


def backfill(
    target: Target, path: Path, *, write: bool, role: str, progress: Progress, waiting: Callable[[], None]
) -> Backfilled:
    """Hold every row good, then write those that differ; without `write`, all but the COMMIT.

    `role` is who writes; `waiting` is called where another backfill is at work. Raises UsageError for a file
    with any wrong row, a directive twice or one that is unknown (all of them are named), CannotCheck where the
    database refuses or can't be reached, or where row-level security hides directives.
    """
    from psycopg import IsolationLevel
    from psycopg.errors import SerializationFailure

    size, sha256 = _hold_good(path, progress)
    with target.connect() as connection, target.answering():
        take_lock(connection, _LOCK, waiting)
        # What is expected and what changes are counted at one moment, whatever others write meanwhile.
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.autocommit = False
        try:
            rows, changed = _write(
                connection, target, path, role, lambda done: progress("writing", done, size)
            )
        except SerializationFailure:
            raise CannotCheck(
                f"{target.name}: somebody else changed the same directives meanwhile; nothing was written",
                remedy="Run it again.",
            ) from None
        if _digest(path) != sha256:
            connection.rollback()
            raise CannotCheck(
                f"{path} was changed while it was read; nothing was written", remedy="Run it again."
            )
        if write:
            connection.commit()
        else:
            connection.rollback()
    return Backfilled(rows, sha256, changed, write)


def _hold_good(path: Path, progress: Progress) -> tuple[int, str]:
    """The file's size and digest, where each of its rows is right by itself."""
    if not path.is_file():
        raise UsageError(f"{path} is no file", remedy="It is read twice, so it can't be a pipe.")
    sha256 = _digest(path)
    size = path.stat().st_size
    found = (
        row for row in read_rows(path, lambda done: progress("reading", done, size)) if isinstance(row, str)
    )
    _demand_none(f"wrong rows of {path}", found)
    return size, sha256


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error


def _demand_none(what: str, wrong: Iterable[str]) -> None:
    """Raises UsageError with every line that is wrong, and how many there are."""
    lines = list(wrong)
    if lines:
        raise UsageError("\n".join([f"{what}: {len(lines)}; nothing was written", *lines]))


def _write(
    connection: psycopg.Connection[Any],
    target: Target,
    path: Path,
    role: str,
    progress: Callable[[int], None],
) -> tuple[int, int]:
    """Bring the file's rows in and update what differs, all in the session's transaction; gives rows and changes."""
    # The owner of the tables sees no row under FORCE ROW LEVEL SECURITY, so the service itself does it.
    target.act_as(connection, role, local=True)
    connection.execute(_STAGE)
    rows = 0
    with connection.cursor() as cursor, cursor.copy("copy eng_owner_map from stdin") as copy:
        for row in read_rows(path, progress):
            if isinstance(row, str):
                raise CannotCheck(f"{path} was changed while it was read; nothing was written")
            copy.write_row((row.line, row.sd_key, row.owner, row.decision_log_ref))
            rows += 1
    connection.execute("analyze eng_owner_map")
    twice = connection.execute(_TWICE).fetchall()
    _demand_none(
        "directives that stand there more than once",
        (f"{path}:{line}: {key} stands on line {first} already" for line, key, first in twice),
    )
    seen = number_of(connection, "select count(*) from public.strategic_directives_v2")
    if not seen:
        raise CannotCheck(
            f"{role} sees no directive at all: the table is empty, or row-level security hides it",
            remedy="Look at the policies on public.strategic_directives_v2. Nothing was written.",
        )
    unknown = connection.execute(_UNKNOWN).fetchall()
    _demand_none(
        "directives that are not known",
        (f"{path}:{line}: there is no directive {key}" for line, key in unknown),
    )
    expected = number_of(
        connection,
        f"select count(*) {_DIFFERENT.replace('from', 'from public.strategic_directives_v2 d,', 1)}",
    )
    changed = connection.execute(
        "update public.strategic_directives_v2 d set owner = m.owner, decision_log_ref = m.decision_log_ref "  # noqa: S608
        + _DIFFERENT
    ).rowcount
    if changed != expected:
        raise CannotCheck(
            f"{expected} directives should have changed, {changed} did: row-level security hides some from an UPDATE",
            remedy="Look at the UPDATE policies on public.strategic_directives_v2. Nothing was written.",
        )
    return rows, changed

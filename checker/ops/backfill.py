"""Owner and decision log of directives from a CSV file: every row held good first, then all of them or none.

The governance service does the writing (`service_role`, with its claims), so row-level security and the
audit history see what they would see of the service itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import CannotCheck, Failed, UsageError
from checker.ops.target import Target

if TYPE_CHECKING:
    import psycopg

COLUMNS = ("sd_key", "owner", "decision_log_ref")
_SD_KEY = re.compile(r"SD-[0-9]{3,}")
_DECISION = re.compile(r"DL-[0-9]{4}-[0-9]{3,}")
_TOO_LONG = 1000
# 42501: insufficient_privilege, 25006: read_only_sql_transaction (PostgreSQL's manual, appendix A).
_NOT_ALLOWED = frozenset({"42501", "25006"})

_STAGE = "create temporary table eng_owner_map (line integer, sd_key text, owner text, decision_log_ref text) on commit drop"
_UNKNOWN = """
select m.line, m.sd_key from eng_owner_map m
where not exists (select from public.strategic_directives_v2 d where d.sd_key = m.sd_key) order by m.line
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
    """What a backfill came to: rows in the file, rows that differed before, rows that were changed."""

    rows: int
    expected: int
    changed: int
    written: bool


def read_rows(path: Path) -> Iterator[Row | str]:
    """The file's rows, and a sentence with the line number for each that is wrong; one at a time.

    Raises UsageError where the file is not such a CSV at all: unreadable, not UTF-8, another header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, file)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: {error.reason} at byte {error.start}") from error


def _rows(path: Path, file: Iterator[str]) -> Iterator[Row | str]:
    reader = csv.reader(file, strict=True)
    wanted = ",".join(COLUMNS)
    first_of: dict[str, int] = {}
    begins, rows = 1, 0
    try:
        header = next(reader, None)
        if header is None or tuple(header) != COLUMNS:
            said = ",".join(header or ()) or "nothing"
            raise UsageError(
                f"the first line is {said!r}", place=f"{path}:1", remedy=f"The header is {wanted}."
            )
        begins = reader.line_num + 1
        for values in reader:
            line, begins = begins, reader.line_num + 1
            wrong = _wrong(values)
            if not wrong and values[0] in first_of:
                wrong = f"{values[0]} stands on line {first_of[values[0]]} already"
            if wrong:
                yield f"{path}:{line}: {wrong}"
            else:
                first_of[values[0]] = line
                yield Row(line, *values)
            rows += 1
    except csv.Error as error:
        raise UsageError(f"this is not CSV: {error}", place=f"{path}:{reader.line_num}") from error
    if not rows:
        raise UsageError(f"{path} has a header and no row: there is nothing to do")


def _wrong(values: list[str]) -> str:
    """What is wrong with a row, in a few words; nothing where it is right."""
    if not values:
        return "an empty line"
    if values[0].lstrip().startswith("#"):
        return "comments have no place in this file"
    if len(values) != len(COLUMNS):
        return f"{len(values)} values instead of {len(COLUMNS)}"
    sd_key, owner, decision = values
    if any("\0" in value or len(value) > _TOO_LONG for value in values):
        return "a NUL byte, or a value of more than 1000 characters"
    if not _SD_KEY.fullmatch(sd_key):
        return f"{sd_key!r} is no key of a directive; they look like SD-1000"
    if not owner.strip() or owner != owner.strip():
        return "the owner is empty, or has white space around it"
    if not _DECISION.fullmatch(decision):
        return f"{decision!r} is no reference to the decision log; they look like DL-2026-014"
    return ""


def backfill(
    target: Target, path: Path, *, write: bool, role: str, progress: Callable[[int], None]
) -> Backfilled:
    """Hold every row good, then write those that differ; without `write`, all but the COMMIT.

    `role` is who writes, `progress` is told how many rows were read. Raises UsageError for a file with
    any wrong row or an unknown directive (all of them are named), Failed where the database refuses,
    CannotCheck where it can't be reached or where row-level security hides the directives.
    """
    import psycopg

    _hold_good(path)
    connection = target.connect(autocommit=False)
    try:
        with connection:
            result = _write(connection, path, role, progress)
            if not write:
                connection.rollback()
    except psycopg.Error as error:
        said = target.without_secrets(error.diag.message_primary or str(error).strip())
        kind = CannotCheck if error.sqlstate is None or error.sqlstate in _NOT_ALLOWED else Failed
        raise kind(
            f"{target.name} refuses the backfill: {said} (SQLSTATE {error.sqlstate})",
            remedy="Nothing was written.",
        ) from None
    return Backfilled(result.rows, result.expected, result.changed, write)


def _hold_good(path: Path) -> None:
    wrong = [row for row in read_rows(path) if isinstance(row, str)]
    if wrong:
        raise UsageError("\n".join([f"{len(wrong)} rows of {path} are wrong; nothing was written", *wrong]))


def _write(
    connection: psycopg.Connection[Any], path: Path, role: str, progress: Callable[[int], None]
) -> Backfilled:
    from psycopg import sql

    # The owner of the tables sees no row under FORCE ROW LEVEL SECURITY, so the service itself does it.
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    connection.execute(
        "select pg_catalog.set_config('request.jwt.claims', %s, true)", (f'{{"role":"{role}"}}',)
    )
    connection.execute(_STAGE)
    rows = 0
    with connection.cursor() as cursor, cursor.copy("copy eng_owner_map from stdin") as copy:
        for row in read_rows(path):
            assert isinstance(row, Row)  # noqa: S101 - the file was held good just now
            copy.write_row((row.line, row.sd_key, row.owner, row.decision_log_ref))
            rows += 1
            if rows % 1000 == 0:
                progress(rows)
    progress(rows)
    connection.execute("analyze eng_owner_map")
    unknown = connection.execute(_UNKNOWN).fetchall()
    if len(unknown) == rows and not _count(connection, "select count(*) from public.strategic_directives_v2"):
        raise CannotCheck(
            f"{role} sees no directive at all: the table is empty, or row-level security hides it",
            remedy="Look at the policies on public.strategic_directives_v2. Nothing was written.",
        )
    if unknown:
        lines = [f"{path}:{line}: there is no directive {key}" for line, key in unknown]
        raise UsageError("\n".join([f"{len(unknown)} directives are unknown; nothing was written", *lines]))
    expected = _count(
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
    return Backfilled(rows, expected, changed, True)


def _count(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0

"""goose: one file, `-- +goose Up` and `-- +goose Down`, statements ended by a line that ends with a semicolon.

goose cuts a file by its lines, not as SQL: a body with semicolons stands between `-- +goose StatementBegin` and
`StatementEnd`. It sends the pieces one by one, in a transaction unless the file says `-- +goose NO TRANSACTION`
(goose's documentation, "Annotations").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from checker.model import Location, Migration, Problem, Script
from checker.parse.layouts import (
    WRAPPED,
    File,
    Filling,
    Layout,
    Manner,
    Parts,
    build,
    directly_in,
    empty,
    in_order,
    misnamed,
    off,
    script,
)

_NAME = re.compile(r"(\d+)_(.*)\.sql")
_GO = re.compile(r"(\d+)_(?!.*_test\.go$)(.*)\.go")
_KNOWN = ("up", "down", "statementbegin", "statementend", "no transaction", "envsub on", "envsub off")
# goose's README, "Environment Variable Substitution".
_FILLED_IN = re.compile(r"^\s*--\s*\+goose\s+ENVSUB\s+ON\s*$", re.MULTILINE | re.IGNORECASE)
_FILLING = Filling("goose", re.compile(r"\$\{[^}\n]+\}|\$[A-Z_][A-Z0-9_]*\b"))
_MANNER = Manner("goose", unit="statement")


class _Lines(Struct):
    """What goose makes of a file's lines: where the directions begin, and where it ends a statement."""

    up: int | None = None
    down: int | None = None
    transaction: bool = True
    ends: list[int] = field(default_factory=list)
    left_open: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Goose(Layout):
    """See `Layout`."""

    name = "goose"
    rules_off = off(WRAPPED, "goose opens the transaction itself")

    def filling(self, migration: Migration) -> Filling | None:
        """See `Layout`: variables of the environment, where a file asks for it."""
        return _FILLING if any(_FILLED_IN.search(source.text) for source in migration.sources) else None

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        return in_order(
            _read(folder, file) if file.is_sql else _read_go(folder, file)
            for file in files
            if file.is_sql or (_GO.fullmatch(file.name) and directly_in(folder, file))
        )


def _read_go(folder: str, file: File) -> Migration:
    number = file.name.partition("_")[0]
    problem = Problem(file.source.line_location(1), "a migration in Go; only those in SQL can be judged")
    parts = Parts(
        number, file.name, int(number), empty(file), None, (file,), problems=(problem,), one_way=True
    )
    return build("goose", folder, _MANNER, parts)


def _read(folder: str, file: File) -> Migration:
    named = _NAME.fullmatch(file.name)
    if named is None or not directly_in(folder, file) or int(named.group(1)) < 1:
        return misnamed(
            "goose", folder, _MANNER, file, "files are called NUMBER_name.sql, with a number above zero"
        )
    lines = _Lines() if file.problems else _lines(file)
    whole = len(file.source.text)
    up = script(file, _MANNER, lines.up, lines.down) if lines.up is not None else empty(file)
    down = script(file, _MANNER, lines.down) if lines.down is not None else None
    problems = [*lines.problems]
    for part in (up, down):
        if part is not None and not problems:
            problems += _cut(file, part, lines, whole)
    markers: tuple[Location, ...] = ()
    if lines.down is not None:
        markers = (file.source.line_location(file.source.position(lines.down)[0]),)
    parts = Parts(
        id=named.group(1),
        name=named.group(2),
        version=int(named.group(1)),
        up=up,
        down=down,
        files=(file,),
        markers=markers,
        problems=tuple(problems),
        transaction=None if lines.transaction else "none",
    )
    return build("goose", folder, _MANNER, parts)


def _lines(file: File) -> _Lines:
    """Go through the lines as goose does."""
    found = _Lines()
    source = file.source
    block: int | None = None
    pending: int | None = None

    def wrong(line: int, message: str) -> None:
        found.problems.append(Problem(source.line_location(line), message, "marker"))

    for number, (start, line) in enumerate(_with_offsets(source.text), 1):
        word = _annotation(line)
        if word is not None:
            if word not in _KNOWN:
                wrong(number, f"goose has no annotation {line.strip()!r}")
            elif word == "up":
                if found.up is not None:
                    wrong(number, "-- +goose Up stands here a second time")
                found.up = found.up if found.up is not None else start
            elif word == "down":
                if found.up is None or found.down is not None:
                    wrong(number, "-- +goose Down stands once, after -- +goose Up")
                if pending is not None:
                    found.left_open.append(pending)
                    pending = None
                found.down = found.down if found.down is not None else start
            elif word == "statementbegin":
                if block is not None or found.up is None:
                    wrong(
                        number,
                        "-- +goose StatementBegin stands after -- +goose Up or Down, and not in another one",
                    )
                block = number
            elif word == "statementend":
                if block is None:
                    wrong(number, "-- +goose StatementEnd without a StatementBegin")
                block, pending = None, None
            elif word == "no transaction":
                found.transaction = False
            continue
        if not line.strip() or (pending is None and line.lstrip().startswith("--")):
            continue
        if found.up is None:
            wrong(number, "statements stand before -- +goose Up; goose refuses them")
            break
        pending = start if pending is None else pending
        if block is None and _ends(line):
            found.ends.append(start + len(line))
            pending = None
    if found.up is None and not found.problems:
        wrong(1, "the line -- +goose Up is missing")
    if block is not None:
        wrong(block, "-- +goose StatementEnd is missing")
    elif pending is not None:
        found.left_open.append(pending)
    return found


def _cut(file: File, part: Script, lines: _Lines, whole: int) -> Iterator[Problem]:
    """Where goose's pieces are not the statements: cut in the middle, or never ended."""
    for statement in part.statements:
        if any(statement.start < end < statement.end for end in lines.ends):
            yield Problem(
                statement.location,
                "goose ends a statement at each line that ends with a semicolon, so it cuts this one: put it between"
                " -- +goose StatementBegin and -- +goose StatementEnd",
            )
    for start in lines.left_open:
        if part.start <= start < part.end and part.end <= whole:
            yield Problem(
                file.source.line_location(file.source.position(start)[0]),
                "goose wants a semicolon at the end of the last line of this statement",
            )


def _with_offsets(text: str) -> Iterator[tuple[int, str]]:
    """The lines with where each begins; goose knows the line feed only."""
    offset = 0
    for line in text.split("\n"):
        yield offset, line.rstrip("\r")
        offset += len(line) + 1


def _annotation(line: str) -> str | None:
    """The words of an annotation, small: it begins its line."""
    match = re.match(r"--\s*\+goose\s+(.*)$", line, re.IGNORECASE)
    return " ".join(match.group(1).lower().split()) if match else None


def _ends(line: str) -> bool:
    """Whether goose ends a statement here: its last word before a `--` ends with a semicolon."""
    last = ""
    for word in line.split():
        if word.startswith("--"):
            break
        last = word
    return last.endswith(";")

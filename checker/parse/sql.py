"""Bytes to text, and text to statements with their places: the only door to pglast's parser.

Offsets and places are made here and in `Source`, nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import Literal

from msgspec.structs import replace
from pglast import ast, parser

from checker.model import Comment, Filled, Problem, Script, Source, Statement
from checker.parse.psql import Foreign, blank, find_foreign

MAX_BYTES = 8 * 1024 * 1024
_MAX_PROBLEMS = 20

# pglast checks, in Python, the type of each field that is set of a tree. That is for trees that people make: what the parser
# says is of the right type already, but for the constants true and false, and the check is most of the time that reading takes.
type.__setattr__(ast.Boolean, "__setattr__", ast.Node.__setattr__)
type.__delattr__(ast.Node, "__setattr__")


def read_text(path: str, data: bytes) -> tuple[Source, tuple[Problem, ...]]:
    """The text of a file's bytes, and what keeps it from being judged.

    A byte order mark is left out, line ends stay as they are. A NUL byte is a problem of its own: the
    parser and the driver end their reading there and psql does not, so what stands behind it could
    do anything. Bytes that are not UTF-8 are kept as lone surrogates so that places stay right.
    """
    digest = sha256(data).hexdigest()
    text = data.decode("utf-8-sig", "surrogateescape")
    source = Source(path, text, digest)
    if len(data) > MAX_BYTES:
        return source, (
            Problem(
                source.line_location(1), f"the file has {len(data)} bytes; more than {MAX_BYTES} are not read"
            ),
        )
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return source, (
            Problem(source.line_location(1), "the file is UTF-16, as Windows writes it; save it as UTF-8"),
        )
    nul = text.find("\0")
    if nul >= 0:
        return source, (
            Problem(
                source.location(nul, nul + 1),
                "a NUL byte: the parser and the driver stop reading here, psql does not; remove it",
            ),
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        wrong = error.start
        byte = ord(text[wrong]) - 0xDC00
        return source, (
            Problem(
                source.location(wrong, wrong + 1),
                f"the byte 0x{byte:02x} is not UTF-8; save the file as UTF-8",
            ),
        )
    return source, ()


Takes = Literal["commands", "data"]


def parse_script(
    source: Source,
    start: int = 0,
    end: int | None = None,
    *,
    takes: Collection[Takes] = (),
    tool: str = "the tool that applies this file",
) -> Script:
    """Parse the part of a source from offset `start` to `end` (its whole text by default).

    `takes` says what of psql's own the tool reads as well: its backslash commands, the data lines of COPY.
    What does not parse is in the script's `problems`, and it then has no statements.
    """
    end = len(source.text) if end is None else end
    part = source.text[start:end]
    problems: list[Problem] = []
    data: dict[int, str] = {}
    raw: tuple[ast.RawStmt, ...] = ()
    try:
        raw = parser.parse_sql(part)
    except parser.ParseError as error:
        foreign = find_foreign(part)
        part, problems, data = _without_foreign(source, start, part, foreign, takes, tool)
        try:
            raw = parser.parse_sql(part)
        except parser.ParseError as second:
            problems += _problems(source, start, part, second if foreign else error)
        except RecursionError:
            problems.append(_too_deep(source, start))
    except RecursionError:
        problems = [_too_deep(source, start)]
    problems.sort(key=lambda problem: (problem.location.line, problem.location.column))
    comments = _comments(source, start, part, raw, problems)
    if problems:
        return Script(source, start, end, (), comments, tuple(problems))
    ends = {comment.end: comment.start for comment in comments}
    statements = tuple(
        Statement(item.stmt, source, *_bounds(part, start, item, ends), shift=start)
        for item in raw
        if item.stmt is not None
    )
    if data:
        statements = tuple(replace(one, data=data.get(one.start)) for one in statements)
    return Script(source, start, end, statements, comments, tuple(problems))


def _too_deep(source: Source, start: int) -> Problem:
    return Problem(source.location(start), "nested too deeply to be read")


def _without_foreign(
    source: Source, start: int, part: str, foreign: Iterable[Foreign], takes: Collection[Takes], tool: str
) -> tuple[str, list[Problem], dict[int, str]]:
    """The text with psql's own pieces blanked out; problems for those that the tool does not take; data by statement."""
    problems: list[Problem] = []
    data: dict[int, str] = {}
    for piece in foreign:
        if piece.kind == "data":
            data[start + piece.start] = part[piece.data_start : piece.data_end]
            if "data" not in takes:
                problems.append(
                    Problem(
                        source.location(start + piece.start),
                        "the lines after COPY … FROM stdin are data for psql, and"
                        f" {tool} sends them as SQL; write INSERT statements",
                    )
                )
        elif "commands" not in takes:
            problems.append(
                Problem(
                    source.location(start + piece.start, start + piece.end),
                    f"\\{piece.word} is a command of psql, and {tool} sends it to the server, which does not"
                    " know it; write SQL",
                )
            )
    for piece in foreign:
        first = piece.data_start if piece.kind == "data" else piece.start
        part = blank(part, first, piece.end)
    return part, problems, data


def _bounds(part: str, start: int, item: ast.RawStmt, comment_ends: dict[int, int]) -> tuple[int, int]:
    """Offsets in the source of a statement's first character and one past its last, comments after it left out."""
    first = item.stmt_location or 0
    stop = first + item.stmt_len if item.stmt_len else len(part)
    text = part[first:stop].lstrip()
    first = stop - len(text)
    last = first + len(text.rstrip())
    while start + last in comment_ends and comment_ends[start + last] > start + first:
        last = first + len(part[first : comment_ends[start + last] - start].rstrip())
    return start + first, start + last


_MAY_BEGIN = re.compile(r"--|/\*")


def _comments(
    source: Source, start: int, part: str, raw: Iterable[ast.RawStmt], problems: list[Problem]
) -> tuple[Comment, ...]:
    """The comment tokens, in order; none where the text can't be cut into tokens.

    What stands between two of the statements' ends can be cut by itself, and only where it may have a comment is it cut.
    """
    comments: list[Comment] = []
    stops = [0, *((one.stmt_location or 0) + one.stmt_len for one in raw if one.stmt_len), len(part)]
    until = 0
    for mark in _MAY_BEGIN.finditer(part):
        if mark.start() < until:
            continue
        place = bisect_right(stops, mark.start())
        begin, until = stops[place - 1], stops[place]
        piece = part[begin:until]
        try:
            tokens = parser.scan(piece)
        except parser.ParseError as error:
            if not problems:
                problems.append(
                    Problem(
                        source.location(start + begin + _offset(error, piece)), _said(error, "", 0, source)
                    )
                )
            return ()
        here = start + begin
        comments += [
            Comment(source, here + token.start, here + token.end + 1)
            for token in tokens
            if token.name in ("SQL_COMMENT", "C_COMMENT")
        ]
    return tuple(comments)


def _problems(source: Source, start: int, part: str, first: parser.ParseError) -> list[Problem]:
    """Every statement that does not parse: each in turn is blanked out until the rest does."""
    problems: list[Problem] = []
    error: parser.ParseError | None = first
    while error is not None and len(problems) < _MAX_PROBLEMS:
        offset = _offset(error, part)
        begin, stop = _statement_at(part, offset)
        problems.append(
            Problem(source.location(start + offset), _said(error, part[begin:stop], offset - begin, source))
        )
        part = part[:begin] + " " * (stop - begin) + part[stop:]
        try:
            parser.parse_sql(part)
            error = None
        except parser.ParseError as following:
            if _offset(following, part) <= offset:
                break
            error = following
    return problems


def _statement_at(part: str, offset: int) -> tuple[int, int]:
    """Where the statement around an offset begins and ends; the scanner finds its semicolons."""
    try:
        ends = [token.start for token in parser.scan(part) if token.name == "ASCII_59"]
    except parser.ParseError:
        return 0, len(part)
    begin = max((end + 1 for end in ends if end < offset), default=0)
    return begin, min((end for end in ends if end >= offset), default=len(part))


def _offset(error: parser.ParseError, part: str) -> int:
    """Where the parser stopped; it says -1 or nothing where the text just ends."""
    place = error.args[1] if len(error.args) > 1 else None
    if not isinstance(place, int) or place < 0 or place >= len(part):
        return len(part.rstrip())
    return place


_LEADING = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_PLACEHOLDER = re.compile(r"\$\{[^}\n]*\}")
_KNOWN_MISTAKES = (
    (
        re.compile(r"create\s+policy\s+if\s+not\s+exists\b", re.IGNORECASE),
        "CREATE POLICY has no IF NOT EXISTS; write DROP POLICY IF EXISTS … ON …; before it, or leave it out",
    ),
    (
        re.compile(r"create\s+(?:constraint\s+)?trigger\s+if\s+not\s+exists\b", re.IGNORECASE),
        "CREATE TRIGGER has no IF NOT EXISTS; write CREATE OR REPLACE TRIGGER",
    ),
    (
        re.compile(r"create\s+(?:type|domain)\s+if\s+not\s+exists\b", re.IGNORECASE),
        "CREATE TYPE has no IF NOT EXISTS; leave it out",
    ),
    (
        re.compile(r"alter\s+table\s+.*add\s+constraint\s+if\s+not\s+exists\b", re.IGNORECASE | re.DOTALL),
        "ADD CONSTRAINT has no IF NOT EXISTS; write DROP CONSTRAINT IF EXISTS before it, or leave it out",
    ),
    (
        re.compile(r"raise\s+(?:notice|exception|info|warning|log|debug)\b", re.IGNORECASE),
        "RAISE stands outside a function; it is plpgsql: put it into DO $$ BEGIN … END $$",
    ),
)


def _said(error: parser.ParseError, statement: str, at: int, source: Source) -> str:
    """What the parser said of this place in a statement, or what is wrong in plain words where people make this mistake often."""
    # A name may have a `$` in it: of `note${suffix}` the parser stops at the brace.
    found = next((one for one in _PLACEHOLDER.finditer(statement) if one.start() <= at < one.end()), None)
    if found and str(error.args[0]).endswith(('"$"', '"{"')):
        if isinstance(source, Filled) and source.words:
            return (
                f"{found[0]} is a placeholder, and no flyway.conf, flyway.toml or application.yml of the repository gives it one value: write it there"
                f" (flyway.placeholders.{found[0][2:-1]}=…), or the name itself here"
            )
        return f"{found[0]} is a placeholder that another tool fills in: db-verify reads the file as it is; write the name itself"
    leading = _LEADING.match(statement)
    text = statement[leading.end() :] if leading else statement
    for pattern, words in _KNOWN_MISTAKES:
        if pattern.match(text):
            return words
    return str(error.args[0])

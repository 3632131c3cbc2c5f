"""Bytes to text, and text to statements with their places: the only door to pglast's parser.

Offsets and places are made here and in `Source`, nowhere else.
"""

from __future__ import annotations

from hashlib import sha256

from pglast import ast, parser

from checker.model import Comment, Problem, Script, Source, Statement

MAX_BYTES = 8 * 1024 * 1024
_MAX_PROBLEMS = 20


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


def parse_script(
    source: Source, start: int = 0, end: int | None = None, *, text: str | None = None
) -> Script:
    """Parse the part of a source from offset `start` to `end` (its whole text by default).

    `text` may stand in for the source's text where a layout blanked out what is not SQL; it must be as
    long. What does not parse is in the script's `problems`, and it then has no statements.
    """
    whole = source.text if text is None else text
    end = len(whole) if end is None else end
    part = whole[start:end]
    problems: list[Problem] = []
    raw: tuple[ast.RawStmt, ...] = ()
    try:
        raw = parser.parse_sql(part)
    except parser.ParseError as error:
        problems = _problems(source, start, part, error)
    except RecursionError:
        problems = [Problem(source.location(start), "nested too deeply to be read")]
    comments = _comments(source, start, part, problems)
    ends = {comment.end: comment.start for comment in comments}
    statements = tuple(
        Statement(item.stmt, source, *_bounds(part, start, item, ends), shift=start)
        for item in raw
        if item.stmt is not None
    )
    return Script(source, start, end, statements, comments, tuple(problems))


def _bounds(part: str, start: int, item: ast.RawStmt, comment_ends: dict[int, int]) -> tuple[int, int]:
    """Offsets in the source of a statement's first character and one past its last, comments after it left out."""
    first = item.stmt_location or 0
    stop = first + item.stmt_len if item.stmt_len else len(part)
    first += len(part[first:stop]) - len(part[first:stop].lstrip())
    last = first + len(part[first:stop].rstrip())
    while start + last in comment_ends and comment_ends[start + last] > start + first:
        last = first + len(part[first : comment_ends[start + last] - start].rstrip())
    return start + first, start + last


def _comments(source: Source, start: int, part: str, problems: list[Problem]) -> tuple[Comment, ...]:
    """The comment tokens, in order; none where the text can't be cut into tokens."""
    if "--" not in part and "/*" not in part:
        return ()
    try:
        tokens = parser.scan(part)
    except parser.ParseError as error:
        if not problems:
            problems.append(Problem(source.location(start + _offset(error, part)), _said(error)))
        return ()
    return tuple(
        Comment(source, start + token.start, start + token.end + 1)
        for token in tokens
        if token.name in ("SQL_COMMENT", "C_COMMENT")
    )


def _problems(source: Source, start: int, part: str, first: parser.ParseError) -> list[Problem]:
    """Every statement that does not parse: each in turn is blanked out until the rest does."""
    problems: list[Problem] = []
    error: parser.ParseError | None = first
    while error is not None and len(problems) < _MAX_PROBLEMS:
        offset = _offset(error, part)
        problems.append(Problem(source.location(start + offset), _said(error)))
        part = _without_statement_at(part, offset)
        try:
            parser.parse_sql(part)
            error = None
        except parser.ParseError as following:
            if _offset(following, part) <= offset:
                break
            error = following
    return problems


def _without_statement_at(part: str, offset: int) -> str:
    """The text with the statement around an offset blanked out; the scanner finds its semicolons."""
    try:
        ends = [token.start for token in parser.scan(part) if token.name == "ASCII_59"]
    except parser.ParseError:
        return " " * len(part)
    begin = max((end + 1 for end in ends if end < offset), default=0)
    stop = min((end for end in ends if end >= offset), default=len(part))
    return part[:begin] + " " * (stop - begin) + part[stop:]


def _offset(error: parser.ParseError, part: str) -> int:
    """Where the parser stopped; it says -1 or nothing where the text just ends."""
    place = error.args[1] if len(error.args) > 1 else None
    if not isinstance(place, int) or place < 0 or place >= len(part):
        return len(part.rstrip())
    return place


def _said(error: parser.ParseError) -> str:
    return str(error.args[0])

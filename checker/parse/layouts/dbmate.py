"""dbmate: one file, `-- migrate:up` and `-- migrate:down`, each with `transaction:false` where wanted.

dbmate looks for its two lines in the bare text, also within a string or a body, sends each block as one string, and
opens the transaction itself (dbmate's README, "Migration Options"; the first lines that fit count).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace
from pglast import parser

from checker.model import Location, Migration, Problem
from checker.parse.layouts import (
    WRAPPED,
    File,
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

_NAME = re.compile(r"(\d+)(.*)\.sql")
_UP = re.compile(r"^--\s*migrate:up(\s*$|\s+\S+)", re.MULTILINE)
_DOWN = re.compile(r"^--\s*migrate:down(\s*$|\s+\S+)$", re.MULTILINE)
_NEARLY = re.compile(r"^[ \t]*-+\s*migrate\s*:\s*(up|down)\b.*$", re.MULTILINE | re.IGNORECASE)
_QUIET = re.compile(r"\s*(?:--|$)")
_IRREVERSIBLE = re.compile(r"^-- ?db-verify: *irreversible\b", re.MULTILINE)
_MANNER = Manner("dbmate")


class Dbmate(Layout):
    """See `Layout`."""

    name = "dbmate"
    rules_off = off(WRAPPED, "dbmate opens the transaction itself")

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        return in_order(_read(folder, file) for file in files if file.is_sql)


def _read(folder: str, file: File) -> Migration:
    named = _NAME.fullmatch(file.name)
    if named is None or not directly_in(folder, file):
        return misnamed(
            "dbmate", folder, _MANNER, file, "files are called VERSION_name.sql, with a number first"
        )
    text = file.source.text
    up, down = _UP.search(text), _DOWN.search(text)
    problems = [] if file.problems else _wrong(file, up, down)
    at = [match for match in (up, down) if match]
    parts = Parts(
        id=named.group(1),
        name=named.group(2).strip("_"),
        # dbmate sorts by the file's name as text.
        version=named.group(1),
        up=script(file, _MANNER, up.start(), down.start() if down else None) if up else empty(file),
        down=script(file, _MANNER, down.start()) if down else None,
        files=(file,),
        markers=tuple(file.source.line_location(file.source.position(match.start())[0]) for match in at[1:]),
        problems=tuple(problems),
        transaction=_transaction(text, up),
        down_transaction=_transaction(text, down),
    )
    if problems:
        parts = replace(
            parts, up=replace(parts.up, problems=()), down=parts.down and replace(parts.down, problems=())
        )
    return build("dbmate", folder, _MANNER, parts)


def _transaction(text: str, marker: re.Match[str] | None) -> Literal["tool", "none"] | None:
    """Who opens the transaction of a direction, by the option on its line; each direction has its own."""
    if marker is None:
        return None
    options = text[marker.start() :].split("\n", 1)[0].split()
    return "none" if "transaction:false" in options else "tool"


def _wrong(file: File, up: re.Match[str] | None, down: re.Match[str] | None) -> list[Problem]:
    source, text = file.source, file.source.text
    exact = {match.start() for match in (*_UP.finditer(text), *_DOWN.finditer(text))}
    problems = [
        Problem(
            source.location(match.start(), match.end()),
            f"dbmate does not take this for its line: write -- migrate:{match.group(1).lower()} at the line's beginning"
            ", with one option at most",
            "marker",
        )
        for match in _NEARLY.finditer(text)
        if match.start() not in exact
    ]
    if up is None and not problems:
        problems.append(Problem(source.line_location(1), "the line -- migrate:up is missing", "marker"))
    if up and down and down.start() < up.start():
        problems.append(Problem(_line(file, down), "-- migrate:down stands before -- migrate:up", "marker"))
    before = text[: up.start()].split("\n") if up else []
    strange = next((line for line, said in enumerate(before, 1) if not _QUIET.match(said)), None)
    if strange is not None:
        problems.append(
            Problem(
                source.line_location(strange),
                "before -- migrate:up dbmate takes empty lines and lines that begin with -- only",
                "marker",
            )
        )
    if up and down is None and _IRREVERSIBLE.search(text):
        problems.append(
            Problem(
                source.line_location(source.position(up.start())[0]),
                "dbmate refuses a file without the line -- migrate:down: keep it, with nothing below",
                "marker",
            )
        )
    for first, pattern in ((up, _UP), (down, _DOWN)):
        for match in pattern.finditer(text):
            if first is not None and match.start() == first.start():
                if not _is_comment(text, match.start()):
                    problems.append(
                        Problem(
                            _line(file, match),
                            "this line stands inside a string or a body, and dbmate cuts the file here all the same",
                            "marker",
                        )
                    )
            else:
                problems.append(
                    Problem(
                        _line(file, match),
                        "this line stands here a second time; dbmate takes the first",
                        "marker",
                    )
                )
    return problems


def _line(file: File, match: re.Match[str]) -> Location:
    return file.source.line_location(file.source.position(match.start())[0])


def _is_comment(text: str, offset: int) -> bool:
    try:
        return any(token.start == offset and token.name == "SQL_COMMENT" for token in parser.scan(text))
    except parser.ParseError:
        return True

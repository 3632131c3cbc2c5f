"""The house layout: one file, `BEGIN … COMMIT`, a line `/* DOWN */`, `BEGIN … COMMIT`.

File names are `YYYYMMDDHHMM__snake_name.sql`; the digits are the id and the order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from checker.model import Comment, Location, Migration, Problem, Script
from checker.parse.layouts import File, Layout
from checker.parse.sql import parse_script

MARKER = "/* DOWN */"
_NAME = re.compile(r"(\d{12})__([a-z0-9]+(?:_[a-z0-9]+)*)\.sql")
_NEARLY = re.compile(r"(?:--\s*|/\*\s*)down\b\s*:?\s*(?:\*/)?\s*", re.IGNORECASE)


class Marker(Layout):
    """See `Layout`."""

    name = "marker"

    def read(self, folder: str, files: Sequence[File]) -> list[Migration]:
        """See `Layout`."""
        found = [_read(folder, file) for file in files if file.name.lower().endswith(".sql")]
        return sorted(found, key=lambda migration: migration.order)


def _read(folder: str, file: File) -> Migration:
    source = file.source
    named = _NAME.fullmatch(file.name)
    problems = list(file.problems)
    if named is None or file.path != f"{folder.rstrip('/')}/{file.name}":
        problems.append(
            Problem(
                source.line_location(1),
                f"{file.name!r} does not name a migration: files lie directly in {folder} and are called"
                " YYYYMMDDHHMM__snake_name.sql",
                "name",
            )
        )
    identity = named.group(1) if named else file.name.rsplit(".", 1)[0]
    name = named.group(2) if named else identity
    whole = parse_script(source) if not file.problems else Script(source, 0, len(source.text), ())
    markers, wrong = _markers(whole)
    problems += wrong
    cut = markers[0].start if markers else len(source.text)
    return Migration(
        id=identity,
        name=name,
        layout="marker",
        folder=folder,
        up=_part(whole, 0, cut, file),
        down=_part(whole, markers[0].end, len(source.text), file) if markers else None,
        sources=(source,),
        status=file.status,
        markers=tuple(comment.location for comment in markers),
        problems=tuple(problems),
        order=(identity, file.path),
    )


def _part(whole: Script, start: int, end: int, file: File) -> Script:
    """One direction of a file that was parsed in one piece."""
    lines = whole.source.position(start)[0], whole.source.position(end)[0]
    return replace(
        whole,
        start=start,
        end=end,
        statements=tuple(s for s in whole.statements if start <= s.start < end),
        comments=tuple(c for c in whole.comments if start <= c.start < end),
        problems=tuple(p for p in whole.problems if _within(p.location, lines, start == 0)),
        status=file.status,
    )


def _within(place: Location, lines: tuple[int, int], first: bool) -> bool:
    """Whether a problem belongs to the part between two lines; on the marker's own line, to the first part."""
    return (
        (lines[0] < place.line or first) and place.line <= lines[1]
        if first
        else lines[0] < place.line <= lines[1]
    )


def _markers(whole: Script) -> tuple[list[Comment], list[Problem]]:
    """The comments that part the directions, and what is unclear about them."""
    found: list[Comment] = []
    nearly: list[Comment] = []
    problems: list[Problem] = []
    for comment in whole.comments:
        if comment.text == MARKER:
            if _stands_alone(whole, comment):
                found.append(comment)
            else:
                problems.append(
                    Problem(
                        comment.location,
                        f"{MARKER} must stand on a line of its own, between two statements",
                        "marker",
                    )
                )
        elif _NEARLY.fullmatch(comment.text) and _stands_alone(whole, comment):
            nearly.append(comment)
    problems += [
        Problem(
            comment.location,
            f"{MARKER} stands here a second time; a migration has one up and one down",
            "marker",
        )
        for comment in found[1:]
    ]
    if not found:
        problems += [
            Problem(
                comment.location,
                f"this is not the marker: write {MARKER}, in just these characters",
                "marker",
            )
            for comment in nearly
        ]
    return found, problems


def _stands_alone(whole: Script, comment: Comment) -> bool:
    """Whether nothing else is on the comment's line and no statement goes around it."""
    text = whole.source.text
    line, column = whole.source.position(comment.start)
    around = whole.source.line(line)
    alone = (
        not around[: column - 1].strip() and not around[column - 1 + comment.end - comment.start :].strip()
    )
    return alone and not any(s.start < comment.start < s.end for s in whole.statements) and bool(text)

"""Edits onto texts: together or not at all, and nothing else of the file changes."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from checker.model import Edit, Finding, Location, Source

BOM = b"\xef\xbb\xbf"


class Mended(Struct, frozen=True):
    """A file before and after, as bytes, with the findings whose fixes were applied."""

    path: str
    before: bytes
    after: bytes
    findings: tuple[Finding, ...]


def mend(path: str, data: bytes, findings: Iterable[Finding]) -> Mended:
    """Apply the fixes of a file's findings, the first ones first; a fix that overlaps an earlier one is left out.

    `data` are the file's bytes in UTF-8; a byte order mark and the line ends stay. A fix whose edits are not
    all in this file is left out too.
    """
    mark = BOM if data.startswith(BOM) else b""
    source = Source.of(path, data[len(mark) :].decode("utf-8"))
    taken: list[tuple[int, int, str]] = []
    applied: list[Finding] = []
    for finding in findings:
        if finding.fix is None or any(edit.location.path != path for edit in finding.fix.edits):
            continue
        wanted = [_span(source, edit) for edit in finding.fix.edits]
        if any(one in taken for one in wanted):
            if all(one in taken for one in wanted):
                applied.append(finding)
            continue
        if not any(_overlap(one, other) for one in wanted for other in taken):
            taken += wanted
            applied.append(finding)
    text = source.text
    for start, end, new in sorted(taken, reverse=True):
        text = text[:start] + new + text[end:]
    return Mended(path, data, mark + text.encode("utf-8"), tuple(applied))


def shown(mended: Mended) -> str:
    """The difference as git shows and applies it; a file that is made has no old side."""
    from difflib import unified_diff

    before, after = (_lines(data.decode("utf-8")) for data in (mended.before, mended.after))
    old = f"a/{mended.path}" if mended.before else "/dev/null"
    return "".join(
        line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(before, after, old, f"b/{mended.path}")
    )


def offset(source: Source, line: int, column: int) -> int:
    """The offset of a 1-based line and column."""
    return sum(len(one) for one in _lines(source.text)[: line - 1]) + column - 1


def _lines(text: str) -> list[str]:
    """Lines with their ends, cut as `Source` cuts them: at LF, CRLF and CR only."""
    lines, begin = [], 0
    while begin < len(text):
        ends = [at for at in (text.find("\n", begin), text.find("\r", begin)) if at >= 0]
        if not ends:
            lines.append(text[begin:])
            break
        end = min(ends)
        end += 2 if text.startswith("\r\n", end) else 1
        lines.append(text[begin:end])
        begin = end
    return lines


def _span(source: Source, edit: Edit) -> tuple[int, int, str]:
    place: Location = edit.location
    return (
        offset(source, place.line, place.column),
        offset(source, place.end_line, place.end_column),
        edit.text,
    )


def _overlap(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether two edits touch the same characters, or insert at the same place."""
    if one[0] == other[0]:
        return True
    return one[0] < other[1] and other[0] < one[1]

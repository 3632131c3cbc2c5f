"""Text of the repository made harmless: what a file is named or says can change no terminal and no log."""

from __future__ import annotations

import re
import unicodedata

# A CI service acts on lines that it finds in a log. GitHub's runner takes `::command` at the beginning of a
# line, after white space, and `##[command]` anywhere in one; others take `##vso[`, `##teamcity[`.
_COMMAND_LINE = re.compile(r"(?m)^(\s*)(?=::)")
_COMMAND_ANYWHERE = re.compile(r"##(?=\w*\[)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    """The text on one line, with each character that is not printable written as Python escapes it.

    That covers control characters (ESC and so colours, CR, LF, tab), those that reorder text or have
    no width, spaces that look like the usual one, and bytes that are not UTF-8 (`\\xff`).
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def valid(text: str) -> str:
    """The text without lone surrogates, so that it can be written as UTF-8; bytes that were not become `\\xff`."""
    return _SURROGATE.sub(lambda match: _escaped(match[0]), text)


def without_commands(log: str) -> str:
    """A log in which no line is a command to the CI service that shows it."""
    return _COMMAND_ANYWHERE.sub(r"#\\#", _COMMAND_LINE.sub(r"\1\\", log))


def plain(text: str) -> str:
    """Several lines for a terminal or a log, in which nothing steers either; tabs and line ends stay."""
    lines = ("\t".join(map(visible, line.split("\t"))) for line in text.replace("\r\n", "\n").split("\n"))
    return without_commands("\n".join(lines))


def cells(text: str) -> int:
    """How many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces; a word that is longer keeps a line of its own."""
    # A gap of several spaces is kept inside a line: it may be a column of a table, or of SQL.
    lines = [""]
    for word in visible(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cells(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line for line in lines if line]


def snippet(line: str, start: int, end: int, width: int) -> tuple[str, str]:
    """A source line as it can be shown, and the carets under its characters `start` up to `end` (1-based).

    Tabs go to the next multiple of four. A line wider than `width` columns is cut around `start`.
    Characters of no width (combining marks) go with the one before.
    """
    shown: list[str] = []
    widths: list[int] = []
    marked: list[bool] = []
    column = 0
    for number, char in enumerate(line, 1):
        text = " " * (4 - column % 4) if char == "\t" else visible(char)
        shown.append(text)
        widths.append(cells(text))
        marked.append(start <= number < end)
        column += widths[-1]
    if not any(marked):
        shown.append("" if start > len(line) else " ")
        at = min(start - 1, len(line))
        carets = " " * sum(widths[:at]) + "^"
        first = at
    else:
        first = marked.index(True)
        carets = "".join(
            ("^" if mark else " ") * size for mark, size in zip(marked, widths, strict=True)
        ).rstrip()
    text = "".join(shown).rstrip()
    if column <= width:
        return text, carets
    return _cut(shown, widths, carets, first, width)


def _cut(shown: list[str], widths: list[int], carets: str, first: int, width: int) -> tuple[str, str]:
    """The part of a long line in which character `first` (0-based) stands, with dots where something is left out."""
    room = max(width - 8, 16)
    left = first
    before = 0
    while left > 0 and before + widths[left - 1] <= room // 3:
        left -= 1
        before += widths[left]
    right = left
    used = 0
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    offset = sum(widths[:left])
    head = "... " if left else ""
    tail = " ..." if right < len(widths) else ""
    text = head + "".join(shown[left:right]) + tail
    return text.rstrip(), " " * len(head) + (carets[offset : offset + used] or "^")

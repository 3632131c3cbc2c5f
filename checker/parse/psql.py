"""What stands in files for psql and is no SQL: its backslash commands, and the data lines of COPY … FROM stdin.

psql reads them; a tool that sends the file to the server does not. They are looked for only in a text that does
not parse, so that a line in a string or a body is never taken for one.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

_COPY = re.compile(
    r"^[ \t]*copy\b[^;]*?\bfrom\s+stdin\b[^;]*;[ \t]*\r?\n", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_COMMAND = re.compile(r"^[ \t]*\\(?P<word>[a-zA-Z_!?]+).*$", re.MULTILINE)
_END = re.compile(r"^\\\.[ \t]*\r?$", re.MULTILINE)


class Foreign(Struct, frozen=True):
    """A piece of a text that is not SQL: data lines (`start` is the COPY's) or a command, with its word."""

    kind: Literal["data", "command"]
    start: int
    end: int
    word: str = ""
    data_start: int = 0
    data_end: int = 0


def find_foreign(text: str) -> list[Foreign]:
    """The pieces of a text that are psql's, in order."""
    found: list[Foreign] = []
    for copy in _COPY.finditer(text):
        ended = _END.search(text, copy.end())
        # Without the line that ends them, COPY's lines go on to the end of the file, as they do in psql.
        stop = ended.start() if ended else len(text)
        if text[copy.end() : stop].strip() or ended:
            begin = copy.start() + len(copy.group()) - len(copy.group().lstrip())
            found.append(Foreign("data", begin, ended.end() if ended else stop, "", copy.end(), stop))
    for command in _COMMAND.finditer(text):
        if not any(one.start <= command.start() < one.end for one in found):
            begin = command.start() + len(command.group()) - len(command.group().lstrip())
            found.append(Foreign("command", begin, command.end(), command.group("word")))
    return sorted(found, key=lambda one: one.start)


def blank(text: str, start: int, end: int) -> str:
    """The text with what stands between two offsets turned into blanks, line ends kept."""
    return text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]

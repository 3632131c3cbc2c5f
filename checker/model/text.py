"""Texts and places in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

_TOKEN = re.compile(r'"(?:[^"]|"")*"|\w[\w$]*|\S')


class Location(Struct, frozen=True, order=True):
    """A place in a file of the repository.

    `path` is relative to the repository's root, with `/`. Lines and columns count from 1, columns
    in characters (Unicode code points); `end_column` is one past the last character, as SARIF 2.1.0
    (section 3.30.8) has it.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Source(Struct, frozen=True, dict=True):
    """A file's text as the tools read it, with the digest of the bytes it was made from.

    `text` has no byte order mark and keeps its line ends. Offsets count characters of `text`. `content` is the text, or
    reads it when something asks for it; what that raises comes through there.
    """

    path: str
    content: str | Callable[[], str]
    sha256: str = ""

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        """A source made of a text alone; its digest is that of the text in UTF-8."""
        return cls(path, text, sha256(text.encode("utf-8", "surrogateescape")).hexdigest())

    @cached_property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else self.content()

    @cached_property
    def _line_starts(self) -> list[int]:
        if "\r" not in self.text:
            *lines, _ = self.text.split("\n")
            return [0, *accumulate(len(line) + 1 for line in lines)]
        return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.text))]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; line 1 is the first of them."""
        starts = [*self._line_starts, len(self.text)]
        return tuple(self.text[a:b].rstrip("\r\n") for a, b in pairwise(starts))

    @cached_property
    def newline(self) -> str:
        """How its lines end, for what is written into it."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def line(self, number: int) -> str:
        """One of the lines, by its 1-based number; empty where there is none."""
        starts = self._line_starts
        if not 0 < number <= len(starts):
            return ""
        return self.text[starts[number - 1] : starts[number] if number < len(starts) else None].rstrip("\r\n")

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character's offset; past the end means the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def location(self, start: int, end: int | None = None) -> Location:
        """The place from offset `start` up to `end`; without an end, of the token at `start`."""
        if end is None:
            token = _TOKEN.match(self.text, start)
            end = token.end() if token else start
        return Location(self.path, *self.position(start), *self.position(max(start, end)))

    def line_location(self, line: int) -> Location:
        """The place of a whole line, without the white space around it."""
        text = self.line(line)
        indent = len(text) - len(text.lstrip())
        return Location(self.path, line, indent + 1, line, max(indent + 1, len(text.rstrip()) + 1))


class Edit(Struct, frozen=True):
    """Replace what stands at `location` by `text`; an empty place is an insertion."""

    location: Location
    text: str


class Fix(Struct, frozen=True):
    """A mechanical mend of one finding: edits that do not overlap, to be applied together."""

    description: str
    edits: tuple[Edit, ...]


class Problem(Struct, frozen=True):
    """Something wrong with a file that a stage met while reading it; a rule turns it into findings.

    `syntax`: it can't be read as SQL (or at all). `marker`: where its directions part is unclear.
    `foreign`: a line that parts them in another tool alone; the file is run as its own does. `name`: its name does not say
    what the layout needs. `version`: another one has the same id.
    """

    location: Location
    message: str
    kind: Literal["syntax", "marker", "foreign", "name", "version"] = "syntax"

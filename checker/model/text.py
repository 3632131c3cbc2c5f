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
    reads it when something asks for it; what that raises comes through there. Lines and places are those of the file as it
    is `written`, which `text` is but in a `Filled` one.
    """

    path: str
    content: str | Callable[[], str]
    sha256: str = ""

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        """A source made of a text alone; its digest is that of the text in UTF-8."""
        return cls(path, text, sha256(text.encode("utf-8", "surrogateescape")).hexdigest())

    @cached_property
    def written(self) -> str:
        return self.content if isinstance(self.content, str) else self.content()

    @cached_property
    def text(self) -> str:
        return self.written

    @property
    def print(self) -> str:
        """What decides what its text is."""
        return self.sha256

    @cached_property
    def _line_starts(self) -> list[int]:
        if "\r" not in self.written:
            *lines, _ = self.written.split("\n")
            return [0, *accumulate(len(line) + 1 for line in lines)]
        return [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", self.written))]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; line 1 is the first of them."""
        starts = [*self._line_starts, len(self.written)]
        return tuple(self.written[a:b].rstrip("\r\n") for a, b in pairwise(starts))

    @cached_property
    def newline(self) -> str:
        """How its lines end, for what is written into it."""
        return "\r\n" if "\r\n" in self.written else "\n"

    def line(self, number: int) -> str:
        """One of the lines, by its 1-based number; empty where there is none."""
        starts = self._line_starts
        if not 0 < number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else None
        return self.written[starts[number - 1] : end].rstrip("\r\n")

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of a character's offset; past the end means the end."""
        offset = self._written_at(max(0, min(offset, len(self.text))))
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def _written_at(self, offset: int) -> int:
        """Where the character at an offset of the text stands in the file."""
        return offset

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


class Filled(Source, frozen=True, dict=True):
    """A file in which its tool writes `values` for some words before it sends it, as the text has them; `words` fits any such word.

    A word is known by its name, which `words` captures, in lower case: beside it stand its value, and the path of the file that says
    so. Places in what was written for a word are where the word stands. Without `words` the tool writes nothing.
    """

    words: re.Pattern[str] | None = None
    values: tuple[tuple[str, str, str], ...] = ()

    @cached_property
    def _known(self) -> dict[str, tuple[str, str]]:
        return {name: (value, path) for name, value, path in self.values}

    @cached_property
    def _cuts(self) -> list[tuple[int, int, int, str]]:
        """Where each word that has a value begins and ends in the file, where its value begins in the text, and the value."""
        cuts, shift = [], 0
        for found in self.words.finditer(self.written) if self.words and self.values else ():
            if (said := self._known.get(found[1].lower())) is not None:
                cuts.append((found.start(), found.end(), found.start() + shift, said[0]))
                shift += len(said[0]) - len(found[0])
        return cuts

    @cached_property
    def text(self) -> str:
        pieces, end = [], 0
        for start, stop, _, value in self._cuts:
            pieces += [self.written[end:start], value]
            end = stop
        return "".join([*pieces, self.written[end:]])

    @property
    def print(self) -> str:
        if not self.values:
            return self.sha256
        pattern = self.words.pattern if self.words else ""
        return " ".join([self.sha256, pattern, *map(str, self.values)])

    def filled(self, start: int, end: int) -> list[tuple[str, str]]:
        """What was written into a part of the text: each word as it stands in the file, and the path of who says its value; each once.

        The value itself may be a secret.
        """
        words = (self.written[a:b] for a, b, at, _ in self._cuts if start <= at < max(end, start + 1))
        return [(word, self._said(word)) for word in dict.fromkeys(words)]

    def _said(self, word: str) -> str:
        match = self.words.fullmatch(word) if self.words else None
        return self._known[match[1].lower()][1] if match else ""

    def _written_at(self, offset: int) -> int:
        place = bisect_right(self._cuts, offset, key=lambda cut: cut[2]) - 1
        if place < 0:
            return offset
        start, stop, at, value = self._cuts[place]
        return start if offset < at + len(value) else stop + offset - at - len(value)


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
    `foreign`: a line that parts them in another tool alone; the file is run as its own does. `rollback`: another tool's file, whose
    rollbacks are not read. `name`: its name does not say
    what the layout needs. `version`: another one has the same id.
    """

    location: Location
    message: str
    kind: Literal["syntax", "marker", "foreign", "rollback", "name", "version"] = "syntax"

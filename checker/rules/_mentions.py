"""Where a text in Markdown names a migration: in what people read, not in comments and code blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from checker.model import Location, Migration, Source

if TYPE_CHECKING:
    from markdown_it.token import Token

# Shorter ids (a bare `12`) are found in any text; such a migration is named by its file, as `12_add_title`.
_TELLING = 8
_FRONT_MATTER = re.compile(r"\A---\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


class Block(Struct, frozen=True):
    """A run of lines with the text that a reader sees there. `section` is the heading of level 2 above it.

    `lines` are 1-based; `section_line` is the heading's line, 0 above the first heading.
    """

    lines: range
    text: str
    section: str = ""
    section_line: int = 0


@lru_cache(maxsize=64)
def blocks(text: str, *, yaml: bool = False) -> tuple[Block, ...]:
    """What a reader of a Markdown text sees, block by block.

    Left out: HTML comments, code blocks, link definitions. With `yaml`, front matter and code blocks of YAML
    count as text, since an audit entry says there what was done.
    """
    from markdown_it import MarkdownIt

    found: list[Block] = []
    front = _FRONT_MATTER.match(text)
    if front:
        height = len(front[0].splitlines())
        if yaml:
            found.append(Block(range(1, height + 1), front[0]))
        text = "\n" * (height - 1) + text[front.end() :]
    section, section_line, heading = "", 0, 0
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "heading_close":
            heading = 0
        elif token.type == "inline" and token.map:
            seen = _seen(token)
            if heading and heading <= 2:
                section, section_line = (seen if heading == 2 else ""), token.map[0] + 1
            found.append(Block(range(token.map[0] + 1, token.map[1] + 1), seen, section, section_line))
        elif token.type == "fence" and yaml and token.map and token.info.strip().lower() in ("yaml", "yml"):
            found.append(
                Block(range(token.map[0] + 1, token.map[1] + 1), token.content, section, section_line)
            )
    return tuple(found)


def _seen(inline: Token) -> str:
    parts = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return "".join(parts)


def pattern(migration: Migration) -> re.Pattern[str]:
    """What names a migration: its whole id, or, where the id is too short to tell, its file's name or `migration ID`."""
    whole = re.escape(migration.id)
    if len(migration.id) >= _TELLING:
        return re.compile(rf"(?<![0-9A-Za-z]){whole}(?![0-9A-Za-z])")
    stem = re.escape(migration.path.rsplit("/", 1)[-1].split(".")[0])
    return re.compile(rf"(?<![0-9A-Za-z_])(?:{stem}|migrations?:?\s+{whole})(?![0-9A-Za-z_])", re.IGNORECASE)


def named_on(block: Block, source: Source, named: re.Pattern[str]) -> Iterator[int]:
    """The lines of a block that name a migration which the block's text names."""
    if named.search(block.text):
        for line in block.lines:
            if line <= len(source.lines) and named.search(source.lines[line - 1]):
                yield line


def is_named(text: str, migration: Migration) -> bool:
    """Whether a text in Markdown names a migration anywhere that people read."""
    named = pattern(migration)
    return any(named.search(block.text) for block in blocks(text))


def open_sections(source: Source, added: Collection[int]) -> Iterator[Block]:
    """The blocks of a CHANGELOG below `Unreleased`, or below a release that this change writes itself."""
    for block in blocks(source.text):
        if "unreleased" in block.section.lower() or (block.section and block.section_line in added):
            yield block


def added_here(
    source: Source, added: Collection[int], found: Callable[[], Iterable[Block]], migration: Migration
) -> bool:
    """Whether a line that the change adds names a migration, among these blocks of a document; they are asked for where one may."""
    named = pattern(migration)
    lines = {line for line, text in enumerate(source.lines, 1) if line in added and named.search(text)}
    return bool(lines) and any(line in lines for block in found() for line in named_on(block, source, named))


def place(source: Source, line: int, start: int, end: int) -> Location:
    """The place of a part of a line: `start` and `end` count its characters from 0."""
    return Location(source.path, line, start + 1, line, end + 1)

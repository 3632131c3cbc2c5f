"""The line of a CHANGELOG that names a migration."""

from __future__ import annotations

from checker.model import Document, Edit, Fix, Location, Migration
from checker.rules._mentions import blocks


def entry(changelog: Document, migration: Migration) -> Fix | None:
    """A line below Unreleased: after the list of its first subsection where there is one."""
    source = changelog.source
    heads = [block for block in blocks(source.text) if block.lines[0] == block.section_line]
    head = next((block for block in heads if "unreleased" in block.section.lower()), None)
    if head is None:
        return None
    ends = [block.section_line for block in heads if block.section_line > head.section_line]
    below = range(head.section_line + 1, (ends[0] if ends else len(source.lines) + 1))
    items = [number for number in below if source.lines[number - 1].startswith(("- ", "* "))]
    newline = source.newline
    words = migration.name.replace("_", " ")
    line = f"- {words[:1].upper()}{words[1:]} (migration {migration.id})."
    if items:
        return Fix("name it in the CHANGELOG", (Edit(_start_of(changelog, items[0]), line + newline),))
    after = head.section_line + 1
    text = f"{newline}{line}{newline}"
    if after > len(source.lines) or not source.text.endswith(("\n", "\r")):
        text = newline + text
    return Fix("name it in the CHANGELOG", (Edit(_start_of(changelog, after), text),))


def _start_of(changelog: Document, line: int) -> Location:
    source = changelog.source
    offset = sum(len(text) for text in source.text.splitlines(keepends=True)[: line - 1])
    return source.location(offset, offset)

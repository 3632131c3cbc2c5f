"""A migration is not named in the CHANGELOG.

## Why

The CHANGELOG is where operators and reviewers look up what a release does to the database. A change that
is not there is found out about when it hurts.

## How to fix

Add a line with the migration's id to the section Unreleased; `db-verify fix` writes it:

```markdown
## [Unreleased]

### Added

- Notes have an owner (migration 202511230900).
```

## Not reported

- An id in a line that the change adds below Unreleased, or below a release that the change itself writes.
- Migrations that the change does not touch.
- Repositories whose config names no `changelog`.
- An id in an old release, in a line that was there before, in a comment or a code block, or only as part of
  a longer number, does not count as named.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Document, Edit, Fix, Migration, Severity
from checker.rule import Hit, rule
from checker.rules._mentions import added_here, blocks, open_sections


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each changed migration that no added line of the open section names."""
    changelog = change.changelog
    if change.config.changelog is None:
        return
    for migration in change.changed:
        if changelog is None or not added_here(
            changelog.source, changelog.added, open_sections(changelog.source, changelog.added), migration
        ):
            yield Hit(
                migration.location,
                f"{change.config.changelog} does not name migration {migration.id}: add a line with this id to its"
                " section Unreleased",
                object=migration.id,
                fix=_entry(changelog, migration) if changelog else None,
            )


def _entry(changelog: Document, migration: Migration) -> Fix | None:
    """A line below Unreleased: after the list of its first subsection where there is one."""
    source = changelog.source
    heads = [block for block in blocks(source.text) if block.lines[0] == block.section_line]
    head = next((block for block in heads if "unreleased" in block.section.lower()), None)
    if head is None:
        return None
    ends = [block.section_line for block in heads if block.section_line > head.section_line]
    below = range(head.section_line + 1, (ends[0] if ends else len(source.lines) + 1))
    items = [line for line in below if source.lines[line - 1].startswith(("- ", "* "))]
    newline = "\r\n" if "\r\n" in source.text else "\n"
    words = migration.name.replace("_", " ")
    entry = f"- {words[:1].upper()}{words[1:]} (migration {migration.id})."
    if items:
        return Fix("name it in the CHANGELOG", (Edit(_start_of(changelog, items[0]), entry + newline),))
    after = head.section_line + 1
    text = f"{newline}{entry}{newline}"
    if after > len(source.lines) or not source.text.endswith(("\n", "\r")):
        text = newline + text
    return Fix("name it in the CHANGELOG", (Edit(_start_of(changelog, after), text),))


def _start_of(changelog: Document, line: int):  # type: ignore[no-untyped-def]
    source = changelog.source
    offset = sum(len(text) for text in source.text.splitlines(keepends=True)[: line - 1])
    return source.location(offset, offset)

"""The CHANGELOG names a migration that does not exist.

## Why

A mistyped id leads nobody anywhere, and hides that the right one is missing.

## How to fix

Write the id as the migration's file name has it.

```markdown
- Notes have an owner (migration 202511230900).
```

## Not reported

- Lines that the change does not add, and releases that are out.
- Numbers that are no timestamp of the length that the repository's ids have.
- Code blocks and comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from checker.model import Change, Document, Severity
from checker.rule import Hit, rule
from checker.rules._mentions import open_sections, place

_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:19|20)[0-9]{10}(?:[0-9]{2})?(?![0-9A-Za-z])")
_COMMENT = re.compile(r"<!--.*?(?:-->|$)")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each id in an added line of the open section that no migration has."""
    changelog = change.changelog
    if changelog is None:
        return
    source = changelog.source
    unknown = _unknown(change, changelog)
    # To know what is a code block takes longer than all the rest, and hardly ever matters.
    for block in open_sections(source, changelog.added) if unknown else ():
        for line in block.lines:
            for found in unknown.get(line, ()):
                if found[0] in _NUMBER.findall(block.text):
                    yield Hit(
                        place(source, line, found.start(), found.end()),
                        f"there is no migration {found[0]}: write the id as the migration's file name has it",
                        object=found[0],
                    )


def _unknown(change: Change, changelog: Document) -> Mapping[int, list[re.Match[str]]]:
    """What looks like an id and is no migration's, by the added line that it stands on."""
    known = set(change.history.ids)
    lengths = {len(one) for one in known}
    unknown: dict[int, list[re.Match[str]]] = {}
    for line, text in enumerate(changelog.source.lines, 1):
        for found in _NUMBER.finditer(_without_comments(text)) if line in changelog.added else ():
            if found[0] not in known and len(found[0]) in lengths and _is_time(found[0]):
                unknown.setdefault(line, []).append(found)
    return unknown


def _without_comments(line: str) -> str:
    """The line with comments blanked out, so that places stay right."""
    return _COMMENT.sub(lambda found: " " * len(found[0]), line)


def _is_time(number: str) -> bool:
    try:
        datetime.strptime(number, "%Y%m%d%H%M" if len(number) == 12 else "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return False
    return True

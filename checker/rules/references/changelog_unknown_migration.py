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
from collections.abc import Iterator
from datetime import datetime

from checker.model import Change, Severity
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
    known = set(change.history.ids)
    lengths = {len(one) for one in known}
    for block in open_sections(source, changelog.added):
        for number in sorted({found for found in _NUMBER.findall(block.text) if found not in known}):
            if len(number) not in lengths or not _is_time(number):
                continue
            for line in block.lines:
                if line not in changelog.added:
                    continue
                for found in _NUMBER.finditer(_without_comments(source.lines[line - 1])):
                    if found[0] == number:
                        yield Hit(
                            place(source, line, found.start(), found.end()),
                            f"there is no migration {number}: write the id as the migration's file name has it",
                            object=number,
                        )


def _without_comments(line: str) -> str:
    """The line with comments blanked out, so that places stay right."""
    return _COMMENT.sub(lambda found: " " * len(found[0]), line)


def _is_time(number: str) -> bool:
    try:
        datetime.strptime(number, "%Y%m%d%H%M" if len(number) == 12 else "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return False
    return True

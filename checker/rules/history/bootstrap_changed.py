"""A change edits what the bootstrap runs, as superuser, before everything.

## Why

The bootstrap makes the roles and schemas that all else is judged on. The check runs the base's, since a pull
request must not run anything as superuser. So what the change makes of it has not been tried here: a role that gets
BYPASSRLS there, or a grant, shows in the next check at the earliest.

## How to fix

Read it as you would read a superuser's session: which attributes each role has, what it is granted, and whether production's
roles are the same. Whether the database holds all that is promised with the new one can be tried where nobody else's
data is:

```text
git switch --detach origin/my-change
db-verify check --all --base HEAD
```

## Not reported

- Lines that are comments or empty.
- A repository whose base has no bootstrap: the change's own is run then, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from checker.model import Change, FileChange, Location, Severity, Source
from checker.rule import Hit, rule


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each file of the base's bootstrap that is not what it was, and each new one beside them."""
    folders = change.base_config.bootstrap if change.base_config is not None else ()
    for file in change.files:
        paths = [path for path in (file.path, file.old_path) if path and path.lower().endswith(".sql")]
        if not any(
            path == one or path.startswith(one.rstrip("/") + "/") for path in paths for one in folders
        ):
            continue
        place = _first_change(file)
        if place is not None:
            yield Hit(
                place,
                f"{file.path} runs as superuser before everything, and this check has run the base's: read it with care",
                object=file.path,
            )


def _first_change(file: FileChange) -> Location | None:
    """The first line that is other than on the base; None where no line that says something is."""
    was, now = _lines(file.base), _lines(file.head)
    if file.head is None:
        return Location(file.path)
    if [text for _, text in was] == [text for _, text in now] and file.status != "renamed":
        return None
    same = sum(1 for _ in takewhile(lambda pair: pair[0][1] == pair[1][1], zip(was, now, strict=False)))
    number = now[same][0] if same < len(now) else len(file.head.lines)
    return file.head.line_location(max(number, 1))


def _lines(source: Source | None) -> list[tuple[int, str]]:
    """The lines that are neither empty nor a comment, with their numbers."""
    numbered = enumerate(source.lines, 1) if source is not None else ()
    return [(n, text) for n, line in numbered if (text := line.strip()) and not text.startswith("--")]

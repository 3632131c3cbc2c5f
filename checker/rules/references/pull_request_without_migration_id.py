"""The pull request does not name a migration that it changes.

## Why

Whoever reads the history later finds the discussion by the id; and a reviewer sees from the text which
migrations to look at.

## How to fix

Write the id into the pull request's title or text, or into a commit's message:

```text
Give notes an owner (202511230900)
```

## Not reported

- An id in the title, the text, or any commit's message between base and head.
- Migrations that the change does not touch.
- A change that has neither a pull request nor a commit yet, and what GitHub's merge queue or a push brings: the text of the
  pull request, which was judged, is not in their events.
- Repositories whose config does not set `pull_request_ids: true`.
- An id in a comment or a code block of the pull request's text, or only as part of a longer number, does not
  count as named.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._mentions import is_named, pattern


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each changed migration that neither the pull request nor a commit's message names."""
    if not change.config.pull_request_ids or (change.pull_request is None and not change.messages):
        return
    for migration in change.changed:
        if change.pull_request is not None and is_named(change.pull_request, migration):
            continue
        named = pattern(migration)
        if any(named.search(message) for message in change.messages):
            continue
        yield Hit(
            migration.location,
            f"neither the pull request's text nor a commit's message names migration {migration.id}: write this id"
            " into one of them",
            object=migration.id,
        )

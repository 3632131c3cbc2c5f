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
from functools import partial

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._mentions import added_here, open_sections
from checker.rules.references._entry import entry


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each changed migration that no added line of the open section names."""
    changelog = change.changelog
    if change.config.changelog is None:
        return
    for migration in change.changed:
        if changelog is None or not added_here(
            changelog.source,
            changelog.added,
            partial(open_sections, changelog.source, changelog.added),
            migration,
        ):
            yield Hit(
                migration.location,
                f"this change adds no line to {change.config.changelog} that names migration {migration.id}: add one to its"
                " section Unreleased",
                object=migration.id,
                fix=entry(changelog, migration) if changelog else None,
            )

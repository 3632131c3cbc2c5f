"""A migration is not named in an audit report.

## Why

The audit folder is the record of what was done to the database, by whom, and what was looked at. It is
written with the change; afterwards nobody remembers.

## How to fix

Name the migration's id in a report that the change adds or adds to, as `ops/audit/2026-11-23.md`:

````markdown
# Audit of 2026-11-23

## Review of the owners of notes

```yaml
run: review
result: passed
started: '2026-11-23T09:10:00+00:00'
finished: '2026-11-23T09:40:00+00:00'
by: who
commit: null
database: none
tool: db-verify check
migrations: ['202511230900']
```
````

## Not reported

- An id in any line that the change adds to a Markdown file of the audit folder, front matter and YAML blocks
  included.
- Migrations that the change does not touch.
- Repositories whose config names no `audit`.
- An id in a line that was there before, in a comment or a block of code, or only as part of a longer
  number, does not count as named.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._mentions import added_here, blocks


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each changed migration that no added line of an audit report names."""
    if change.config.audit is None:
        return
    for migration in change.changed:
        if not any(
            added_here(
                document.source, document.added, partial(blocks, document.source.text, yaml=True), migration
            )
            for document in change.audit
        ):
            yield Hit(
                migration.location,
                f"this change adds no line to an audit report that names migration {migration.id}: name it in today's file"
                f" in {change.config.audit}/",
                object=migration.id,
            )

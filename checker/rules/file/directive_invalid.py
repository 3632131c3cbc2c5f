"""A comment to db-verify is not understood.

## Why

A directive that is misspelt says nothing, and whoever wrote it believes that it does. One without a reason
cannot be judged by a reviewer.

## How to fix

Each stands in a comment of its own, with its reason:

```sql
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_title on app.note (title);
```

| directive | says |
| --- | --- |
| `no-transaction` | the migration can't run in a transaction |
| `irreversible` | no down can give back what the up takes |
| `allow RULE` | a finding of this rule on the next statement (in the header: in the file) does not count, `until=` a day |

## Not reported

- Comments that only mention db-verify in a sentence.
- Directives in files that the change does not touch.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Directive, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each directive of a judged migration or repeatable script that can't be read, or says nothing."""
    for migration in change.judged:
        yield from _wrong(migration.directives)
    for script in change.scripts:
        yield from _wrong(script.directives)


def _wrong(directives: tuple[Directive, ...]) -> Iterator[Hit]:
    for directive in directives:
        if directive.problem is not None:
            yield Hit(
                directive.location,
                f"this directive has no effect: {directive.problem}",
                object=directive.word or None,
            )

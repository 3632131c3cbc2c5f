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
| `ignore RULE` | a finding of this rule does not count |

## Not reported

- Comments that only name db-verify, without the colon.
- Directives in files that the change does not touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from checker.model import Change, Severity
from checker.rule import Hit, rule

_WORDS = ("ignore", "irreversible", "no-transaction")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each directive of a judged migration whose word is unknown or that has no reason."""
    for migration in change.judged:
        for directive in migration.directives:
            if directive.word not in _WORDS:
                said = directive.word or directive.argument
                close = get_close_matches(said.split(" ")[0], _WORDS, n=1)
                meant = f"; did you mean {close[0]!r}?" if close else ""
                yield Hit(
                    directive.location,
                    f"the directive {said!r} is not understood{meant} Write one of {', '.join(_WORDS)}, with"
                    ' reason="…"',
                    object=migration.id,
                )
            elif not directive.values.get("reason", "").strip():
                yield Hit(
                    directive.location,
                    f'the directive {directive.word} gives no reason: add reason="…"',
                    object=migration.id,
                )

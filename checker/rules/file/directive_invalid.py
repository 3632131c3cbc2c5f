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

```sql
-- db-verify: allow policy-without-role reason="every role may read the list of countries" until=2027-06-30
create policy country_read on country for select using (continent = 'Europe');
```

| directive | says |
| --- | --- |
| `no-transaction` | the migration can't run in a transaction |
| `irreversible` | no down can give back what the up takes |
| `allow RULE` | a finding of this rule on the next statement (in the header: in the file) does not count, `until=` a day |

## Not reported

- Comments that only mention db-verify in a sentence.
- A directive on the last day that its `until=` names.
- Directives in files that the change does not touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from checker.model import NEVER_ALLOWED, Change, Directive, Severity
from checker.rule import Hit, rule


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each directive of a judged migration or repeatable script that can't be read, or says nothing."""
    for migration in change.judged:
        yield from _wrong(migration.directives, change.as_of)
    for script in change.scripts:
        yield from _wrong(script.directives, change.as_of)


def _wrong(directives: tuple[Directive, ...], today: date) -> Iterator[Hit]:
    for directive in directives:
        problem = directive.problem or _rule_or_day(directive, today)
        if problem is not None:
            yield Hit(
                directive.location,
                f"this directive has no effect: {problem}",
                object=directive.word or None,
            )


def _rule_or_day(directive: Directive, today: date) -> str | None:
    """What is wrong with an `allow` that can be read."""
    from checker.rules import all_rules

    if directive.word != "allow":
        return None
    name, known = directive.argument, all_rules()
    if name not in known:
        close = get_close_matches(name, known, n=1)
        return f"there is no rule {name!r}" + (f"; did you mean {close[0]}?" if close else "")
    if name in NEVER_ALLOWED:
        return f"{name} can't be allowed by a comment"
    until = directive.values.get("until")
    if until is not None and date.fromisoformat(until) < today:
        return f"it ended on {until}; mend what it allows, or give it another day"
    return None

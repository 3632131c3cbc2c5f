"""A policy shows every row to everybody at another time, or in another database.

## Why

`owner = auth.uid() or now() > '2027-01-01'` is as strict as it looks until that day, and no test before it shows what
comes then. The same goes for what is true in one database only, on one server, or after an upgrade: what a policy
lets through should depend on the row and on who asks.

## How to fix

Leave it out. What is to be open from a day on is a row's own business, or is opened by a migration on that day:

```sql
alter policy note_own on public.note using (owner = (select auth.uid()) or published_at <= now());
```

## Not reported

- A time that is compared with a column.
- Policies that ask for no caller: those are open to everybody on purpose, or are found by
  [policy-ignores-caller](policy-ignores-caller.md).
- TO nobody but a role that may have every row anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.predicate import STRANGER, Answer
from checker.rule import Hit, rule
from checker.rules.access._meaning import asks_who, judged_policies
from checker.rules.access._stored import holds


@rule(Severity.WARNING, holds=holds)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy that asks who the caller is, and shows a stranger every row once something else says so."""
    for one in judged_policies(change):
        if one.for_trusted or not any(asks_who(node) for _, node in one.parts):
            continue
        for clause, node in one.parts:
            verdict = one.verdict(one.narrowed(clause, node), STRANGER)
            if Answer.EVERY in verdict.now_and_then:
                text = (
                    f"{one.title} is true of every row, whoever asks, for some values of {verdict.why} ({clause}): let it depend"
                    " on the row and the caller alone"
                )
                yield Hit(one.location, text, one.object, undecided=one.undecided)
                break

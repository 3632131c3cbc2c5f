"""A policy lets a caller write rows that are not its own, though it shows only its own.

## Why

USING says which rows a caller may change, WITH CHECK what they may be afterwards. With
`using (owner = auth.uid()) with check (true)` a caller gives its row to somebody else, or writes one in
somebody else's name.

## How to fix

Ask the same of the new row, or leave WITH CHECK out, which does that:

```sql
create policy note_own on public.note for update to authenticated
  using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
```

## Not reported

- A check that asks less of the row (its status), and as much of the caller.
- FOR UPDATE where nobody but a trusted role passes USING.
- TO nobody but a role that may write every row anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.predicate import ANONYMOUS, NO_CLAIMS, OWNER, STRANGER, Answer
from checker.rule import Hit, rule
from checker.rules.access._meaning import judged_policies, rank
from checker.rules.access._stored import holds


@rule(Severity.ERROR, holds=holds)
def check(change: Change) -> Iterator[Hit]:
    """Each policy whose USING is about the caller, and whose WITH CHECK is not."""
    for one in judged_policies(change):
        using, written = one.policy.using, one.policy.check
        if one.for_trusted or using is None or written is None or one.policy.command not in ("all", "update"):
            continue
        if one.policy.command == "update" and one.answer(using, OWNER) is Answer.NONE:
            continue
        whole = one.narrowed("WITH CHECK", written)
        if one.answer(using, STRANGER) is Answer.NONE and any(
            one.answer(using, caller) is Answer.NONE and rank(one.answer(whole, caller))
            for caller in (STRANGER, NO_CLAIMS, ANONYMOUS)
        ):
            text = (
                f"{one.title} shows a caller its own rows and lets it write other people's (WITH CHECK asks less than"
                " USING): ask the same of the new row, or leave WITH CHECK out"
            )
            yield Hit(one.location, text, one.object, undecided=one.undecided)

"""A policy lets a caller through that has sent no claims at all.

## Why

Without a token `auth.uid()` and `auth.role()` are NULL. `auth.role() is distinct from 'anon'`,
`coalesce(auth.role(), 'service_role') = 'service_role'` and `auth.uid() is null or …` are then true: whoever
connects past the gateway, or a gateway that forgets the token, has every row.

## How to fix

Ask for what must be there:

```sql
create policy note_own on public.note for select to authenticated
  using ((select auth.uid()) is not null and owner = (select auth.uid()));
```

## Not reported

- Policies that are true for everybody: `policy-always-true` says that.
- Policies that show some rows to everybody, whoever asks (`using (is_public)`).
- TO nobody but a role that may have every row anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.predicate import STRANGER, UNCLAIMED, Answer
from checker.rule import Hit, rule
from checker.rules.access._meaning import judged_policies, presence, rank
from checker.rules.access._stored import holds


@rule(Severity.ERROR, holds=holds)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy that shows more without claims than to a caller who has some."""
    for one in judged_policies(change):
        if one.for_trusted:
            continue
        for clause, node in one.parts:
            if one.always(clause, node):
                continue
            whole = one.narrowed(clause, node)
            other = one.answer(whole, STRANGER)
            opened = [
                caller
                for caller in UNCLAIMED
                if one.answer(whole, caller) is Answer.EVERY
                or (
                    other is Answer.NONE
                    and not caller.blank
                    and rank(one.answer(whole, caller, nulls=False)) > rank(other)
                )
            ]
            if opened:
                text = (
                    f"{one.title} is true for {opened[0].name} ({clause}): ask for what must be there, as"
                    f" {presence(node)}"
                )
                yield Hit(one.location, text, one.object, undecided=one.undecided)
                break

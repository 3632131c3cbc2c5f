"""A policy is right or wrong by accident where a value is NULL.

## Why

Without claims `auth.role() <> 'anon'` and `auth.role() not in ('anon')` are NULL, and only therefore refuse; the
smallest edit (`is distinct from`, `coalesce`, `not (… = …)` in a CASE) turns that into TRUE. And
`owner is not distinct from auth.uid()` gives every row without an owner to every caller without claims.

## How to fix

Name who is let in instead of who is kept out, and ask for the value first:

```sql
create policy note_roles on public.note for select to authenticated
  using ((select auth.role()) in ('authenticated', 'service_role') and owner = (select auth.uid()));
```

## Not reported

- `<>` and NOT IN on columns of the row alone.
- `owner = auth.uid()`, which is NULL without claims, as it should be.
- Rows without an owner that are everybody's on purpose (`owner = auth.uid() or owner is null`).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.predicate import NO_CLAIMS, STRANGER, UNCLAIMED, Answer
from checker.rule import Hit, rule
from checker.rules.access._meaning import judged_policies, presence, rank
from checker.rules.access._stored import holds


@rule(Severity.ERROR, holds=holds)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy that only NULL keeps closed, or that NULL alone opens."""
    for one in judged_policies(change):
        if one.for_trusted:
            continue
        for _, node in one.parts:
            found = one.answer(node, NO_CLAIMS)
            if rank(one.answer(node, NO_CLAIMS, naive=True)) > rank(found) and found is not Answer.UNKNOWN:
                text = (
                    f"{one.title} refuses a caller without claims only because a comparison with NULL is NULL: name"
                    " who is let in instead of who is kept out"
                )
            elif one.answer(node, STRANGER) is Answer.NONE and any(
                one.answer(node, caller) is Answer.SOME
                and one.answer(node, caller, nulls=False) is Answer.NONE
                for caller in UNCLAIMED
            ):
                text = (
                    f"{one.title} gives rows with a NULL to a caller without claims, since NULL meets NULL: ask for"
                    f" {presence(node)} as well"
                )
            else:
                continue
            yield Hit(one.location, text, one.object, undecided=one.undecided)
            break

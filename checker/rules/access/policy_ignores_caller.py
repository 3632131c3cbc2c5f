"""A policy lets every caller with claims have every row, whoever it is.

## Why

`auth.role() = 'authenticated'`, `auth.uid() is not null` and `tenant = tenant` look like a check and tell
nobody apart: each tenant sees the rows of all others.

## How to fix

Compare something of the row with something of the caller:

```sql
create policy note_tenant on public.note for select to authenticated
  using (tenant = (select auth.jwt() ->> 'tenant'));
```

## Not reported

- Policies that are true for everybody or without claims: rules of their own say that.
- Policies that ask something of the row (`using (is_public)`), which shows the same rows to all.
- TO nobody but roles that `access:` allows this on the table, whatever their claims.
- A policy that a restrictive one narrows.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.predicate import STRANGER, UNCLAIMED, Answer
from checker.rule import Hit, rule
from checker.rules.access._meaning import judged_policies
from checker.rules.access._stored import holds


@rule(Severity.ERROR, holds=holds)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy that is true of every row without NULLs for a caller of another tenant."""
    for one in judged_policies(change):
        if one.for_trusted:
            continue
        clauses = []
        for clause, node in one.parts:
            whole = one.narrowed(clause, node)
            unclaimed = any(one.answer(whole, caller) is Answer.EVERY for caller in UNCLAIMED)
            if not unclaimed and one.answer(whole, STRANGER, nulls=False) is Answer.EVERY:
                clauses.append(clause)
        if clauses:
            text = (
                f"{one.title} lets every caller have every row, whoever it is ({' and '.join(clauses)}): compare"
                " something of the row with something of the caller"
            )
            yield Hit(one.location, text, one.object, undecided=one.undecided)

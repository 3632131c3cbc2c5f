"""A policy that lets rows be written does not say which rows.

## Why

WITH CHECK is what a new or changed row must fulfil. Without it an INSERT policy lets no row in, and every INSERT is
refused. UPDATE and ALL take USING for it, which was written with the old row in mind: it says who may touch a row,
and not what may be made of it; without USING too, they let no row through.

## How to fix

```sql
create policy note_update on app.note for update to authenticated
  using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));
```

## Not reported

- Policies for SELECT and DELETE, which write no row.
- Restrictive policies, which only take away.
- ALTER POLICY, which leaves what it does not name as it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import written


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive CREATE POLICY for INSERT, UPDATE or ALL without WITH CHECK."""
    for policy in written(change):
        if (
            policy.command not in ("insert", "update", "all")
            or policy.check is not None
            or not policy.permissive
        ):
            continue
        if policy.command == "insert" or policy.using is None:
            said = "lets no row in"
        else:
            said = "takes USING for the new row as well"
        yield Hit(
            policy.statement.location,
            f"the policy {quote(policy.name)} of {policy.on} is for {policy.command.upper()} and {said}: say by WITH CHECK"
            " what a written row must be",
            object=policy.object,
        )

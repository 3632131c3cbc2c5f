"""A policy does not say for which roles it is.

## Why

Without TO a policy is for PUBLIC: for every role there is and will be. Its predicate is then the only fence,
and it is evaluated for roles that it was never meant for.

## How to fix

```sql
create policy note_select on app.note for select to authenticated
  using (owner_id = (select auth.uid()));
```

## Not reported

- `TO public`, written out: somebody has thought of it.
- Restrictive policies, which ought to hold for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import written


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive CREATE POLICY without TO; the grammar then fills in PUBLIC at no place."""
    for policy in written(change):
        if not policy.permissive or policy.command is None:
            continue
        if all(role.location in (None, -1) for role in policy.roles or ()):
            yield Hit(
                policy.statement.location,
                f"the policy {quote(policy.name)} of {policy.on} is for every role: name those it is meant for by TO",
                object=policy.object,
            )

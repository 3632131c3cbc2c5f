"""A permissive policy of `using (false)` closes nothing.

## Why

Permissive policies are joined by OR: a false one adds nothing and takes nothing away. Whoever wrote it
wanted a fence, and beside the next permissive policy there is none.

## How to fix

Leave it out: without a policy nobody gets a row. To forbid something whatever other policies say, make it
restrictive:

```sql
create policy note_no_delete on app.note as restrictive for delete to authenticated using (false);
```

## Not reported

- Restrictive policies.
- Expressions that turn out to be false and are not the constant.
- A policy for ALL of which only USING, or only WITH CHECK, is false: the other one lets rows be read, or inserted.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import is_false, written


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy with the constant false."""
    for policy in written(change):
        # What is for ALL reads and deletes by USING alone, and inserts by WITH CHECK alone.
        which = all if policy.command == "all" else any
        if policy.permissive and policy.expressions and which(map(is_false, policy.expressions)):
            yield Hit(
                policy.statement.location,
                f"the policy {quote(policy.name)} of {policy.on} is permissive and false, so it closes nothing: leave it out,"
                " or make it AS RESTRICTIVE",
                object=policy.object,
            )

"""A policy's subquery compares a column with itself, so that any row will do.

## Why

In a subquery a bare name is the subquery's own column first, and the policy's table is asked only where there is none of
that name (PostgreSQL's manual, "Subquery Expressions"). `members.team_id = team_id` then says of each member that its team is its team:
whoever is a member of anything sees everything. The catalog shows it plainly, as `(members.team_id = members.team_id)`.

## How to fix

Say whose column is meant:

```sql
create policy note_team on public.note for select to authenticated using (
  exists (select from public.members as m where m.user_id = (select auth.uid()) and m.team_id = note.team_id));
```

## Not reported

- Subqueries of tables whose columns are not known.
- A comparison outside of any subquery: see [policy-always-true](policy-always-true.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._policies import written
from checker.rules._vain import vain
from checker.state import chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each comparison of a column with itself in a policy's subquery, and each OR TRUE there."""
    state = chain(change).end
    for policy in written(change):
        for expression in policy.expressions:
            for one in vain(state, expression, policy.table):
                meant = (
                    f": name the other column with its table, as {policy.table.relname}.{one.column}"
                    if one.column
                    else ""
                )
                yield Hit(
                    policy.statement.at(one.node),
                    f"the policy {quote(policy.name)} of {policy.on} {one.what}{meant}",
                    object=policy.object,
                )

"""A table is granted to roles and has row-level security without a policy.

## Why

Without a policy nobody but the owner gets a row: that is safe, and whoever was given the privilege finds
nothing and no error. Usually the policy was forgotten.

## How to fix

```sql
alter table app.note enable row level security;
grant select on app.note to authenticated;
create policy note_select on app.note for select to authenticated using (owner_id = (select auth.uid()));
```

## Not reported

- Tables on which nobody but the owner was given anything.
- Tables that get a policy later in the change.
- Tables that were there before the change.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import is_judged, readers, touched_tables
from checker.state import chain


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each table of the end state that is protected, granted by name and has no policy, and that judged scripts made."""
    end = chain(change).end
    for table in touched_tables(change):
        if not table.rls or table.policies or not is_judged(change, table.made):
            continue
        given = [role for role, place in readers(change, end, table) if place != table.made]
        if given and not end.undecided("policies", table.name):
            yield Hit(
                table.made,
                f"{table.name} is granted to {', '.join(sorted(set(given)))} and has no policy, so they get no row: add"
                " one, or take the grant away",
                object=str(table.name),
            )

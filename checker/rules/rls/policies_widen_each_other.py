"""Several permissive policies let the same role do the same thing.

## Why

Permissive policies are joined by OR: what one of them allows is allowed, however strict the others are.
Whoever reads one of them believes it holds. Each is also evaluated for every row.

## How to fix

Join them into one whose predicate says all of it, or make the one that should always hold restrictive:

```sql
create policy note_tenant on app.note as restrictive for select to authenticated
  using (tenant_id = (select (auth.jwt() ->> 'tenant')::uuid));
```

## Not reported

- Policies for different roles, or for different commands.
- Restrictive policies.
- Policies that were all there before the change.
- Tables of the platform, as Supabase's `storage.objects`, in which each bucket has policies of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import is_judged, touched_tables
from checker.state import Policy


@rule(Severity.NOTE)
def check(change: Change) -> Iterator[Hit]:
    """Each permissive policy that judged scripts made beside an earlier one of an overlapping command and role."""
    for table in touched_tables(change):
        permissive = [
            policy for policy in table.policies.values() if policy.permissive and not table.of_platform
        ]
        for index, policy in enumerate(permissive):
            beside = next((other for other in permissive[:index] if _overlap(policy, other)), None)
            if beside is not None and (is_judged(change, policy.made) or is_judged(change, beside.made)):
                yield Hit(
                    policy.made if is_judged(change, policy.made) else beside.made,
                    f"the policies {quote(beside.name)} and {quote(policy.name)} of {table.name} widen each other, since permissive"
                    " policies are joined by OR: join them, or make one AS RESTRICTIVE",
                    object=f"{table.name} {quote(policy.name)}",
                )


def _overlap(one: Policy, other: Policy) -> bool:
    commands = "all" in (one.command, other.command) or one.command == other.command
    roles = set(one.roles) & set(other.roles) or "public" in (*one.roles, *other.roles)
    return commands and bool(roles)

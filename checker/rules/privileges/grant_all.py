"""ALL privileges are granted on a table.

## Why

ALL on a table is also TRUNCATE, REFERENCES and TRIGGER, which row-level security does not govern, and
whatever a later version of PostgreSQL adds (MAINTAIN in 17).

## How to fix

Name what the role needs:

```sql
grant select, insert, update on app.note to authenticated;
```

## Not reported

- ALL on sequences, schemas and functions.
- Grants to the role that runs migrations (`trial.owner`, on Supabase `postgres`), who may do everything anyway.
- Grants to a role that row-level security does not bind at all, as `service_role` on Supabase.
- REVOKE ALL.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules._state import unbound
from checker.rules.privileges._grants import given, migrator
from checker.state import chain


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each GRANT ALL on tables, also by default."""
    end = chain(change).end
    for grant in given(change):
        if grant.kind == "table" and "all" in grant.privileges:
            bound = tuple(role for role in grant.roles if role != migrator(change) and not unbound(end, role))
            if not bound:
                continue
            yield Hit(
                grant.statement.location,
                f"ALL on {grant.on} gives {replace(grant, roles=bound).to} TRUNCATE, REFERENCES and TRIGGER too, which"
                " row-level security does not govern: name the privileges",
                object=grant.on,
            )

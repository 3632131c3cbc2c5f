"""A privilege is granted that row-level security does not govern.

## Why

TRUNCATE empties the table whatever the policies say; REFERENCES tells by an error whether a row exists;
TRIGGER runs a function of its maker's choice with the rights of whoever writes a row; MAINTAIN locks everybody out (LOCK TABLE,
VACUUM FULL, CLUSTER).

## How to fix

Leave them out:

```sql
grant select, insert, update, delete on app.note to service_role;
```

## Not reported

- SELECT, INSERT, UPDATE, DELETE.
- ALL: that is [grant-all](grant-all.md).
- Grants to the role that runs migrations (`trial.owner`, on Supabase `postgres`).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import enumerated
from checker.rule import Hit, rule
from checker.rules.privileges._grants import given, migrator

BEYOND = ("truncate", "references", "trigger", "maintain")


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each GRANT that names one of them."""
    for grant in given(change):
        named = [privilege.upper() for privilege in grant.privileges if privilege in BEYOND]
        if grant.kind == "table" and named and not set(grant.roles) <= {migrator(change)}:
            yield Hit(
                grant.statement.location,
                f"row-level security does not govern {enumerated(named)}, which {grant.to} gets on {grant.on}: leave"
                " it out",
                object=grant.on,
            )

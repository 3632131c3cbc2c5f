"""Default privileges open what is not there yet.

## Why

From then on each new table is granted in the moment in which it is made: before its row-level security is
enabled, and without a line in the migration that a reviewer could see.

## How to fix

Grant each table by name, after it is protected:

```sql
grant select on app.note to authenticated;
```

## Not reported

- REVOKE, which closes.
- Sequences, types and schemas.
- Functions, unless to PUBLIC, anon or authenticated.
- Grants to the config's `trial.owner` and `view_owners`.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.privileges._grants import given

_CALLERS = {"public", "anon", "authenticated"}


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each ALTER DEFAULT PRIVILEGES … GRANT on tables, and on functions to every caller."""
    own = {change.config.trial.owner, *change.config.view_owners}
    for grant in given(change):
        if not grant.default:
            continue
        roles = set(grant.roles) - own
        if (grant.kind == "table" and roles) or (grant.kind == "function" and roles & _CALLERS):
            yield Hit(
                grant.statement.location,
                f"every {grant.kind} that is made from now on is open to {grant.to} before it is protected: grant each"
                " by name in its own migration",
                object=grant.to,
            )

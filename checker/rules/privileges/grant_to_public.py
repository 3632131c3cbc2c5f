"""A privilege on a table or a large object, or CREATE in a schema, is granted to PUBLIC.

## Why

PUBLIC is every role there is and every one that will be made, the one of the next application too. CREATE
in a schema lets each of them put a function in the way of yours.

## How to fix

```sql
grant select on app.note to analyst;
```

## Not reported

- USAGE of a schema, of a type, of a language.
- EXECUTE of a function: SECURITY DEFINER ones are [definer-executable-by-public](definer-executable-by-public.md).
- REVOKE … FROM PUBLIC.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.privileges._grants import given


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each such GRANT, also by default and on all tables of a schema."""
    for grant in given(change):
        if "public" not in grant.roles or grant.default:
            continue
        wide = grant.kind in ("table", "large object") or (
            grant.kind == "sequence" and set(grant.privileges) & {"all", "update"}
        )
        if wide or (grant.kind == "schema" and set(grant.privileges) & {"all", "create"}):
            what = ", ".join(privilege.upper() for privilege in grant.privileges)
            yield Hit(
                grant.statement.location,
                f"PUBLIC, which is every role, gets {what} on {grant.on}: name the roles that need it",
                object=grant.on,
            )

"""A privilege is granted that row-level security does not govern.

## Why

TRUNCATE empties the table whatever the policies say; REFERENCES tells by an error whether a row exists;
TRIGGER runs a function of its maker's choice with the rights of whoever writes a row; MAINTAIN locks everybody out (LOCK TABLE,
VACUUM FULL, CLUSTER). CREATE on an exposed schema, which is a warning, lets a role put tables without any policy where others reach
them, and functions where others look for theirs.

## How to fix

Leave them out:

```sql
grant select, insert, update, delete on app.note to service_role;
```

## Not reported

- SELECT, INSERT, UPDATE, DELETE.
- ALL: that is [grant-all](grant-all.md).
- Grants to the role that runs migrations (`trial.owner`, on Supabase `postgres`); CREATE to the `view_owners` and to roles above
  row-level security.
- USAGE of a schema, CREATE on one that is not exposed, and what [access-role-not-named](access-role-not-named.md) tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import enumerated, quote
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._state import trusted
from checker.rules.access import access_role_not_named
from checker.rules.privileges._grants import Given, given, migrator
from checker.state import chain

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
        if grant.kind == "schema" and {"create", "all"} & set(grant.privileges):
            yield from _making(change, grant)


def _making(change: Change, grant: Given) -> Iterator[Hit]:
    """Each role that may make something in an exposed schema from now on, and needs to make nothing there; PUBLIC has a rule of its own."""
    exposed = [name for name in grant.names if name in change.config.exposed_schemas]
    if not exposed:
        return
    end = chain(change).end
    told = {(hit.location, hit.object) for hit in said_by(access_role_not_named.check, change, change)}
    for role in grant.roles:
        if role in ("public", migrator(change)) or trusted(change, end, role):
            continue
        if (grant.statement.location, quote(role)) in told:
            continue
        yield Hit(
            grant.statement.location,
            f"{quote(role)} may make tables and functions in {enumerated(exposed)}, past every pull request and every policy: give it USAGE alone",
            object=f"{enumerated(exposed)} {quote(role)}",
            severity=Severity.WARNING,
        )

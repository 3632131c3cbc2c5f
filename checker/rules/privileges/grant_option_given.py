"""A role may pass on what it is granted.

## Why

What is granted WITH GRANT OPTION, and membership WITH ADMIN OPTION, can be given to others by whoever has it: in the
database, past every pull request. A REVOKE later fails as long as it has been passed on, or takes it from all of them.

## How to fix

Leave the option out, and grant to each role by name:

```sql
grant select on app.note to analyst, reviewer;
```

An option that is there is taken back with `REVOKE GRANT OPTION FOR … FROM …`.

## Not reported

- Grants to the role that runs migrations (`trial.owner`, on Supabase `postgres`), and to `view_owners`, which grant in migrations.
- A REVOKE of the option.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._roles import role_name
from checker.rules._state import up_nodes
from checker.rules.privileges._grants import given, migrator


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each GRANT with such an option to another role than those that migrations are run and views are owned by."""
    own = {migrator(change), *change.config.view_owners}
    for grant in given(change):
        if grant.option and (roles := [role for role in grant.roles if role not in own]):
            who = ", ".join(map(quote, roles))
            yield Hit(
                grant.statement.location,
                f"{who} may pass on what is granted here on {grant.on}, past every pull request: leave out WITH GRANT OPTION",
                object=grant.on,
            )
    for step, node in up_nodes(change, ast.GrantRoleStmt):
        if not node.is_grant or not _admits(node):
            continue
        given_roles = ", ".join(quote(role.priv_name or "") for role in node.granted_roles or ())
        members = [name for role in node.grantee_roles or () if (name := role_name(role)) not in own]
        if members:
            who = ", ".join(map(quote, members))
            yield Hit(
                step.statement.location,
                f"{who} may let others into {given_roles}, past every pull request: leave out WITH ADMIN OPTION",
                object=given_roles,
            )


def _admits(node: ast.GrantRoleStmt) -> bool:
    """Whether a GRANT of membership lets the member admit others (ADMIN OPTION, or ADMIN TRUE since 16)."""
    for option in node.opt or ():
        if option.defname == "admin":
            return option.arg is None or bool(getattr(option.arg, "boolval", True))
    return False

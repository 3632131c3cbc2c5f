"""A privilege is revoked from a role that keeps it another way.

## Why

What PUBLIC has, every role has; what a role is a member of, it has too. The REVOKE is done, no error is
reported, and the role can still do it.

## How to fix

Take it from where the role has it:

```sql
revoke select on app.note from public, anon;
```

## Not reported

- Roles that have it no other way.
- Privileges that are revoked from PUBLIC later in the same script.
- What a GRANT after it gives: that is another matter, as where PUBLIC loses all and `authenticated` gets what it needs.
- Tables that no script makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums.parsenodes import GrantTargetType, ObjectType

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._roles import role_name
from checker.rules._state import up_nodes
from checker.state import Name, State, chain


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each REVOKE on a table after which the role still has the privilege."""
    for step, node in up_nodes(change, ast.GrantStmt):
        if node.is_grant or node.objtype != ObjectType.OBJECT_TABLE:
            continue
        if node.targtype != GrantTargetType.ACL_TARGET_OBJECT:
            continue
        wanted = {(one.priv_name or "all").lower() for one in node.privileges or ()} or {"all"}
        revoked = [role_name(role) for role in node.grantees or ()]
        end = chain(change).after(step.script)
        for relation in (one for one in node.objects or () if isinstance(one, ast.RangeVar)):
            name = step.name(relation)
            for role in revoked:
                left = _left(step.after, end, name, role, wanted)
                if left is not None:
                    source = "PUBLIC" if left == "public" else quote(left)
                    yield Hit(
                        step.statement.location,
                        f"{'PUBLIC' if role == 'public' else quote(role)} still has it on {name} through {source}:"
                        f" revoke it from {source} too",
                        object=str(name),
                    )


def _left(after: State, end: State, name: Name, role: str, wanted: set[str]) -> str | None:
    """The other role through which a role keeps one of the privileges, from right after the statement to the end of the script."""
    sources = {"public"} if role != "public" else {"anon", "authenticated"}
    sources |= set(end.acts_as(role)) if role != "public" else set()
    sources -= {role}
    kept = {(one.role, one.privilege, one.made) for one in end.grants("table", name)}
    for grant in after.grants("table", name):
        if (grant.role, grant.privilege, grant.made) not in kept:
            continue
        if grant.role in sources and ("all" in wanted or grant.privilege in wanted) and not grant.columns:
            return grant.role
    return None

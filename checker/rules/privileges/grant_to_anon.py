"""Callers without a session are given a privilege on a table, the numbers of a sequence, CREATE in a schema, or another role's rights.

## Why

`anon` is everybody on the internet. What it may write is written by everybody; what it may read is
published, as far as the policies let it. With CREATE in a schema it puts functions in the way of yours. As a member of another role it
has all that is granted to that one, now and later, and its policies; a role that is renamed to `anon` brings all that it had. `authenticated`
is everybody with a session: as a member, where no `access:` says what it may, it is told too.

## How to fix

Give it to `authenticated`; publish what everybody may see by a view.

```sql
grant select on app.note to authenticated;
```

## Not reported

- SELECT on views, which is how to publish something.
- What `access:` lets anon do without claims.
- Other roles, and USAGE of schemas and sequences; `authenticated`, but for the rights of a role that something was granted to.
- Functions: SECURITY DEFINER ones are [definer-executable-by-public](definer-executable-by-public.md).
- REVOKE … FROM anon, and roles that have anon's rights.
- Membership WITH INHERIT FALSE: what it lets take on by SET ROLE, no caller of an API can.
- Membership in a role that no policy binds: that is [bypassrls-granted](bypassrls-granted.md).
- A second GRANT on the same thing in the same file: what they give is said of the first.
- TRUNCATE and what else policies do not govern alone: that is [grant-beyond-rls](grant-beyond-rls.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast
from pglast.enums import ObjectType

from checker.model import Change, Location, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import JOINS, trusted, up_nodes, up_steps
from checker.rules.access._declared import declared
from checker.rules.privileges._grants import Given, given
from checker.rules.privileges.bypassrls_granted import PREDEFINED
from checker.rules.privileges.grant_beyond_rls import BEYOND
from checker.state import Name, State, chain

# The roles of an API's callers, and who they are.
_CALLERS = {"anon": "everybody without a session", "authenticated": "everybody with a session"}
# What anon gets of these kinds of things; None is all.
_FEARED = {"table": None, "large object": None, "sequence": {"all", "update"}, "schema": {"all", "create"}}


@rule(Severity.WARNING)
def check(change: Change) -> Iterator[Hit]:
    """Each GRANT on tables and the like to anon, or of a role; SELECT on what is known to be a view is left out."""
    yield from _joined(change)
    views: set[str] = set()
    relations: dict[Location, list[Name]] = {}
    for step, node in up_nodes(change, ast.GrantStmt):
        for one in node.objects or ():
            if isinstance(one, ast.RangeVar):
                relations.setdefault(step.statement.location, []).append(step.name(one))
                if step.before.view(step.name(one)) is not None:
                    views.add(f"{step.statement.location} {one.relname}")
    together: dict[tuple[str, str, str], list[Given]] = {}
    for grant in given(change):
        if "anon" not in grant.roles or grant.default or grant.kind not in _FEARED:
            continue
        feared = _FEARED[grant.kind]
        if feared and not feared & set(grant.privileges):
            continue
        tree = grant.statement.node
        objects = [one for one in getattr(tree, "objects", None) or () if isinstance(one, ast.RangeVar)]
        published = objects and all(f"{grant.statement.location} {one.relname}" in views for one in objects)
        if published and set(grant.privileges) == {"select"}:
            continue
        known = relations.get(grant.statement.location)
        if known and all(
            declared(change).allows("anon", f"{name.schema}.{name.name}", privilege, "none")
            for name in known
            for privilege in grant.privileges
        ):
            continue
        # What a policy does not govern is another rule's.
        if grant.kind == "table" and set(grant.privileges) <= set(BEYOND):
            continue
        together.setdefault((grant.statement.source.path, grant.kind, grant.on), []).append(grant)
    # A tool that writes a schema down has a statement for each privilege of a table.
    for (_, kind, on), grants in together.items():
        what = ", ".join(dict.fromkeys(word.upper() for grant in grants for word in grant.privileges))
        yield Hit(
            grants[0].statement.location,
            f"anon, which is everybody without a session, gets {what} on {on}: grant it to a role that has"
            f" one{', or publish a view' if kind == 'table' else ''}",
            object=on,
        )


def _joined(change: Change) -> Iterator[Hit]:
    """Each role whose rights anon has from then on, or everybody who is signed in where nothing says what they may."""
    for step in up_steps(change, *JOINS):
        told: set[str] = {"public", "anon", *PREDEFINED}
        for role, who in _CALLERS.items():
            news = step.after.has_rights_of(role) - step.before.has_rights_of(role) - told - {role}
            for name in sorted(news):
                if trusted(change, step.after, name) or (role != "anon" and not _matters(change, name)):
                    continue
                told.add(name)
                yield Hit(
                    step.statement.location,
                    f"{role}, which is {who}, has all rights of {quote(name)} from now on: grant it what it needs by name",
                    object=quote(name),
                )
    for step, node in up_nodes(change, ast.RenameStmt):
        if node.renameType != ObjectType.OBJECT_ROLE:
            continue
        old, new = str(node.subname), str(node.newname)
        if (
            new in _CALLERS
            and _holds(step.before, old)
            and (new == "anon" or not change.config.access.declared)
        ):
            yield Hit(
                step.statement.location,
                f"{quote(old)} is called {new} from now on: {_CALLERS[new]} then has all that was granted to it. Create the role {new}, and grant it"
                " what it needs",
                object=quote(old),
            )


def _matters(change: Change, role: str) -> bool:
    """Whether a role has something to give to those who are signed in, of whom no config says what they may."""
    return not change.config.access.declared and _holds(chain(change).end, role)


def _holds(state: State, role: str) -> bool:
    """Whether a role has something that was granted to it, or a policy for it."""
    return any(one.role == role for _, grants in state.items("grants") for one in grants or ()) or any(
        role in policy.roles for table in state.tables() for policy in table.policies.values()
    )

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
- Grants to the role that runs migrations (`trial.owner`, on Supabase `postgres`), and to roles above row-level security, as
  `service_role` on Supabase; CREATE to the `view_owners`.
- A further GRANT of such privileges on the same table to the same roles in the same file: the finding of the first tells its line.
- USAGE of a schema, CREATE on one that is not exposed, and what [access-role-not-named](access-role-not-named.md) tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from checker.model import Change, Severity
from checker.names import enumerated, quote
from checker.rule import Hit, rule
from checker.rules._beside import said_by
from checker.rules._state import trusted, unbound
from checker.rules.access import access_role_not_named
from checker.rules.privileges._grants import Given, given, migrator
from checker.state import chain

BEYOND = ("truncate", "references", "trigger", "maintain")


# So many lines are named, and of more their number.
_MOST_LINES = 8


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each table of a file on which a role is given one of them; a tool that writes a schema down has a statement for each."""
    end = chain(change).end
    together: dict[tuple[str, str, tuple[str, ...]], list[Given]] = {}
    for grant in given(change):
        bound = tuple(role for role in grant.roles if role != migrator(change) and not unbound(end, role))
        if grant.kind == "table" and bound and {*BEYOND} & {*grant.privileges}:
            place = (grant.statement.source.path, grant.on, bound)
            together.setdefault(place, []).append(replace(grant, roles=bound))
        if grant.kind == "schema" and {"create", "all"} & set(grant.privileges):
            yield from _making(change, grant)
    for (_, on, roles), grants in together.items():
        what = dict.fromkeys(word.upper() for one in grants for word in one.privileges if word in BEYOND)
        yield Hit(
            grants[0].statement.location,
            f"row-level security does not govern {enumerated([*what])}, which {grants[0].to}"
            f" {'gets' if len(roles) == 1 else 'get'} on {on}: leave {'it' if len(what) == 1 else 'them'} out{_elsewhere(grants)}",
            object=on,
        )


def _elsewhere(grants: list[Given]) -> str:
    """Where the other statements are."""
    lines = [*dict.fromkeys(str(one.statement.location.line) for one in grants)][1:]
    if not lines:
        return ""
    if len(lines) > _MOST_LINES:
        return f", here and in {len(lines)} more statements"
    return f", here and on line{'s' * (len(lines) > 1)} {enumerated(lines)}"


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

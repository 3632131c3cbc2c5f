"""A role that `access:` does not name is given something, so that nothing tries what it can do.

## Why

What `access:` does not declare is denied, and the trial tries that, as each role that the config names and as nobody. A role of another name
is tried by nobody: a grant to it, or its membership in a role that may do something, or that owns the published views and reads past
the policies of others, passes whatever it opens.

## How to fix

Name the role in the config, so that it is tried as the others are; where it is meant to have what it is given, by an entry under
`access.allow`, else under `access.roles`. Or give it to a role that is named:

```sql
grant select on app.v_note to analyst;
```

## Not reported

- Roles that the config names, the base's or the head's, PUBLIC, and what a config declares no access for.
- The roles that migrate, that own views or that are above row-level security, and on Supabase those of the platform's own services.
- A login role that inherits nothing, as a gateway's, which becomes a member of roles to take them on.
- Grants of before, which the change does not repeat; sequences, types, languages, and USAGE of schemas.
- What a block hides: see [privilege-open-after-up](privilege-open-after-up.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.access import NOBODY
from checker.model import Change, Location, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import gained, joining, trusted
from checker.rules.privileges._grants import given, migrator
from checker.state import State, chain

_SERVICES = ("supabase_", "postgres", "authenticator", "dashboard_user", "pgbouncer")
_PLAIN = frozenset({"usage", "connect", "temporary", "temp"})


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each such role, at the first statement that gives it something."""
    if not change.config.access.declared:
        return
    end, told = chain(change).end, set[str]()
    for place, role, what in (*_granted(change), *_joined(change)):
        if role not in told and not is_named(change, role) and not _is_above(change, end, role):
            told.add(role)
            yield Hit(
                place,
                f"{quote(role)} gets {what}, and `access:` does not name it, so that nothing tries what it can do: name it under"
                " access.allow, or under access.roles where it is to have nothing more",
                object=quote(role),
            )


def is_named(change: Change, role: str) -> bool:
    """Whether the trial takes on a role, so that what it may do is held against what is declared; everybody is, as `nobody`."""
    configs = (change.config.access, change.proposed_access)
    return role in ("public", NOBODY) or any(role in one.everybody for one in configs if one is not None)


def counts(change: Change, group: str) -> bool:
    """Whether a role has rights that its new members must be tried with: one that is named, or an owner of published views."""
    return is_named(change, group) or group in change.config.view_owners


def _granted(change: Change) -> Iterator[tuple[Location, str, str]]:
    for grant in given(change):
        words = [one for one in grant.privileges if one not in _PLAIN]
        if words and grant.kind in ("table", "function", "schema"):
            what = f"{', '.join(words).upper()} on {grant.on}"
            yield from ((grant.statement.location, role, what) for role in grant.roles)


def _joined(change: Change) -> Iterator[tuple[Location, str, str]]:
    for step, role, before in joining(change):
        named = sorted(one for one in gained(role, before) if counts(change, one))
        if named:
            yield step.statement.location, role.name, f"the rights of {', '.join(map(quote, named))}"


def _is_above(change: Change, state: State, role: str) -> bool:
    """Whether a role is one that nothing need try, or whose rights are the platform's own business."""
    services = change.config.platform == "supabase" and role.startswith(_SERVICES)
    return services or role == migrator(change) or role == "current_user" or trusted(change, state, role)

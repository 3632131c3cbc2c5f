"""A GRANT or a REVOKE did nothing, since the role that ran it may not give or take that.

## Why

PostgreSQL only warns where a role without the grant option gives a privilege on, or takes it from, what belongs to another one; and since
version 16, where it takes a membership back that another role has given. The migration goes through, and what should be closed stays open.

## How to fix

Do it as the role that owns the thing, or that gave it; where the role that migrates may not become that one, in the bootstrap:

```sql
set local role billing_owner;
revoke insert on billing.bill from analyst;
reset role;
```

## Not reported

- A REVOKE of what the role did not have, or has no more, and a GRANT of what it has already.
- What is an extension's own, which GRANT … ON ALL FUNCTIONS names too.
- On Supabase, the platform's own schemas and the role `authenticator`, with which `postgres` may do other things than in the trial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pglast import ast

from checker.model import ObjectId, Outcome, Severity, Snapshot, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._blame import mentioned
from checker.rules._roles import role_name
from checker.rules.access._asked import last_name

_GIVEN = re.compile(
    r'WARNING: (no|not all) privileges (?:were (granted)|could be revoked) for (?:column ".*" of relation )?"(.*)"'
)
_LEFT = re.compile(
    r'WARNING: role "(.*)" (?:has not been granted membership in|is not a member of) role "(.*?)"(?: by role .*)?'
)
_PLATFORM = frozenset(
    {
        "auth",
        "storage",
        "realtime",
        "extensions",
        "vault",
        "graphql",
        "pgsodium",
        "cron",
        "net",
        "authenticator",
    }
)


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each statement of a judged migration, a repeatable script or a seed of which the server said so."""
    judged = {id(migration) for migration in trial.change.judged}
    for step in trial.steps:
        if step.run not in ("up", "down") or (
            step.migration is not None and id(step.migration) not in judged
        ):
            continue
        for outcome in step.outcomes:
            if trial.change.config.platform == "supabase" and _PLATFORM & mentioned(outcome.statement):
                continue
            catalogs = [one for one in (step.before, step.after or trial.end) if one is not None]
            said = (_did_nothing(notice, outcome, catalogs) for notice in outcome.notices)
            # A GRANT on all that is in a schema is one statement.
            found = [one for one in said if one is not None]
            if found:
                what, name = found[0]
                more = f" (and so of {len(found) - 1} more)" if len(found) > 1 else ""
                yield Hit(
                    outcome.statement.location,
                    f"{what}{more}, and PostgreSQL only warns of it: do it as the role that owns it or gave it, or in the bootstrap",
                    object=name,
                )


def _did_nothing(notice: str, outcome: Outcome, catalogs: Sequence[Snapshot]) -> tuple[str, str] | None:
    """What a notice says was not done, in words, and the name that it gives to what that is about."""
    if match := _LEFT.fullmatch(notice):
        member, group = map(quote, match.groups())
        key = ObjectId("membership", f"{member} in {group}")
        if any(key not in one.objects for one in catalogs):
            return None
        return f"{member} is still a member of {group}, since another role gave that", member
    match = _GIVEN.fullmatch(notice)
    if match is None:
        return None
    extent, granted, name = match.groups()
    part = "a part of what it names" if extent == "not all" else "nothing"
    there = [one for one in catalogs if any(_is_own(key, name) for key in one.objects)]
    if granted:
        useless = any(_has(outcome.statement.node, name, one) for one in catalogs)
        if not there or (useless and isinstance(outcome.statement.node, ast.GrantStmt)):
            return None
        return f"this GRANT gives {part} on {quote(name)}, since the role that runs it may not", name
    if not there or not all(_has(outcome.statement.node, name, one) for one in there):
        return None
    return f"this REVOKE takes {part} on {quote(name)}, since the role that runs it may not", name


def _has(node: ast.Node, name: str, catalog: Snapshot) -> bool:
    """Whether one of the roles of a REVOKE has a privilege that it names; of a block that is taken for so."""
    if not isinstance(node, ast.GrantStmt):
        return True
    roles = {quote(role_name(one)) for one in node.grantees or ()}
    privileges = {str(one.priv_name).upper() for one in node.privileges or () if one.priv_name}
    return any(
        line.partition(" to ")[2].partition(" ")[0] in roles
        and (not privileges or line.partition(" ")[0] in privileges)
        for key, properties in catalog.objects.items()
        if _is_own(key, name)
        for line in (properties.get("grants") or "").split("\n")
    )


def _is_own(key: ObjectId, name: str) -> bool:
    """Whether something of this bare name is neither the server's nor an extension's."""
    return last_name(key.name) == name and not key.kind.endswith(" grants")

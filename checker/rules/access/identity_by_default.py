"""Sessions begin as somebody: a role or a database sets what policies take for the caller.

## Why

What ALTER ROLE … SET and ALTER DATABASE … SET give is there in each new session, before the application has said anything
(PostgreSQL's manual, "ALTER ROLE"). A session that forgets to say who its caller is should see no rows; now it sees those of
whoever is named there. And a default for `role` gives every session of a login another role's rights for its own.

PostgREST, which is the API of Supabase, takes its own configuration from such settings as well: who a request without a session
is (`pgrst.db_anon_role`), which tokens it believes (`pgrst.jwt_secret`), and where in them the role stands.

To store a setting with a dot takes a superuser, or `GRANT SET ON PARAMETER`, since PostgreSQL 15: a migration without either
fails in the trial.

## How to fix

Leave it unset, and say it in each transaction:

```sql
set local app.tenant_id = '42';
```

Who needs other rights is granted them, in words that a review sees: `GRANT reader TO app`.

## Not reported

- An empty value, which says nothing of anybody, and RESET; `anon` for the API's role without a session.
- A setting that no policy asks for by its name, and that `access.settings` does not name. The catalog, which shows functions too,
  and what a DO block makes up, are looked at by [identity-by-default-after-up](identity-by-default-after-up.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules.access._identity import API, KINDS, REQUEST, openly
from checker.rules.access._settings import settings_in
from checker.state import Policy, chain


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each lasting default of a setting that says who the caller is."""
    for step in up_steps(change, *KINDS):
        default = openly(step.statement.node)
        if default is None or default.is_nobody:
            continue
        why = identifies(change, default.name)
        if why is not None:
            yield Hit(step.statement.location, default.said(why), object=default.of.name)


def identifies(change: Change, name: str) -> str | None:
    """Why, as far as the files tell, a setting says who the caller is; None where nothing takes it for that."""
    if name == "role":
        return ""
    if name in API:
        return API[name]
    if name.startswith(REQUEST):
        return "the claims of a request are read from there"
    policy = _policy_that_asks(change, name)
    if policy:
        return f"the policy {quote(policy.name)} of {policy.table} goes by it"
    if name in change.config.access.settings_known:
        return "access.settings in the config goes by it"
    return None


def _policy_that_asks(change: Change, name: str) -> Policy | None:
    state = chain(change).end
    policies = (policy for table, _ in state.items("table") for policy in state.policies(table))
    for policy in policies:
        if any(name in settings_in(part) for part in (policy.using, policy.check) if part is not None):
            return policy
    return None

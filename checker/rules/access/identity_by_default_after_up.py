"""In the catalog, sessions begin as somebody, and no statement shows it.

## Why

What a DO block sets for a role or the database is there in each new session, as what ALTER ROLE … SET says openly; see
[identity-by-default](identity-by-default.md). This looks at what the catalog holds after the up, and at the functions and views
through which policies ask.

## How to fix

Leave it unset, and say it in each transaction:

```sql
set local app.tenant_id = '42';
```

## Not reported

- An empty value, and what was set before.
- What the file shows, which [identity-by-default](identity-by-default.md) finds.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Snapshot, Trial
from checker.rule import Hit, rule
from checker.rules._blame import hidden
from checker.rules.access._asked import settings_asked
from checker.rules.access._identity import API, REQUEST, added, openly
from checker.rules.access.identity_by_default import identifies


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each such default that an up, or a repeatable script, has made and the static rule does not tell."""
    for ran, _, after, default in added(trial):
        shown = [one for script in ran for one in script.statements if openly(one.node) == default]
        told = shown and identifies(trial.change, default.name) is not None
        why = None if told or default.is_nobody else _why(after, default.name)
        statement = shown[-1] if shown else hidden(ran)
        if statement is not None and why is not None:
            yield Hit(statement.location, default.said(why), object=default.of.name)


def _why(catalog: Snapshot, name: str) -> str | None:
    """Why a setting says who the caller is, as the catalog has it; None where nothing takes it for that."""
    if name == "role":
        return ""
    if name in API:
        return API[name]
    if name.startswith(REQUEST):
        return "the claims of a request are read from there"
    tables = {policy.get("table") or "" for policy in catalog.of_kind("policy").values()}
    return "policies go by it" if name in settings_asked(catalog, tables) else None

"""Default privileges open what is not there yet.

## Why

From then on each new table is granted in the moment in which it is made: before its row-level security is
enabled, and without a line in the migration that a reviewer could see.

## How to fix

Grant each table by name, after it is protected:

```sql
grant select on app.note to authenticated;
```

## Not reported

- REVOKE, which closes.
- Types, USAGE of sequences and schemas.
- Functions and CREATE in schemas, unless to PUBLIC, anon or authenticated; UPDATE of sequences, unless to PUBLIC or anon.
- Grants to the role that runs migrations (`trial.owner`, on Supabase `postgres`), and to `view_owners`.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.privileges._grants import given, migrator

_CALLERS = frozenset({"public", "anon", "authenticated"})
_OPEN_TO = {
    "function": _CALLERS,
    "large object": _CALLERS,
    "schema": _CALLERS,
    "sequence": frozenset({"public", "anon"}),
}
# What there is to fear of these is one privilege: to shadow what others name, and to set the next number.
_FEARED = {"schema": {"all", "create"}, "sequence": {"all", "update"}}


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each ALTER DEFAULT PRIVILEGES … GRANT on tables, and of what else is open to every caller."""
    own = {migrator(change), *change.config.view_owners}
    for grant in given(change):
        if not grant.default:
            continue
        roles = set(grant.roles) - own
        callers = roles if grant.kind == "table" else roles & _OPEN_TO.get(grant.kind, frozenset())
        feared = _FEARED.get(grant.kind)
        if callers and (feared is None or feared & set(grant.privileges)):
            yield Hit(
                grant.statement.location,
                f"every {grant.kind} that is made from now on is open to {grant.to} before it is protected: grant each"
                " by name in its own migration",
                object=grant.to,
            )

"""A policy is made on a table whose row-level security is not enabled.

## Why

It is there, it reads well, and it is never asked: every row is open.

## How to fix

```sql
alter table app.note enable row level security;
alter table app.note force row level security;
create policy note_select on app.note for select to authenticated using (owner_id = (select auth.uid()));
```

## Not reported

- Tables that a later statement, migration or policy script of the change protects.
- Tables that no script makes, of which nothing is known.
- Tables that the change makes: those are [table-without-rls](table-without-rls.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Finding, Severity, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules._state import is_exposed, is_judged, opened_at, touched_tables
from checker.rules.rls._tables import lacks
from checker.state import chain


def _holds(trial: Trial, finding: Finding) -> bool | None:
    policy = trial.end.get("policy", finding.object or "") if trial.end else None
    return None if policy is None else lacks(trial.end, policy.get("table"), "row security")


@rule(Severity.ERROR, holds=_holds)
def check(change: Change) -> Iterator[Hit]:
    """Each policy of the end state that judged scripts made on a table without row-level security."""
    end = chain(change).end
    for table in touched_tables(change):
        if table.rls or (is_exposed(change, end, table) and opened_at(change, table) is not None):
            continue
        for policy in table.policies.values():
            if is_judged(change, policy.made):
                yield Hit(
                    policy.made,
                    f"the policy {quote(policy.name)} is never asked, since row-level security of {table.name} is not enabled:"
                    f" add ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY;",
                    object=f"{table.name} {quote(policy.name)}",
                    undecided=end.undecided("rls", table.name),
                )

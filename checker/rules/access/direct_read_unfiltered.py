"""An approved direct SELECT on a base table is not governed by row-level security.

## Why

An approval opens rows, not a table: direct reading needs the recorded decision *and* passes the row
predicates. Where row-level security is off, or the role is above it, the approval has become the whole table.

## How to fix

Enable row-level security, and name the rows:

```sql
alter table public.eng_note enable row level security;
alter table public.eng_note force row level security;
create policy eng_note_analyst on public.eng_note for select to analyst using (status = 'approved');
```

## Not reported

- Roles that `access.allow` lets read the table.
- Views: they have no row-level security of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.access._blame import blame, relation_name
from checker.rules.access._declared import declared
from checker.rules.access._probes import parted


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each approval under which rows were read past row-level security."""
    access = declared(trial.change)
    for found in parted(
        trial,
        lambda p: (
            bool(p.allowed)
            and p.action == "select"
            and p.detail == "row-level security is not active"
            and access.approval(p.role, p.relation) is not None
        ),
    ):
        place = blame(
            trial.change, found.relation, found.role, frozenset({"select"}), unguarded=True, trial=trial
        )
        approval = access.approval(found.role, found.relation)
        reference = approval.decision_log_ref if approval else ""
        name = relation_name(found.relation)
        text = (
            f"{found.role} reads {name} by approval {reference}, and row-level security does not govern it:"
            " enable and force it, with a policy that names the rows"
        )
        yield Hit(place, text, f"{name} {found.role}")

"""Row-level security of a table does not bind the table's owner once everything is applied.

## Why

A table's owner is not governed by its policies unless they are forced. Views run with their owner's
rights, and so do functions that are SECURITY DEFINER: where that owner owns the table too, every row shows.

## How to fix

```sql
alter table public.eng_note force row level security;
```

## Not reported

- A table without row-level security at all: see [table-open-after-up](table-open-after-up.md).
- Tables that were the same on the base.
- Tables whose owner is a superuser or has BYPASSRLS, as `postgres` on Supabase: FORCE binds it no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.rls._tables import exposed_tables, is_above


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each table whose row-level security is on and not forced at the end."""
    for name, properties, place in exposed_tables(trial, everywhere=True):
        owner = properties.get("owner")
        if (
            properties.get("row security")
            and not properties.get("force row security")
            and not is_above(trial.end, owner)
        ):
            yield Hit(
                place,
                f"row-level security of {name} does not bind its owner:"
                f" ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
                object=name,
            )

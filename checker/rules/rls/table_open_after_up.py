"""A table that others may come to has no row-level security once everything is applied.

## Why

Whoever has a grant on the table reads and writes every row of it, whatever policies say: policies count only
where row-level security is enabled. This asks the catalog after the last migration, policy and view, so a
table that a DO block, a function or EXECUTE made is found too.

## How to fix

Enable it in the migration that makes the table, before anybody is granted anything:

```sql
alter table public.eng_note enable row level security;
alter table public.eng_note force row level security;
```

## Not reported

- Tables of schemas that `exposed_schemas` does not name, on which nobody but the owner and trusted roles has anything.
- Tables that were as open on the base: a baseline or `--all` is for those.
- Views and foreign tables, which have no row-level security.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.rls._tables import exposed_tables


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each exposed table without row-level security at the end."""
    for name, properties, place in exposed_tables(trial):
        if not properties.get("row security"):
            yield Hit(
                place,
                f"{name} has no row-level security once everything is applied:"
                f" ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, and FORCE it",
                object=name,
            )

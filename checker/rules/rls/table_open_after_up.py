"""A table that others may come to has no row-level security once everything is applied.

## Why

Whoever has a grant on the table reads and writes every row of it, whatever policies say: policies count only
where row-level security is enabled. This asks the catalog after the last migration, policy and view, so a
table that a DO block, a function or EXECUTE made is found too.

On Supabase it is undecided, a warning, where an event trigger may enable it: the trial can't make such a trigger, and never
runs it.

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

import re
from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.names import quote
from checker.rule import Hit, rule
from checker.rules.rls._tables import exposed_tables
from checker.state import chain

_ENABLES = re.compile(r"\benable\s+row\s+level\s+security\b", re.IGNORECASE)


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each exposed table without row-level security at the end."""
    enabled_by = _enabled_by(trial)
    for name, properties, place in exposed_tables(trial):
        if not properties.get("row security"):
            yield Hit(
                place,
                f"{name} has no row-level security once everything is applied:"
                f" add ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
                object=name,
                undecided=enabled_by,
            )


def _enabled_by(trial: Trial) -> str | None:
    """Which event trigger may enable it that the trial could not make, in words; None where there is none."""
    if trial.end is None:
        return None
    made = trial.end.of_kind("event trigger")
    names = [
        name for name, _ in chain(trial.change).end.items("event trigger") if quote(str(name)) not in made
    ]
    enables = any(
        one.get("returns") == "event_trigger" and _ENABLES.search(one.get("body") or "")
        for one in trial.end.of_kind("function").values()
    )
    return (
        f"the event trigger {quote(str(names[0]))} may enable it, which the trial never runs"
        if names and enables
        else None
    )

"""Row-level security of a table is switched off.

## Why

From that moment every row is open to whoever has a privilege on the table, and the policies that are still
there make it look as if it were not.

## How to fix

Leave it on. A migration that must see all rows says which role it takes for that:

```sql
begin;
set local role service_role;
update app.note set title = '' where title is null;
commit;
```

## Not reported

- Row-level security that the same script switches on again.
- Tables that the script drops afterwards.
- Downs, which give back what was there before.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Finding, Severity, Trial
from checker.rule import Hit, rule
from checker.rules._state import up_steps
from checker.rules.rls._changes import LOSING, lost
from checker.rules.rls._tables import lacks, left_by
from checker.state import chain


def _holds(trial: Trial, finding: Finding) -> bool | None:
    return lacks(left_by(trial, finding), finding.object, "row security")


@rule(Severity.ERROR, holds=_holds)
def check(change: Change) -> Iterator[Hit]:
    """Each statement after which a table has no row-level security any more."""
    for step in up_steps(change, *LOSING):
        for table in lost(step, "rls"):
            state = chain(change).after(step.script)
            left = state.table(table.name)
            if left is not None and not left.rls:
                yield Hit(
                    step.statement.location,
                    f"row-level security of {table.name} is switched off, and every row open to whoever has a privilege"
                    " on it: leave it on",
                    object=str(table.name),
                    undecided=state.undecided("rls", table.name),
                )

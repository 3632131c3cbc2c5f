"""Row-level security is no longer forced on a table's owner.

## Why

Views and SECURITY DEFINER functions run with their owner's rights: without FORCE they see and change every
row, whoever calls them.

## How to fix

Leave it forced. A migration that must see all rows says which role it takes for that:

```sql
begin;
set local role service_role;
update app.note set title = '' where title is null;
commit;
```

## Not reported

- FORCE that the same script switches on again.
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
    return lacks(left_by(trial, finding), finding.object, "force row security")


@rule(Severity.ERROR, holds=_holds)
def check(change: Change) -> Iterator[Hit]:
    """Each statement after which row-level security of a table is not forced any more."""
    for step in up_steps(change, *LOSING):
        for table in lost(step, "force"):
            state = chain(change).after(step.script)
            left = state.table(table.name)
            if left is not None and not left.force:
                yield Hit(
                    step.statement.location,
                    f"row-level security of {table.name} is no longer forced on its owner, nor on views and functions"
                    " that run with the owner's rights: leave it forced",
                    object=str(table.name),
                    undecided=state.undecided("force", table.name),
                )

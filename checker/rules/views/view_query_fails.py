"""A published view's query fails on the seeded rows.

## Why

A view is stored as it is written: whether its query can be run shows when somebody reads it. One row with a zero in
it is enough, and every reader gets an error instead of all rows.

## How to fix

Let the query take every row that its tables may hold:

```sql
create or replace view public.v_eng_progress with (security_invoker = true) as
  select id, done / nullif(planned, 0) as progress from public.eng_item;
```

## Not reported

- A view that asks for the session's parameters: whoever reads it sets them, and the trial does not.
- A query that is too slow, or that a privilege is missing for.
- A materialized view that is not populated yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Location, Severity, Trial
from checker.rule import Hit, rule
from checker.rules.access._blame import blame
from checker.rules.contracts._promises import views_of
from checker.state import chain

# PostgreSQL's manual, appendix A: cardinality violation, data exception. What else goes wrong need not be the query's fault.
_CLASSES = ("21", "22")


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each published view that was read and gave an error of its data's."""
    for name, view in views_of(trial).items():
        if view.sqlstate[:2] not in _CLASSES or view.asks_session:
            continue
        text = (
            f"reading {name} fails on the seeded rows: {view.unread} (SQLSTATE {view.sqlstate}); let its query take every"
            " row that its tables may hold"
        )
        yield Hit(_place(trial, name), text, name)


def _place(trial: Trial, name: str) -> Location:
    made = next((view.changed for view in chain(trial.change).end.views() if str(view.name) == name), None)
    return made or blame(trial.change, name, "public", frozenset({"select"}))

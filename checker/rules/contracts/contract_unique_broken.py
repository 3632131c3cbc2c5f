"""A published view has rows that its contract says are told apart, and are not.

## Why

Consumers join and upsert by the columns that a contract calls `unique` or `primaryKey`. A view has no
constraints of its own, so what keeps them apart are those of its tables, and a join can undo that. The
trial looks at the seeded rows, and then adds, for each table that the view reads, a second row like one that is there,
as far as the table's own constraints let it: whatever gets in could get in tomorrow.

## How to fix

Let the database keep what the contract promises, or join to one row only:

```sql
alter table public.eng_item add constraint eng_item_directive_key unique (directive_id);
```

## Not reported

- Rows in which one of the columns is NULL.
- Rows that the constraints and triggers of the tables refuse.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Severity, Trial
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view, views_of


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each set of columns with an example of two rows that share their values."""
    contracts = by_view(trial.change.contracts)
    for name, view in views_of(trial).items():
        contract = contracts.get(name)
        if contract is None:
            continue
        for key, example in view.duplicates.items():
            columns = [column for column in contract.columns if column.name in key.split(", ")]
            place = (
                columns[0].at("unique" if columns[0].unique else "primaryKey")
                if columns
                else contract.location
            )
            how = (
                f" after rows were added to {', '.join(view.twins)}" if view.twins else " in the seeded rows"
            )
            text = f"{name}: ({key}) is promised to tell rows apart, and {example}{how}; let a constraint keep it"
            yield Hit(place, text, f"{name} ({key})")

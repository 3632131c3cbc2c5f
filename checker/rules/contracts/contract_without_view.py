"""A contract speaks of a view that no file makes.

## Why

Somebody builds on what is promised here and finds nothing there; or the view has another name, and
then nothing holds it to this contract.

## How to fix

Make the view, or set the contract right:

```sql
create view public.v_eng_note with (security_invoker = true) as select id, body from public.eng_note;
```

A view that has had its time has a contract that says so (`status: retired`), or none.

## Not reported

- A contract with the status `retired`.
- A view that earlier, lost migrations made (`start_from`): the trial looks for it.
- A view that is removed by this change: that is found by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view
from checker.rules.contracts._shapes import dropped, name_in_state, touched
from checker.state import chain


@rule(Severity.ERROR, twin="view-contract-broken")
def check(change: Change) -> Iterator[Hit]:
    """Each contract that is in force and whose view does not stand at the end."""
    if change.config.start_from is not None or not touched(change):
        return
    end = chain(change).end
    base = by_view(change.base_contracts)
    for contract in change.contracts:
        name = name_in_state(contract.view)
        if contract.status == "retired" or end.view(name) is not None:
            continue
        if contract.view in base and dropped(change, contract.view) is not None:
            continue
        what = (
            "is a table, and a view is promised" if end.table(name) else "is promised, and no file makes it"
        )
        yield Hit(
            contract.location,
            f"{contract.view} {what}",
            contract.view,
            undecided=end.undecided("exists", name),
        )

"""A published view, or its contract, is removed before its last day.

## Why

A view that others build on ends in two steps: its contract says `deprecated` with a last day
(`endOfLife`), far enough away; and once that day has passed it may go. What the base's contract says counts, so
a last day that this very change brings forward does not.

## How to fix

Keep the view, and deprecate it:

```yaml
status: deprecated
slaProperties:
  - property: endOfLife
    value: "2027-06-30"
```

## Not reported

- A view whose last day has passed, and a draft.
- A view that is dropped and made again.
"""

from __future__ import annotations

from collections.abc import Iterator

from checker.model import Change, Contract, Location, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._promises import affected_by_removal, binding, by_view
from checker.rules.contracts._shapes import dropped


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each promise of the base that still binds, and whose view or contract is gone."""
    head = by_view(change.contracts)
    unread = {problem.location.path for problem in change.contract_problems}
    for old in change.base_contracts:
        if not binding(old, change) or old.path in unread:
            continue
        new = head.get(old.view)
        when = f"before its last day, {old.end}" if old.end else "without a last day"
        who = affected_by_removal(change, old.view)
        place = dropped(change, old.view)
        if place is not None:
            yield Hit(place, f"{old.view} is removed {when}{who}; deprecate it first", old.view)
        elif new is None:
            yield Hit(
                _line(old), f"the contract of {old.view} is removed {when}{who}; deprecate it first", old.view
            )
        elif new.status == "retired":
            yield Hit(new.at("status"), f"{old.view} is retired {when}{who}; deprecate it first", old.view)


def _line(contract: Contract) -> Location:
    """A file that is gone has no lines; its path is all there is to point at."""
    return Location(contract.path)

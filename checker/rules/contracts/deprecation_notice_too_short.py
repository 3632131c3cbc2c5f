"""A published view is deprecated with less notice than was promised.

## Why

Whoever builds on the view needs time to move: `contracts: {notice: …}` in the config says how many
days (90 where it is silent), and a contract may promise more (`noticePeriod`).

## How to fix

Choose a last day that is far enough away, counted from today:

```yaml
status: deprecated
slaProperties:
  - property: endOfLife
    value: "2027-06-30"
```

## Not reported

- A view that was deprecated before this change, as long as its last day does not move.
- A draft that is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from checker.model import Change, Severity
from checker.rule import Hit, rule
from checker.rules.contracts._promises import by_view


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """Each contract that this change marks as deprecated, with a last day that comes too soon."""
    if change.config.contracts is None:
        return
    base = by_view(change.base_contracts)
    for contract in change.contracts:
        old = base.get(contract.view)
        if contract.status != "deprecated" or contract.end is None or old is None or old.status != "active":
            continue
        notice = max(change.config.contracts.notice, old.notice or 0)
        soonest = change.as_of + timedelta(days=notice)
        if contract.end < soonest:
            text = (
                f"{contract.view} is deprecated and ends on {contract.end}, and {notice} days of notice are "
                f"promised: end it on {soonest} or later"
            )
            yield Hit(contract.at("endOfLife"), text, contract.view)
